"""Who may write in a data folder: one at a time, with a lock that ends with its process however that ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import BusyError

# A change of the model writes alone only while it changes over: less than a second for 12,000 passages, and as long as
# building an index (20 s for 100,000) only where an ingest brought a tenth of all in the meantime.
_CHANGING_OVER_SECONDS = 60.0
# Is held by who waits for all others to end, so that one ingest after the other does not keep them waiting for ever.
_TURN = "turn.lock"
# Whoever only looks whether a model is being changed holds that lock for less.
_LOOKING_SECONDS = 1.0


@contextmanager
def write_lock(home: Path) -> Iterator[None]:
    """Holds the data folder's write lock, which ends with the process however that ends.

    While the model is being changed, it waits until that has changed over.

    Raises:
        BusyError: another process holds it.
    """
    try:
        with _taken(home / _TURN, _CHANGING_OVER_SECONDS):
            pass
    except Timeout as cause:
        raise BusyError("writer_busy", home=home) from cause
    try:
        held = _taken(home / "write.lock", 0)
    except Timeout:
        held = _taken_after_change(home)
    with held:
        yield


@contextmanager
def quiet(home: Path, seconds: float) -> Iterator[None]:
    """Holds both locks, so that nobody writes documents or changes the model; waits for those who do.

    Raises:
        BusyError: one of them is held for longer than `seconds`.
    """
    with ExitStack() as held:
        try:
            for name in (_TURN, "change.lock", "write.lock"):
                held.enter_context(_taken(home / name, seconds))
        except Timeout as cause:
            raise BusyError("writer_busy", home=home) from cause
        yield


@contextmanager
def write_lock_if_free(home: Path) -> Iterator[bool]:
    """Holds the write lock if nobody else does; yields whether it is held."""
    try:
        held = _taken(home / "write.lock", 0)
    except Timeout:
        yield False
        return
    with held:
        yield True


@contextmanager
def change_lock(home: Path) -> Iterator[None]:
    """Is held by whoever changes the model, from beginning to end.

    Raises:
        BusyError: another process changes it.
    """
    try:
        held = _taken(home / "change.lock", _LOOKING_SECONDS)
    except Timeout as cause:
        raise BusyError("change_busy", home=home) from cause
    with held:
        yield


def _taken(path: Path, seconds: float) -> AbstractContextManager[object]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(path, timeout=seconds).acquire()


def _taken_after_change(home: Path) -> AbstractContextManager[object]:
    patience = _CHANGING_OVER_SECONDS if _is_changing(home) else 0
    try:
        return _taken(home / "write.lock", patience)
    except Timeout as cause:
        raise BusyError("writer_busy", home=home) from cause


def _is_changing(home: Path) -> bool:
    try:
        with _taken(home / "change.lock", 0):
            return False
    except Timeout:
        return True
