"""A knowledge base with things to erase, and a plain look for strings in its files."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kb.bootstrap import KnowledgeBase
from kb.index import publish
from kb.text import digest
from kb.types import DocumentKind, Passage, PracticeKind, Speaker
from tests.documents import write_document

# Words that no lexicon knows, so that none of them stands anywhere by chance.
_SYLLABLES = tuple(a + b for a in "bcdfghjklmnprstvwxz" for b in ("a", "e", "i", "o", "u", "y"))

NAME = "Zukramofine Plibixgwe"

_LOOK = """
import json, os, sys
from pathlib import Path
wanted, found = [bytes.fromhex(one) for one in json.load(sys.stdin)], []
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        try:
            content = Path(folder, name).read_bytes()
        except FileNotFoundError:
            continue
        found += [(name, place) for place, one in enumerate(wanted) if one in content]
json.dump(found, sys.stdout)
"""


def word(chance: random.Random, syllables: int = 5) -> str:
    return "".join(chance.choices(_SYLLABLES, k=syllables))


def sentence(chance: random.Random, count: int = 40) -> str:
    return " ".join(word(chance) for _ in range(count)).capitalize() + "."


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it was written, to be looked for afterwards."""

    id: str
    name: str
    texts: tuple[str, ...]
    content: bytes


def passage(name: str, position: int, text: str, speaker: Speaker | None = None) -> Passage:
    return Passage(
        id=digest(name, text),
        document_id=digest(name),
        position=position,
        text=text,
        context=f"{name} · Results",
        pages=(1,),
        headings=("Results",),
        kind=PracticeKind.CONTEXT,
        language="en",
        year=2024,
        countries=(),
        partnerships=(),
        document_kind=DocumentKind.REPORT,
        speaker=speaker,
    )


def write(base: KnowledgeBase, name: str, texts: Iterable[str], content: bytes | None = None) -> Written:
    held = tuple(texts)
    whole = content if content is not None else "\n".join((name, *held)).encode()
    write_document(base, name, [passage(name, n, text) for n, text in enumerate(held)], whole)
    return Written(id=digest(name), name=name, texts=held, content=whole)


def filled(base: KnowledgeBase, documents: int = 8, passages: int = 6, seed: int = 1) -> list[Written]:
    """Writes documents of unheard-of words and publishes their vectors."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    made = [write(base, f"{word(chance, 6)}{n}", [sentence(chance) for _ in range(passages)]) for n in range(documents)]
    publish(base.catalog, base.index_root)
    return made


def doomed(base: KnowledgeBase) -> Written:
    """Writes the document that is erased in tests of what people wrote of it."""
    chance = random.Random(7)  # noqa: S311 - no secret
    return write(base, "dubiousreport about nothing", [sentence(chance) for _ in range(3)])


def staying(base: KnowledgeBase) -> Written:
    """Writes the document that stays then, of which one passage names a person, and publishes the vectors of both."""
    chance = random.Random(8)  # noqa: S311 - no secret
    found = write(base, "kept", [sentence(chance), f"{sentence(chance)} {NAME} paid. {sentence(chance)}"])
    publish(base.catalog, base.index_root)
    return found


def vectors_of(base: KnowledgeBase, document_id: str) -> list[bytes]:
    numbers = {stored.number for stored in base.catalog.passages_of(document_id)}
    held, matrix = base.catalog.vectors_after(0, base.catalog.stamp() or "")
    return [row.tobytes() for number, row in zip(held.tolist(), matrix, strict=True) if number in numbers]


def holders(home: Path, strings: Iterable[str | bytes]) -> list[tuple[str, bytes]]:
    """Returns which of some strings stand in which files, byte by byte.

    Another process looks: one that opens the catalogue's file beside SQLite gives up its locks.
    """
    wanted = [one.encode() if isinstance(one, str) else one for one in strings]
    asked = json.dumps([one.hex() for one in wanted])
    done = subprocess.run(
        [sys.executable, "-c", _LOOK, str(home)], input=asked, capture_output=True, text=True, check=True
    )
    return [(name, wanted[place]) for name, place in json.loads(done.stdout)]


def strings_of(written: Written) -> list[str | bytes]:
    """Returns what must not be left of a document: its texts in parts, its words, its file."""
    texts = [
        part for text in written.texts for part in (text[:24], text[-24:], text[40:70], *text.lower().split()[1:8])
    ]
    return [*texts, written.name, written.content[:40], written.content[-40:]]


def renamed(made: Passage, name: str) -> Passage:
    return replace(made, document_id=digest(name), id=digest(name, made.text))
