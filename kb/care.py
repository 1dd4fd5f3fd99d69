"""Care for a knowledge base: how it is, and whether all of it is there and whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb import embeddings, generations, kinship, lexical
from kb.admission import kept_originals
from kb.bootstrap import KnowledgeBase
from kb.dense import ChromaIndex
from kb.disk import file_size, folder_size
from kb.erasure_store import count_pending
from kb.errors import StampMismatchError, StorageError
from kb.models import Models


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a knowledge base holds; `indexed` passages are in the dense index, the others are scanned exactly.

    `model` is the stamp of the vectors that answer, `building` of those on their way, `built` how many there are
    so far, `previous` of those that a rollback leads to. `asked` is the model that the settings name, where they have
    changed since they last had a say. `kept_bytes`, part of the others, is what vectors take that do not answer.
    `erasures` is how many have no receipt yet, None if all have theirs.
    """

    home: str
    documents: int
    passages: int
    model: str | None
    indexed: int
    building: str | None
    built: int | None
    previous: str | None
    asked: str | None
    not_read: int
    catalog_bytes: int
    index_bytes: int
    originals_bytes: int
    kept_bytes: int
    erasures: int | None


def status_of(base: KnowledgeBase) -> Status:
    """Returns what a knowledge base holds; no model is loaded for it."""
    counts, held = base.catalog.counts(), base.catalog.models()
    generation = generations.newest(base.index_root, held.serving) if held.serving else None
    return Status(
        home=str(base.config.home),
        documents=counts["documents"],
        passages=counts["passages"],
        model=held.serving,
        indexed=generation.stamp.size if generation else 0,
        building=held.building,
        built=counts["passages"] - _lacking(base, held.building) if held.building else None,
        previous=held.previous,
        asked=base.settings_model.model if held.asked not in (None, base.settings_model) else None,
        not_read=sum(state.reason_key is not None for state in base.catalog.source_states().values()),
        catalog_bytes=sum(file_size(path) for path in base.config.home.glob(f"{base.catalog_path.name}*")),
        index_bytes=folder_size(base.index_root),
        originals_bytes=folder_size(base.originals.root),
        kept_bytes=_size_of_kept(base, held),
        erasures=_count_pending(base) or None,
    )


def _lacking(base: KnowledgeBase, stamp: str) -> int:
    with base.catalog.engine.connect() as connection:
        return embeddings.count_without_vector(connection, stamp)


def _size_of_kept(base: KnowledgeBase, held: Models) -> int:
    others = held.kept - {held.serving}
    with base.catalog.engine.connect() as connection:
        stored = sum(embeddings.size_of_vectors(connection, stamp) for stamp in others)
    published = (generations.newest(base.index_root, stamp) for stamp in others)
    return stored + sum(folder_size(generation.folder) for generation in published if generation)


def problems_of(base: KnowledgeBase) -> list[str]:
    """Returns what is lost, doubled or damaged, a line each; empty if all is well."""
    return [
        *base.catalog.problems(),
        *_missing_model(base),
        *_missing_vectors(base),
        *_lexical_differences(base),
        *_not_compared(base),
        *_damaged_originals(base),
        *_damaged_generations(base),
        *_pending_erasures(base),
    ]


def _missing_model(base: KnowledgeBase) -> list[str]:
    stamp = base.catalog.stamp()
    try:
        if stamp:
            base.embedder_of(stamp)
    except StampMismatchError as gone:
        return [str(gone)]
    return []


def _missing_vectors(base: KnowledgeBase) -> list[str]:
    missing = _lacking(base, base.catalog.stamp() or "")
    return [f"{missing} passages have no vector: run 'kb rebuild'"] if missing else []


def _lexical_differences(base: KnowledgeBase) -> list[str]:
    live = set(base.catalog.snapshot().live.nonzero()[0].tolist())
    indexed = lexical.numbers(base.catalog)
    found = [f"passage {number} is not in the full-text index" for number in sorted(live - indexed)]
    return found + [f"the full-text index holds passage {number}, which is gone" for number in sorted(indexed - live)]


def _not_compared(base: KnowledgeBase) -> list[str]:
    with base.catalog.engine.connect() as connection:
        missing = kinship.uncompared(connection)
    return [f"{len(missing)} passages were not compared with the others: run 'kb rebuild'"] if missing else []


def _damaged_originals(base: KnowledgeBase) -> list[str]:
    kept = kept_originals(base.catalog)
    return [
        f"the original of {document.source} is missing or changed: ingest it again"
        for document in base.catalog.documents()
        if document.content_hash in kept and not base.originals.intact(document.content_hash)
    ]


def _pending_erasures(base: KnowledgeBase) -> list[str]:
    count = _count_pending(base)
    return [f"{count} erasures have no receipt yet: run 'kb erase status'"] if count else []


def _count_pending(base: KnowledgeBase) -> int:
    with base.catalog.engine.connect() as connection:
        return count_pending(connection)


def _damaged_generations(base: KnowledgeBase) -> list[str]:
    published = sorted(base.catalog.models().published)
    held = filter(None, (generations.newest(base.index_root, stamp) for stamp in published))
    return [line for one in held for line in _unopened(one.chroma_folder, one.stamp.size)]


def _unopened(folder: Path, size: int) -> list[str]:
    try:
        ChromaIndex(folder, size).close()
    except StorageError as error:
        return [str(error)]
    return []
