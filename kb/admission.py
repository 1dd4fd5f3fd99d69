"""What of a document may come into the knowledge base: nothing that was erased, unless that was taken back."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import sqlalchemy as sa

from kb import suppression
from kb.catalog import Catalog
from kb.originals import Originals
from kb.suppression import Suppressions
from kb.types import Passage, PreparedDocument

# How it ends with a file that was erased, and why.
ERASED_STATUS, ERASED = "skipped", "erased"


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


def let_in(
    connection: sa.Connection, home: Path, originals: Originals, prepared: PreparedDocument
) -> PreparedDocument | None:
    """Returns what is admitted of a document at this moment, with its original in its place, or noted as not kept."""
    suppressed = suppression.read(connection, home)
    left = admitted(prepared, suppressed)
    if left is None:
        return None
    name = left.document.content_hash
    if not left.keeps_original:
        suppression.add_originals(connection, suppression.key_of(home), [name])
        return left
    originals.put(left.content)
    if suppressed.is_original(name):
        suppression.allow_original(connection, suppressed.key, name)
    return left


def kept_originals(catalog: Catalog) -> set[str]:
    """Returns the hashes of the originals that are kept: those of all documents, but for what was erased of them."""
    with catalog.engine.connect() as connection:
        suppressed = suppression.read(connection, catalog.path.parent)
    return {one.content_hash for one in catalog.documents() if not suppressed.is_original(one.content_hash)}


def is_kept(catalog: Catalog, content_hash: str) -> bool:
    """Tells whether an original is kept, and was not erased for what is in it."""
    with catalog.engine.connect() as connection:
        return not suppression.read(connection, catalog.path.parent).is_original(content_hash)
