"""What of a document may come into the knowledge base: nothing that was erased, unless that was taken back."""

from __future__ import annotations

from dataclasses import asdict, replace

from kb.suppression import Suppressions
from kb.types import Passage, PreparedDocument


def admitted(prepared: PreparedDocument, suppressed: Suppressions) -> PreparedDocument | None:
    """Returns a document without the passages that name a suppressed person, and then without its original.

    None if nothing of it is admitted.
    """
    document = prepared.document
    if suppressed.is_document(document.origin, document.content_hash):
        return None
    if suppressed.names_somebody(document.title, document.source, document.origin):
        return None
    kept = tuple(passage for passage in prepared.passages if not suppressed.names_somebody(*texts_of(passage)))
    if len(kept) == len(prepared.passages):
        return prepared
    return replace(prepared, passages=kept, keeps_original=False) if kept else None


def texts_of(passage: Passage) -> tuple[str, ...]:
    """Returns all that is written of a passage and may name a person."""
    said = asdict(passage.speaker).values() if passage.speaker else ()
    return (passage.text, passage.context, *passage.headings, *filter(None, said))
