"""From what a reader may see to what their assistant is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from api.mcp_schemas import Fetched, Found, FoundPassage, Place
from kb.facet_labels import facet_label
from kb.filters import counts_of
from kb.themes import thesaurus
from kb.types import Document, Passage, Query
from kb.view import View

Link = Callable[[str], str]


def found(view: View, query: Query, link: Link) -> Found:
    """Answers a question with passages of documents that the reader may see."""
    hits = view.search(query).hits
    return Found(results=[_found(view, hit.passage, hit.document, link) for hit in hits])


def fetched(view: View, passage_id: str, link: Link) -> Fetched:
    """Returns a passage in full.

    Raises:
        UnknownError: the reader sees none of that id.
    """
    stored = view.passage(passage_id)
    passage, document = stored.passage, stored.document
    place = Place(
        source=document.source,
        document_id=document.id,
        page=_page(passage),
        heading=" › ".join(passage.headings),
        language=passage.language,
        kind=passage.kind,
        year=passage.year,
        themes=list(passage.themes),
        countries=list(passage.countries),
        partnerships=list(passage.partnerships),
    )
    return Fetched(id=passage.id, title=document.title, text=passage.text, url=link(passage.id), metadata=place)


def listed_partnerships(view: View) -> str:
    """Returns the partnerships of the registry as JSON, each with how many passages the reader may see of it."""
    return _listed(view, "partnership", (one.id for one in view.base.registry.partnerships))


def listed_themes(view: View) -> str:
    """Returns the themes as JSON, each with how many passages the reader may see on it."""
    return _listed(view, "theme", thesaurus().concepts)


def _listed(view: View, facet: str, values: Iterable[str]) -> str:
    counts = counts_of(view.facets()[facet])
    language, registry = view.base.config.language, view.base.registry
    rows = [
        {"id": one, "label": facet_label(facet, one, language, registry), "passages": counts.get(one, 0)}
        for one in values
    ]
    return json.dumps(rows, ensure_ascii=False)


def _found(view: View, passage: Passage, document: Document, link: Link) -> FoundPassage:
    labels = [facet_label("partnership", one, passage.language, view.base.registry) for one in passage.partnerships]
    return FoundPassage(
        id=passage.id,
        title=document.title,
        url=link(passage.id),
        text=passage.text,
        page=_page(passage),
        partnership=", ".join(labels) or None,
        language=passage.language,
    )


def _page(passage: Passage) -> int | None:
    return passage.pages[0] if passage.pages else None
