"""Many readers at once: `python benchmarks/load.py --home DIR` measures a server beside a single reader.

The home is filled first, with as many passages as are asked for: those of a corpus, and then the same with their
sentences in another order, under vectors that are turned a little. Fill it once and measure as often as you like.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import statistics
import tempfile
import threading
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from corpora import documents_folder
from served import Served, served

from api.answers import search_out
from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.catalog import SourceState
from kb.config import load_config
from kb.stages import Stage
from kb.text import digest
from kb.types import Passage, PreparedDocument, Query
from kb.vectors import Matrix, Vector

_TURNED = 0.15
_SEED = 11
_ROOT = Path(__file__).parent.parent
_SETTINGS = {"KB_LANGUAGE": "en", "KB_OCR": "0", "KB_REQUESTS_PER_MINUTE": "0"}
# Until words, postings and the pages of the catalogue that questions ask for are remembered.
_WARM_UP = 60.0


@dataclass(slots=True)
class Load:
    """What readers met: seconds of each answer, failures, and the server's memory at moments, in bytes."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)

    def p(self, share: float) -> float:
        """Returns a percentile of the seconds."""
        return float(np.percentile(self.seconds, share))


class _Turned:
    """The model's vectors for texts that it knows, and turned ones for those made of them."""

    def __init__(self, base: KnowledgeBase, of: dict[str, Vector]) -> None:
        self._model = base.embedder
        self.stamp = self._model.stamp
        self._of = of

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return np.array([self._of[text] for text in texts], np.float32)

    def embed_query(self, text: str) -> Vector:
        return self._model.embed_query(text)


def main() -> None:
    """Fills the home if need be, and measures."""
    options = _parser().parse_args()
    _fill(options.home, options.corpus, options.passages)
    questions = _questions(options.home)
    single = _measured(options, questions, readers=1, seconds=options.single_seconds)
    many = _measured(options, questions, readers=options.readers, seconds=options.seconds)
    shares = _shares(options.home, questions[:300])
    print(json.dumps(_report(options, single, many, shares), indent=2))


