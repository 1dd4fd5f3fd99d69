"""Damage as it happens to files, and as someone might do it to them; the same seed does the same damage."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator, Sequence

File = tuple[str, bytes]

_NUMBER = re.compile(rb"\d+")
_LARGE = (b"0", b"-1", b"2147483647", b"4294967296", b"99999999999999999999", b"1e309")
_LENGTHS = (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_BLOCK = 4096


def mutants(files: Sequence[File], count: int, seed: int = 1) -> Iterator[File]:
    """Yields copies of files in turn, each with one to three kinds of damage that its name tells."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    for number in range(count):
        name, content = files[number % len(files)]
        stem, _, ending = name.rpartition(".")
        told = [str(number)]
        for _ in range(chance.randint(1, 3)):
            damage = chance.choice((*_ANYWHERE, *([in_a_part] * 4 if _is_zip(content) else [])))
            other = chance.choice(files)[1]
            content = damage(content or b"\0", other or b"\0", chance)
            told.append(damage.__name__)
        yield f"{stem}.{'.'.join(told)}.{ending}", content


def flip_bits(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    """Turns single bits over."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 8, 64))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def truncate(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    """Ends the file early, as a broken download does."""
    return content[: chance.randrange(len(content))]


def delete(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    """Takes a block out."""
    start, end = _stretch(content, chance)
    return content[:start] + content[end:]


def double(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    """Repeats a block, up to a thousand times."""
    start, end = _stretch(content, chance)
    times = chance.choice((2, 10, 1000 if end - start < _BLOCK // 4 else 20))
    return content[:start] + content[start:end] * times + content[end:]


def swap(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    """Changes the places of two blocks."""
    first, second = sorted((_stretch(content, chance), _stretch(content, chance)))
    if first[1] > second[0]:
        return content[::-1]
    parts = (slice(0, first[0]), slice(*second), slice(first[1], second[0]), slice(*first), slice(second[1], None))
    return b"".join(content[part] for part in parts)


def blank(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    """Puts zeros where there was something, as a lost disk sector does."""
    start, end = _stretch(content, chance)
    return content[:start] + bytes(end - start) + content[end:]


def splice(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Goes on with another file half-way."""
    return content[: chance.randrange(len(content))] + other[chance.randrange(len(other)) :]


def inflate_number(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    """Makes a number that is written out enormous, such as a length or a count."""
    found = list(_NUMBER.finditer(content))
    if not found:
        return content
    number = chance.choice(found)
    return content[: number.start()] + chance.choice(_LARGE) + content[number.end() :]


def inflate_field(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    """Makes four bytes somewhere the lengths that programs trip over."""
    start = chance.randrange(len(content))
    order = chance.choice(("little", "big"))
    length = chance.choice(_LENGTHS).to_bytes(4, "little" if order == "little" else "big")
    return content[:start] + length + content[start + 4 :]


def in_a_part(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Damages one file of an archive and packs it again, so that its checksum is right."""
    parts = _unzipped(content)
    if not parts:
        return content
    name = chance.choice([*parts, *(part for part in parts if part.endswith(".xml"))])
    parts[name] = chance.choice(_ANYWHERE)(parts[name] or b"\0", other, chance)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            # Of a fixed date, which ZipInfo has by itself: the same damage gives the same bytes at any time.
            archive.writestr(zipfile.ZipInfo(part), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


_ANYWHERE = (flip_bits, truncate, delete, double, swap, blank, splice, inflate_number, inflate_field)


def _stretch(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content))
    return start, min(len(content), start + chance.randint(1, _BLOCK))


def _is_zip(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def _unzipped(content: bytes) -> dict[str, bytes]:
    """Returns the files of an archive, none where it is damaged already."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - whatever earlier damage leads to
        return {}
