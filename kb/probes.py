"""Fingerprints of what was erased, and looking for them in files: each tells whether it is met, never what it was.

A probe is a keyed 64-bit hash of a window: 24 bytes of a text, a vector or a file, or eight bytes of a name or an
unusual word. Windows of an erased text lie side by side, so that 47 bytes of it in a row are always met; files are
looked through at every offset.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

WINDOW, SHORT = 24, 8
# A window of fewer different bytes (zeros, spaces, ruled lines) stands in files of any content.
_LEAST_DIFFERENT, _LEAST_DIFFERENT_SHORT = 6, 4
# Of files, a window in twenty: what could be left of one is left whole, or a block of a disk.
FILE_STEP = 21 * WINDOW
# What is hashed together stays in the processor's cache: 140 MB/s on one core, against 70 in pieces of 4 MB.
_PIECE = 1 << 18
_READ = 1 << 22
# Hashes are first looked up in a table of so many places for each probe, which sorts out nearly all of them.
_SPARE_BITS = 4
_LEAST_BITS, _MOST_BITS = 12, 26

Hashes = npt.NDArray[np.uint64]
_NO_HASHES: Hashes = np.empty(0, np.uint64)


@dataclass(frozen=True, slots=True)
class Probes:
    """Fingerprints, sorted: of windows of 24 bytes, and of eight."""

    long: Hashes = field(default_factory=lambda: _NO_HASHES)
    short: Hashes = field(default_factory=lambda: _NO_HASHES)

    def __len__(self) -> int:
        return len(self.long) + len(self.short)

    def to_bytes(self) -> bytes:
        """Returns the probes as they are stored."""
        counts = np.array([len(self.long), len(self.short)], dtype="<u8")
        return b"".join(part.astype("<u8").tobytes() for part in (counts, self.long, self.short))

    @classmethod
    def from_bytes(cls, stored: bytes) -> Probes:
        """Returns probes that were stored."""
        values = np.frombuffer(stored, dtype="<u8")
        end = 2 + int(values[0])
        return cls(values[2:end], values[end : end + int(values[1])])

    def __or__(self, other: Probes) -> Probes:
        return Probes(np.union1d(self.long, other.long), np.union1d(self.short, other.short))

    def all(self) -> Hashes:
        """Returns all fingerprints."""
        return np.concatenate([self.long, self.short])


class _Mixing:
    """Hashes windows, given as words of eight bytes, with factors that come from a key."""

    def __init__(self, key: bytes) -> None:
        made = hashlib.blake2b(key, digest_size=48, person=b"probes").digest()
        self._factors = np.frombuffer(made, dtype="<u8") | np.uint64(1)

    def long(self, first: Hashes, second: Hashes, third: Hashes) -> Hashes:
        one, two, three, last, _, _ = self._factors
        mixed: Hashes = first * one
        mixed ^= mixed >> np.uint64(29)
        mixed += second * two
        mixed ^= mixed >> np.uint64(31)
        mixed += third * three
        mixed ^= mixed >> np.uint64(30)
        mixed *= last
        mixed ^= mixed >> np.uint64(32)
        return mixed

    def short(self, word: Hashes) -> Hashes:
        mixed: Hashes = word * self._factors[4]
        mixed ^= mixed >> np.uint64(32)
        mixed *= self._factors[5]
        # Without its last bits many words have the same fingerprint, so that none can be told from it.
        mixed >>= np.uint64(12)
        return mixed


class ProbeMaker:
    """Collects the fingerprints of what is being erased."""

    def __init__(self, key: bytes) -> None:
        self._mixing = _Mixing(key)
        self._long: list[Hashes] = []
        self._short: list[Hashes] = []

    def add(self, data: bytes, step: int = WINDOW) -> None:
        """Adds windows of a text, a vector or a file; the last one ends where it ends."""
        if len(data) < WINDOW:
            return
        starts = np.unique(np.append(np.arange(0, len(data) - WINDOW + 1, step), len(data) - WINDOW))
        windows = np.frombuffer(data, np.uint8)[starts[:, None] + np.arange(WINDOW)]
        words = windows[_different(windows) >= _LEAST_DIFFERENT].view("<u8")
        self._long.append(self._mixing.long(words[:, 0], words[:, 1], words[:, 2]))

    def add_short(self, data: bytes, *, every: bool = False) -> None:
        """Adds the first eight bytes of a word, or every eight in a row of a name."""
        if len(data) < SHORT:
            return
        starts = np.arange(len(data) - SHORT + 1 if every else 1)
        windows = np.frombuffer(data, np.uint8)[starts[:, None] + np.arange(SHORT)]
        words = windows[_different(windows) >= _LEAST_DIFFERENT_SHORT].view("<u8")
        self._short.append(self._mixing.short(words[:, 0]))

    def probes(self) -> Probes:
        """Returns what was collected."""
        return Probes(_unique(self._long), _unique(self._short))


class Seeker:
    """Looks for probes in bytes, at every offset."""

    def __init__(self, probes: Probes, key: bytes) -> None:
        self._mixing = _Mixing(key)
        self._long = _Sieve(probes.long, bits=64)
        self._short = _Sieve(probes.short, bits=52)

    def found_in(self, parts: Iterable[bytes]) -> Hashes:
        """Returns the fingerprints that are met in parts of one whole, also where they meet."""
        found, before = [_NO_HASHES], b""
        for part in parts:
            data = before + part
            found.extend(self._pieces(data))
            before = data[-(WINDOW - 1) :]
        return np.unique(np.concatenate(found))

    def found_in_file(self, path: Path) -> tuple[Hashes, int]:
        """Returns the fingerprints that are met in a file, and how many bytes it has; one that is gone has none."""
        size = 0

        def parts() -> Iterator[bytes]:
            nonlocal size
            with path.open("rb") as file:
                while part := file.read(_READ):
                    size += len(part)
                    yield part

        try:
            return self.found_in(parts()), size
        except FileNotFoundError:
            return _NO_HASHES, 0

    def _pieces(self, data: bytes) -> Iterator[Hashes]:
        for start in range(0, max(len(data) - SHORT + 1, 0), _PIECE):
            piece = data[start : start + _PIECE + WINDOW - 1]
            for shift in range(SHORT):
                yield from self._shifted(piece, shift)

    def _shifted(self, piece: bytes, shift: int) -> Iterator[Hashes]:
        count = max(len(piece) - shift, 0) // SHORT
        if not count:
            return
        words = np.frombuffer(piece, "<u8", count=count, offset=shift)
        if len(self._short):
            yield self._short.kept(self._mixing.short(words))
        if len(self._long) and count >= WINDOW // SHORT:
            yield self._long.kept(self._mixing.long(words[:-2], words[1:-1], words[2:]))


class _Sieve:
    """Tells which of many hashes are among a few."""

    def __init__(self, hashes: Hashes, *, bits: int) -> None:
        self._hashes = hashes
        width = min(max(len(hashes).bit_length() + _SPARE_BITS, _LEAST_BITS), _MOST_BITS)
        self._shift = np.uint64(bits - width)
        self._table = np.zeros(1 << width, np.bool_)
        self._table[hashes >> self._shift] = True

    def __len__(self) -> int:
        return len(self._hashes)

    def kept(self, asked: Hashes) -> Hashes:
        likely: Hashes = asked[self._table[asked >> self._shift]]
        if not len(likely):
            return likely
        places = np.minimum(np.searchsorted(self._hashes, likely), len(self._hashes) - 1)
        found: Hashes = likely[self._hashes[places] == likely]
        return found


def _different(windows: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    ordered = np.sort(windows, axis=1)
    counts: npt.NDArray[np.int64] = 1 + (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1)
    return counts


def _unique(parts: list[Hashes]) -> Hashes:
    return np.unique(np.concatenate(parts)) if parts else _NO_HASHES
