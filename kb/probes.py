"""Proof that nothing is left: fingerprints of what was erased, and the search for them in files.

A fingerprint is a keyed 64-bit mix of 24 bytes. What was erased cannot be read from it, and it is found again at any
place of any file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

Prints = npt.NDArray[np.uint64]

WINDOW = 24
# Of a long content so many windows, spread evenly, are looked for.
_MOST_WINDOWS = 400
# A window with fewer different bytes, such as white space or noughts, may stand anywhere.
_LEAST_BYTES = 8
_CHUNK = 8_000_000
_STEPS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0x9E3779B97F4A7C15))
_SHIFT = np.uint64(29)


def fingerprints(contents: Iterable[bytes], key: int) -> Prints:
    """Returns the fingerprints to look for, ascending, each once.

    Args:
        contents: what was erased; shorter ones than a window are not looked for.
        key: a random number of 64 bits.
    """
    found = [_mixed(np.frombuffer(window, np.uint8), key)[0] for content in contents for window in _windows(content)]
    return np.unique(np.array(found, np.uint64))


def met(content: bytes, wanted: Prints, key: int) -> Prints:
    """Returns which of the fingerprints stand anywhere in a content."""
    if len(content) < WINDOW or not len(wanted):
        return wanted[:0]
    mixes = _mixed(np.frombuffer(content, np.uint8), key)
    places = np.minimum(np.searchsorted(wanted, mixes), len(wanted) - 1)
    hits: Prints = np.unique(wanted[places[wanted[places] == mixes]])
    return hits


def met_in_file(path: Path, wanted: Prints, key: int) -> Prints:
    """Returns which of the fingerprints stand in a file; one that is gone has none."""
    found = [met(part, wanted, key) for part in _parts(path)]
    return np.unique(np.concatenate([*found, wanted[:0]]))


def _windows(content: bytes) -> Iterator[bytes]:
    last = len(content) - WINDOW
    if last < 0:
        return
    starts = np.unique(np.linspace(0, last, min(last // WINDOW + 2, _MOST_WINDOWS)).astype(np.int64))
    for start in starts.tolist():
        window = content[start : start + WINDOW]
        if len(set(window)) >= _LEAST_BYTES:
            yield window


def _mixed(content: npt.NDArray[np.uint8], key: int) -> Prints:
    """Returns the mix of the window that begins at each byte, shape (len(content) - WINDOW + 1,)."""
    count = len(content) - WINDOW + 1
    words = np.lib.stride_tricks.sliding_window_view(content, 8)
    mixed = np.full(count, np.uint64(key))
    for place, step in enumerate(_STEPS):
        own = np.ascontiguousarray(words[8 * place : 8 * place + count]).view("<u8").ravel()
        mixed = (mixed ^ own) * step
        mixed ^= mixed >> _SHIFT
    return mixed


def _parts(path: Path) -> Iterator[bytes]:
    """Yields a file in parts that overlap by a window."""
    try:
        with path.open("rb") as file:
            kept = b""
            while part := file.read(_CHUNK):
                yield kept + part
                kept = (kept + part)[-(WINDOW - 1) :]
    except FileNotFoundError:
        return
