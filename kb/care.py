"""Care for a knowledge base: how it is, and whether all of it is there and whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb import generations, kinship, lexical
from kb.bootstrap import KnowledgeBase
from kb.dense import ChromaIndex
from kb.errors import StorageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a knowledge base holds; `indexed` passages are in the dense index, the others are scanned exactly."""

    home: str
    documents: int
    passages: int
    model: str | None
    indexed: int
    not_read: int


def status_of(base: KnowledgeBase) -> Status:
    """Returns what a knowledge base holds; no model is loaded for it."""
    counts = base.catalog.counts()
    stamp = base.catalog.stamp()
    generation = generations.newest(base.index_root, stamp) if stamp else None
    return Status(
        home=str(base.config.home),
        documents=counts["documents"],
        passages=counts["passages"],
        model=stamp,
        indexed=generation.stamp.size if generation else 0,
        not_read=sum(state.reason_key is not None for state in base.catalog.source_states().values()),
    )


def problems_of(base: KnowledgeBase) -> list[str]:
    """Returns what is lost, doubled or damaged, a line each; empty if all is well."""
    return [
        *base.catalog.problems(),
        *_missing_vectors(base),
        *_lexical_differences(base),
        *_not_compared(base),
        *_damaged_originals(base),
        *_damaged_generation(base),
    ]


def _missing_vectors(base: KnowledgeBase) -> list[str]:
    missing = base.catalog.without_vector(base.catalog.stamp() or "")
    return [f"{len(missing)} passages have no vector: run 'kb rebuild'"] if missing else []


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
    return [
        f"the original of {document.source} is missing or changed: ingest it again"
        for document in base.catalog.documents()
        if not base.originals.intact(document.content_hash)
    ]


def _damaged_generation(base: KnowledgeBase) -> list[str]:
    stamp = base.catalog.stamp()
    generation = generations.newest(base.index_root, stamp) if stamp else None
    if generation is None:
        return []
    return _unopened(generation.chroma_folder, generation.stamp.size)


def _unopened(folder: Path, size: int) -> list[str]:
    try:
        ChromaIndex(folder, size).close()
    except StorageError as error:
        return [str(error)]
    return []
