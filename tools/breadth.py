"""Measures what showing all partnerships costs and brings, on questions whose passages were graded.

::

    python tools/breadth.py [MORE_DOCUMENTS ...]    # over examples/ and what else is named, such as the client's report

Each question is asked by relevance and breadth first: partnerships in the first ten hits, and nDCG@10 with the grades
(2: answers the question, 1: helps) as gains.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.questions import Expected, JudgedQuestion, Locator
from kb.types import Order, Query

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "quality" / "breadth" / "questions.jsonl"
EXAMPLES = ROOT / "examples" / "documents"
_FIRST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Means over questions: partnerships in the first ten hits, and nDCG@10."""

    partnerships: float
    ndcg: float


def grades_of(base: KnowledgeBase, path: Path = QUESTIONS) -> list[tuple[str, dict[str, int]]]:
    """Returns each question with the grades of the passages that are there, by their ids."""
    locator = Locator(base.catalog)
    found = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        grades: dict[str, int] = {}
        for one in row["judged"]:
            expected = Expected(document=one["document"], quote=one["quote"])
            asked = JudgedQuestion(id=row["id"], language=row["language"], text=row["question"], expected=(expected,))
            grades |= dict.fromkeys(locator.locate(asked).right, int(one["grade"]))
        found.append((row["question"], grades))
    return found


def figures(base: KnowledgeBase, asked: Sequence[tuple[str, dict[str, int]]], order: Order) -> Figures:
    """Returns the figures of an order of hits."""
    shown, gains = [], []
    for question, grades in asked:
        result = base.searcher.search(Query(text=question, limit=_FIRST, order=order))
        hits = result.hits or result.nearest
        shown.append(len({name for hit in hits for name in hit.passage.partnerships}))
        gains.append(_ndcg([grades.get(hit.passage.id, 0) for hit in hits], list(grades.values())))
    return Figures(partnerships=sum(shown) / len(shown), ndcg=sum(gains) / len(gains))


def _ndcg(gained: Sequence[int], grades: Sequence[int]) -> float:
    """Source: K. Järvelin and J. Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques" (2002)."""
    ideal = sorted(grades, reverse=True)[:_FIRST]
    return _cumulated(gained) / _cumulated(ideal)


def _cumulated(gains: Sequence[int]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))


def main() -> None:
    """Runs the command."""
    with tempfile.TemporaryDirectory() as folder:
        base = KnowledgeBase(load_config(Path(folder), {"KB_OCR": "0"}))
        ingest([EXAMPLES, *map(Path, sys.argv[1:])], base)
        asked = grades_of(base)
        for order in Order:
            found = figures(base, asked, order)
            sys.stdout.write(f"{order}: {found.partnerships:.2f} partnerships, nDCG@10 {found.ndcg:.3f}\n")
        base.close()


if __name__ == "__main__":
    main()
