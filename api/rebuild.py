"""What `kb rebuild` does: mend the index, change the model, go back to the one before, or give that up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from api.schemas import RebuildOut
from kb.bootstrap import KnowledgeBase
from kb.care import status_of
from kb.changeover import Progress, forget, rebuild
from kb.errors import UsageError
from kb.messages import message

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for: at most one of a model by its name, the way back, and no way back."""

    model: str | None = None
    rollback: bool = False
    forget: bool = False


def carry_out(wish: Wish, base: KnowledgeBase, report: Progress, tell: Callable[[str], None]) -> str:
    """Does what is wished and returns a sentence about it.

    Args:
        wish: what is asked for.
        base: the knowledge base.
        report: called with how many passages have a vector, and how many there are.
        tell: is given a sentence if the switch must wait.

    Raises:
        UsageError: the wishes exclude each other, or there is no model to go back to.
    """
    if (wish.model is not None) + wish.rollback + wish.forget > 1:
        raise UsageError("rebuild_one")
    return _forgotten(base) if wish.forget else _rebuilt(wish, base, report, tell)


def outcome_of(base: KnowledgeBase) -> RebuildOut:
    """Returns what there is after it."""
    held = base.catalog.models()
    return RebuildOut(passages=base.catalog.counts()["passages"], model=held.serving or "", previous=held.previous)


def _rebuilt(wish: Wish, base: KnowledgeBase, report: Progress, tell: Callable[[str], None]) -> str:
    language = base.config.language
    before = base.catalog.stamp()
    if wish.rollback:
        embedder, model = base.previous_model()
    else:
        model = base.wanted_model(wish.model)
        embedder = base.open_model(model)
    rebuild(
        base.catalog,
        embedder,
        base.index_root,
        report,
        model=model,
        settings=base.settings_model,
        waiting=lambda: tell(message("change_waits", language)),
    )
    passages = base.catalog.counts()["passages"]
    if embedder.stamp == before:
        return message("rebuilt", language, passages=passages)
    return message("model_changed", language, passages=passages, model=embedder.stamp, previous=before)


def _forgotten(base: KnowledgeBase) -> str:
    before = _size_of_stores(base)
    forget(base.catalog, base.index_root)
    freed = max(before - _size_of_stores(base), 0) / _MEGABYTE
    return message("others_forgotten", base.config.language, model=base.catalog.stamp(), freed=f"{freed:.1f}")


def _size_of_stores(base: KnowledgeBase) -> int:
    found = status_of(base)
    return found.catalog_bytes + found.index_bytes