def _report(options: argparse.Namespace, single: Load, many: Load, shares: dict[str, float]) -> dict[str, object]:
    cores = os.cpu_count() or 1
    bound = 3 * single.p(95) * options.readers / cores
    settled = [size for _, size in many.memory]
    return {
        "cores": cores,
        "single": {"answers": len(single.seconds), "p50_ms": _ms(single.p(50)), "p95_ms": _ms(single.p(95))},
        "many": {
            "readers": options.readers,
            "answers": len(many.seconds),
            "a_second": round(len(many.seconds) / options.seconds, 1),
            "p50_ms": _ms(many.p(50)),
            "p95_ms": _ms(many.p(95)),
            "failures": len(many.failures) + len(single.failures),
            "first_failures": (single.failures + many.failures)[:3],
        },
        "bound_ms": _ms(bound),
        "share_of_bound": round(many.p(95) / bound, 3),
        "memory_mb": [round(size / 1e6) for size in settled[:: max(len(settled) // 8, 1)]],
        "memory_spread": round((max(settled) - min(settled)) / statistics.median(settled), 4) if settled else None,
        "stages": shares,
    }


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


# --- filling ------------------------------------------------------------------------------------------------


def _fill(home: Path, corpus: Path, wanted: int) -> None:
    base = KnowledgeBase(load_config(home, _SETTINGS))
    try:
        if base.catalog.counts()["passages"] == 0:
            with tempfile.TemporaryDirectory() as scratch:
                ingest([documents_folder(corpus, wanted // 2, Path(scratch))], base)
        missing = wanted - base.catalog.counts()["passages"]
        if missing > 0:
            _add_variants(base, missing)
    finally:
        base.close()


def _add_variants(base: KnowledgeBase, missing: int) -> None:
    stamp = base.catalog.stamp() or ""
    numbers, matrix = base.catalog.vectors_after(0, stamp)
    rng, shuffler = np.random.default_rng(_SEED), random.Random(_SEED)  # noqa: S311 - an order, no secret
    stored = base.catalog.passages_by_number(numbers[:missing].tolist())
    vectors, made = dict[str, Vector](), defaultdict[str, list[Passage]](list)
    for number, vector in zip(numbers[:missing].tolist(), matrix, strict=False):
        one = stored[number]
        name = f"variant-{one.document.id}"
        sentences = one.passage.text.split(". ")
        shuffler.shuffle(sentences)
        text = f"{'. '.join(sentences)} ({number})"
        passage = replace(one.passage, id=digest(name, text), document_id=digest(name), text=text, boxes=())
        turned = vector + _TURNED * rng.normal(size=vector.size).astype(np.float32) / np.sqrt(vector.size)
        vectors[passage.embedded_text] = (turned / np.linalg.norm(turned)).astype(np.float32)
        made[one.document.id].append(passage)
    indexer = KnowledgeBase(base.config, _Turned(base, vectors)).indexer()
    for document_id, passages in made.items():
        document = base.catalog.document(document_id)
        if document is None:
            raise LookupError(document_id)
        name = f"variant-{document_id}"
        content = name.encode()
        other = replace(
            document, id=digest(name), origin=name, source=name, content_hash=base.originals.put(content), pages=None
        )
        state = SourceState(
            origin=name, source=name, content_hash=other.content_hash, reader="1", status="added", document_id=other.id
        )
        list(indexer.write([(PreparedDocument(document=other, passages=tuple(passages), content=content), state)]))
    indexer.finish()


def _questions(home: Path) -> list[str]:
    """Returns questions that no two readers have in common: pieces of passages, each a dozen words."""
    base = KnowledgeBase(load_config(home, _SETTINGS))
    live = base.catalog.snapshot().live.nonzero()[0]
    chosen = np.random.default_rng(_SEED).permutation(live)[:4000].tolist()
    texts = [one.passage.text.split() for one in base.catalog.passages_by_number(chosen).values()]
    base.close()
    return [" ".join(words[:12]) for words in texts if len(words) >= 4]  # noqa: PLR2004 - a question


# --- asking -------------------------------------------------------------------------------------------------


def _measured(options: argparse.Namespace, questions: Sequence[str], *, readers: int, seconds: float) -> Load:
    with served(options.home, _SETTINGS) as server:
        return _asked(server, questions, readers, seconds)


def _get(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def _asked(server: Served, questions: Sequence[str], readers: int, seconds: float) -> Load:
    load, start = Load(), time.perf_counter() + _WARM_UP
    end = start + seconds

    def read(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        own = questions[place::readers]
        turn = 0
        while time.perf_counter() < end:
            asked = urllib.parse.quote(own[turn % len(own)])
            turn += 1
            before = time.perf_counter()
            try:
                status, _ = _get(connection, f"/v1/search?q={asked}")
            except OSError as cause:
                load.failures.append(repr(cause))
                connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
                continue
            if before >= start:
                load.seconds.append(time.perf_counter() - before)
            if status != http.client.OK:
                load.failures.append(str(status))

    threads = [threading.Thread(target=read, args=(place,)) for place in range(readers)]
    for thread in threads:
        thread.start()
    time.sleep(_WARM_UP)
    while time.perf_counter() < end:
        load.memory.append((time.perf_counter() - start, _resident(server.pid)))
        time.sleep(1)
    for thread in threads:
        thread.join()
    return load


def _resident(pid: int) -> int:
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _shares(home: Path, questions: Sequence[str]) -> dict[str, float]:
    """Returns the milliseconds of each stage, the mean over questions asked one after the other."""
    spent: dict[str, float] = defaultdict(float)
    base = KnowledgeBase(load_config(home, _SETTINGS))

    def observe(stage: Stage, seconds: float) -> None:
        spent[stage.value] += seconds

    base.observe = observe
    ask: Callable[[str], object] = lambda text: base.searcher.search(Query(text=text))  # noqa: E731 - a line
    ask("water")
    spent.clear()
    for text in questions:
        start = time.perf_counter()
        result = base.searcher.search(Query(text=text))
        found = time.perf_counter()
        search_out(result, base.registry, "en").model_dump_json()
        observe(Stage.SERIALISING, time.perf_counter() - found)
        spent["all"] += time.perf_counter() - start
    base.close()
    return {name: round(1000 * total / len(questions), 2) for name, total in spent.items()}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="data folder; filled if it is empty")
    parser.add_argument("--corpus", type=Path, default=_ROOT / "examples" / "documents")
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--single-seconds", type=float, default=30.0)
    return parser


if __name__ == "__main__":
    main()
