"""What runs the embedding model, side by side: pace, start, memory and what each way of computing costs in quality.

Every round asks each of them in turn, so that a busy machine slows all alike: read the ratios. ONNX Runtime, which
praktijkbank does not offer, is measured as well where the package onnx is installed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from figures import median

from kb.config import OPENVINO, TORCH, Config, load_config
from kb.embedder import Embedder, SentenceEmbedder
from kb.types import LANGUAGES
from kb.vectors import Matrix

_DEPTH = 10
_MILLI = 1000
_KIBI = 1024
_MEGABYTE = 1_000_000
_STARTING = """
from pathlib import Path
from kb.config import load_config
from kb.embedder import SentenceEmbedder
SentenceEmbedder(load_config()).load()
status = Path("/proc/self/status")
lines = status.read_text().splitlines() if status.is_file() else []
print(next((line.split()[1] for line in lines if line.startswith("VmHWM")), 0))
"""
Collection = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Times:
    """Seconds of each round: for all passages (clock and processor), the median question, and a fresh process.

    `megabytes` is what that process had resident at most, 0 where the system does not tell.
    """

    passages: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    question: list[float] = field(default_factory=list)
    start: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)


def main() -> None:
    """Measures and prints a table."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as home:
        configs = {name: _config(Path(home), asked, name) for name in (TORCH, OPENVINO)}
        embedders: dict[str, Embedder] = {name: SentenceEmbedder(config) for name, config in configs.items()}
        if find_spec("onnx"):
            from onnx_int8 import OnnxEmbedder  # noqa: PLC0415 - needs a package that is not always there

            embedders["onnx"] = OnnxEmbedder(configs[TORCH])
        texts = [text for language in LANGUAGES for text in _passages(asked.passages, language, asked.each)]
        corpora, questions = (_collection(asked.collection, stem) for stem in ("corpus", "queries"))
        times = _timed(embedders, texts, [text for _, text in questions["nl"]][: asked.each], asked.rounds)
        for _ in range(asked.rounds):
            for name, config in configs.items():
                _start(config, times[name])
        _print_times(times, len(texts))
        _print_quality(embedders, corpora, questions, _judgements(asked.collection / "qrels.tsv"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="bundled", help="as the setting of that name")
    parser.add_argument("--passages", type=Path, required=True, help="folder with LANGUAGE.jsonl.gz of passages")
    parser.add_argument("--collection", type=Path, required=True, help="folder with judged questions")
    parser.add_argument("--each", type=int, default=50, help="passages of each language")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def _config(home: Path, asked: argparse.Namespace, backend: str) -> Config:
    settings = {"KB_MODEL": asked.model, "KB_THREADS": str(asked.threads), "KB_BACKEND": backend}
    return load_config(home, settings)


def _passages(folder: Path, language: str, number: int) -> list[str]:
    """Returns passages from all over a file, which is not in random order."""
    with gzip.open(folder / f"{language}.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    return texts[:: max(1, len(texts) // number)][:number]


def _timed(embedders: dict[str, Embedder], texts: list[str], asked: list[str], rounds: int) -> dict[str, _Times]:
    times = {name: _Times() for name in embedders}
    for embedder in embedders.values():
        embedder.embed_passages(texts[:20])
    for turn in range(rounds):
        names = list(embedders)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            _time(embedders[name], times[name], texts, asked)
    return times


def _time(embedder: Embedder, times: _Times, texts: list[str], asked: list[str]) -> None:
    clock, processor = time.perf_counter(), time.process_time()
    embedder.embed_passages(texts)
    times.passages.append(time.perf_counter() - clock)
    times.processor.append(time.process_time() - processor)
    times.question.append(median([_seconds(partial(embedder.embed_query, text)) for text in asked]))


def _seconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def _start(config: Config, times: _Times) -> None:
    """Adds what a fresh process takes to embed a question; the model has been compiled before."""
    environment = os.environ | {
        "KB_HOME": str(config.home),
        "KB_MODEL": config.model,
        "KB_THREADS": str(config.threads),
        "KB_BACKEND": config.backend,
    }
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _STARTING], check=True, capture_output=True, text=True, env=environment
    )
    times.start.append(time.perf_counter() - start)
    times.megabytes.append(int(done.stdout) * _KIBI / _MEGABYTE)


