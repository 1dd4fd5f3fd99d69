"""From what a reader may see and what they type to suggestions as they leave."""

from __future__ import annotations

from collections.abc import Iterable

from api.schemas import FacetOut
from api.search_schemas import SpellingOut, SuggestedDocumentOut, SuggestOut
from kb.asking import check_length
from kb.choices import document_choices, partnership_choices, theme_choices
from kb.suggest import Choice, proposed, respelled
from kb.view import View


def suggest_out(view: View, text: str, language: str, limit: int) -> SuggestOut:
    """Returns at most `limit` suggestions of each sort.

    Raises:
        UsageError: the text is too long.
        NotReadyError: model and index are not loaded yet.
    """
    check_length(text)
    facets, registry = view.facets(), view.base.registry
    spelling = respelled(text, view.words())
    documents = proposed(text, document_choices(view.titles()), limit)
    return SuggestOut(
        query=text,
        spelling=SpellingOut.model_validate(spelling, from_attributes=True) if spelling else None,
        documents=[SuggestedDocumentOut(document_id=one.id, title=one.label, count=one.passages) for one in documents],
        themes=_values(proposed(text, theme_choices(facets, language, registry), limit)),
        partnerships=_values(proposed(text, partnership_choices(facets, registry), limit)),
    )


def _values(found: Iterable[Choice]) -> list[FacetOut]:
    return [FacetOut(value=one.id, label=one.label, count=one.passages) for one in found]
