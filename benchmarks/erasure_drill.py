"""Erasing under load: documents and persons go while threads search and an ingest writes; then all bytes are looked at.

    python benchmarks/erasure_drill.py [--documents 20] [--persons 20] [--kept 200]

A server's thread scrubs, as `kb serve` does. What is looked for are 1,000 strings of what was erased and every vector
of it, byte by byte in each file of the data folder, while the searches go on.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from api.scrubber import Scrubber
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.config import load_config
from kb.erasing import erase_documents, erase_persons
from kb.erasure_store import count_pending, read_erasures
from kb.index import publish
from kb.schema import passages
from kb.types import Query, SearchMode
from tests.conftest import ROOT, WordEmbedder
from tests.kb.erased import Written, holders, sentence, vectors_of, word, write

SEARCHERS = 4
STRINGS = 1000

# Reads files, a folder each time, until it is told to end.
INGEST = """
import os, sys, time
from pathlib import Path
from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.errors import BusyError
from tests.conftest import WordEmbedder
import random
from tests.kb.erased import sentence

home, folder = map(Path, sys.argv[1:])
base = KnowledgeBase(load_config(home, {}), WordEmbedder())
chance, count = random.Random(99), 0
while folder.exists() and not (folder / "end").exists() and os.getppid() != 1:
    for _ in range(5):
        count += 1
        (folder / f"note{count}.txt").write_text("\\n\\n".join(sentence(chance) for _ in range(8)))
    try:
        ingest([folder], base)
    except BusyError:
        time.sleep(0.2)
base.close()
"""


class Load:
    """Threads that search until they are told to end, and note what went wrong."""

    def __init__(self, base: KnowledgeBase, questions: list[str]) -> None:
        self._base = base
        self._questions = questions
        self._ended = threading.Event()
        self.asked = Counter[str]()
        self.failures: list[BaseException] = []
        self._threads = [threading.Thread(target=self._search, args=(n,)) for n in range(SEARCHERS)]

    def start(self) -> None:
        """Begins to search."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Waits for the last answers."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _search(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - no secret
        while not self._ended.is_set():
            mode = chance.choice(list(SearchMode))
            try:
                self._base.searcher.search(Query(text=chance.choice(self._questions), mode=mode))
                self.asked[mode.value] += 1
            except BaseException as failure:  # noqa: BLE001 - all of them are counted
                self.failures.append(failure)


def main() -> None:
    """Runs the drill; ends with 1 if anything is left, open or failed."""
    wish = argparse.ArgumentParser()
    for name, default in (("documents", 20), ("persons", 20), ("kept", 200)):
        wish.add_argument(f"--{name}", type=int, default=default)
    asked = wish.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _drill(Path(folder), asked.documents, asked.persons, asked.kept)


def _drill(folder: Path, documents: int, persons: int, kept: int) -> None:
    home, files = folder / "home", folder / "files"
    files.mkdir()
    base = KnowledgeBase(load_config(home, {}), WordEmbedder())
    chance = random.Random(1)  # noqa: S311 - no secret
    names = [f"{word(chance).capitalize()} {word(chance).capitalize()}" for _ in range(persons)]
    gone = [_written(base, chance, "gone", n) for n in range(documents)]
    named = [_written(base, chance, "named", n, name) for n, name in enumerate(names)]
    stay = [_written(base, chance, "kept", n) for n in range(kept)]
    publish(base.catalog, base.index_root)
    # Chroma answers, also in a small knowledge base.
    base.serving.dense._exact_rows = 100  # noqa: SLF001
    vectors = [vector for one in gone for vector in vectors_of(base, one.id)]
    vectors += [vector for one, name in zip(named, names, strict=True) for vector in _vectors_naming(base, one, name)]
    strings = _strings(gone, named, names)
    before = holders(home, [*strings, *vectors])
    print(f"{base.catalog.counts()}; {len(strings)} strings and {len(vectors)} vectors, met {len(before)} times")

    load = Load(base, [text[:60] for one in (*gone, *stay) for text in one.texts])
    scrubber = Scrubber(base)
    writer = subprocess.Popen([sys.executable, "-c", INGEST, str(home), str(files)], cwd=ROOT)
    load.start()
    began = time.monotonic()
    for one, name in zip(gone, names, strict=False):
        erase_documents(base, [one.id], "drill")
        erase_persons(base, [name], "drill")
        scrubber.wake()
        time.sleep(0.1)
    while _pending(base):
        base.serving.dense.refresh()
        scrubber.wake()
        time.sleep(0.1)
    took = time.monotonic() - began
    base.serving.dense.refresh()
    held = _held_open(home)
    left = holders(home, [*strings, *vectors])
    load.end()
    (files / "end").touch()
    writer.wait()
    scrubber.close()
    with base.catalog.engine.connect() as connection:
        receipts = [one.receipt for one in read_erasures(connection) if one.receipt]
    ingested = len(list(files.glob("*.txt")))
    searches, failed = sum(load.asked.values()), [repr(one) for one in load.failures[:2]]
    print(f"{len(receipts)} receipts after {took:.1f} s; {searches} searches, {len(load.failures)} failed {failed}")
    print(f"{ingested} files ingested meanwhile, exit code {writer.returncode}")
    print(f"left in files: {len(left)} {left[:3]}; removed files still open: {held}; problems: {problems_of(base)}")
    print(f"last receipt: {receipts[0]}")
    base.close()
    if left or held or load.failures or writer.returncode or len(receipts) < documents + persons:
        sys.exit(1)


def _written(base: KnowledgeBase, chance: random.Random, kind: str, number: int, name: str = "") -> Written:
    texts = [sentence(chance) for _ in range(6)]
    if name:
        texts[2] = f"{texts[2]} It was {name} who said so. {sentence(chance, 10)}"
    return write(base, f"{kind} {word(chance, 6)}{number}", texts)


def _vectors_naming(base: KnowledgeBase, document: Written, name: str) -> list[bytes]:
    with base.catalog.engine.connect() as connection:
        chosen = sa.select(passages.c.number).where(
            passages.c.document_id == document.id, passages.c.text.contains(name)
        )
        numbers = set(connection.scalars(chosen))
    held, matrix = base.catalog.vectors_after(0, base.catalog.stamp() or "")
    return [row.tobytes() for row in matrix[np.isin(held, list(numbers))]]


def _strings(gone: list[Written], named: list[Written], names: list[str]) -> list[str]:
    texts = [text for one in gone for text in one.texts] + [one.texts[2] for one in named]
    found = [*names, *(name.lower() for name in names), *(one.name for one in gone)]
    found += [part for text in texts for part in (text[:30], text[-30:], text[60:84].strip(), text.lower()[100:130])]
    found += [one for text in texts for one in text.lower().split()[:8]]
    return list(dict.fromkeys(found))[:STRINGS]


def _pending(base: KnowledgeBase) -> int:
    with base.catalog.engine.connect() as connection:
        return count_pending(connection)


def _held_open(home: Path) -> list[str]:
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    paths = [line.split(maxsplit=5)[-1] for line in maps if str(home) in line]
    for link in Path("/proc/self/fd").iterdir():
        try:
            paths.append(str(link.readlink()))
        except FileNotFoundError:
            continue
    return [path for path in paths if str(home) in path and path.endswith("(deleted)")]


if __name__ == "__main__":
    main()