def _print_times(times: dict[str, _Times], passages: int) -> None:
    bare = times[TORCH]
    print("back end   passages/s  times torch (clock, processor)  question p50 ms  times torch  start s  memory MB")
    for name, found in times.items():
        whole, processor, question = median(found.passages), median(found.processor), median(found.question)
        print(
            f"{name:<10} {passages / whole:>10.1f}  {median(bare.passages) / whole:>14.2f} "
            f"{median(bare.processor) / processor:>15.2f}  {_MILLI * question:>15.2f}  "
            f"{median(bare.question) / question:>11.2f}  "
            + (f"{median(found.start):>7.2f}  {median(found.megabytes):>9.0f}" if found.start else "")
        )


def _collection(folder: Path, stem: str) -> Collection:
    return {language: list(_texts(folder / f"{stem}.{language}.jsonl")) for language in LANGUAGES}


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield str(row["_id"]), "\n".join(filter(None, (row.get("title"), row["text"])))


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if columns[-1].isdigit():
            judged.setdefault(columns[0], {})[columns[-2]] = int(columns[-1])
    return judged


def _print_quality(
    embedders: dict[str, Embedder], corpora: Collection, questions: Collection, judged: dict[str, dict[str, int]]
) -> None:
    held = {name: _embedded(corpora, one.embed_passages) for name, one in embedders.items()}
    asked = {name: _embedded(questions, partial(_stacked, one)) for name, one in embedders.items()}
    print("\nquestions, passages   nDCG@10 within, across languages   less than torch   cosine with torch: mean, least")
    pairs = [(name, name) for name in embedders] + [(OPENVINO, TORCH), (TORCH, OPENVINO)]
    bare = _ndcg(asked[TORCH], held[TORCH], corpora, questions, judged)
    for by, of in pairs:
        found = _ndcg(asked[by], held[of], corpora, questions, judged)
        cosines = np.concatenate([(held[of][language] * held[TORCH][language]).sum(axis=1) for language in LANGUAGES])
        less = [one - other for one, other in zip(bare, found, strict=True)]
        print(
            f"{by + ', ' + of:<20}  {found[0]:>14.4f} {found[1]:>17.4f}   {less[0]:>7.4f} {less[1]:>7.4f}   "
            f"{cosines.mean():>18.4f} {cosines.min():>8.4f}"
        )


def _embedded(texts: Collection, embed: Callable[[list[str]], Matrix]) -> dict[str, Matrix]:
    return {language: embed([text for _, text in rows]) for language, rows in texts.items()}


def _stacked(embedder: Embedder, texts: Sequence[str]) -> Matrix:
    return np.stack([embedder.embed_query(text) for text in texts])


def _ndcg(
    asked: dict[str, Matrix],
    held: dict[str, Matrix],
    corpora: Collection,
    questions: Collection,
    judged: dict[str, dict[str, int]],
) -> tuple[float, float]:
    """Returns means of nDCG@10 by cosine alone: over pairs of one language, and over the others."""
    found: dict[bool, list[float]] = {True: [], False: []}
    for one in LANGUAGES:
        for other in LANGUAGES:
            order = np.argsort(-asked[one] @ held[other].T, axis=1, kind="stable")[:, :_DEPTH]
            names = [name for name, _ in corpora[other]]
            values = [
                _gain([judged[name].get(names[place], 0) for place in row], judged[name].values())
                for (name, _), row in zip(questions[one], order, strict=True)
                if name in judged
            ]
            found[one == other].append(float(np.mean(values)))
    return float(np.mean(found[True])), float(np.mean(found[False]))


def _gain(grades: Sequence[int], all_grades: Iterable[int]) -> float:
    return _discounted(grades) / _discounted(sorted(all_grades, reverse=True)[:_DEPTH])


def _discounted(grades: Sequence[int]) -> float:
    return float(sum(grade / np.log2(place + 2) for place, grade in enumerate(grades)))


if __name__ == "__main__":
    main()
