"""Writes passages as a document of a knowledge base, past the reading of files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.access import INTERNAL
from kb.bootstrap import KnowledgeBase
from kb.catalog import SourceState
from kb.text import digest
from kb.types import Document, DocumentKind, Passage, PreparedDocument, Suggestion


def write_document(  # noqa: PLR0913 - a document and how it is written
    base: KnowledgeBase,
    name: str,
    passages: Sequence[Passage],
    content: bytes,
    suggestions: Mapping[str, tuple[Suggestion, ...]] | None = None,
    *,
    visibility: str = INTERNAL,
) -> None:
    """Writes passages of the document `digest(name)`, with what the machine says of each."""
    document = Document(
        id=digest(name),
        origin=f"/files/{name}",
        source=f"files/{name}",
        content_hash=base.originals.put(content),
        title=name,
        kind=DocumentKind.REPORT,
        language="en",
        year=2024,
        pages=1,
        visibility=visibility,
    )
    state = SourceState(
        origin=document.origin,
        source=document.source,
        content_hash=document.content_hash,
        reader="1",
        status="added",
        document_id=document.id,
    )
    prepared = PreparedDocument(
        document=document, passages=tuple(passages), content=content, suggestions=dict(suggestions or {})
    )
    list(base.indexer().write([(prepared, state)]))
