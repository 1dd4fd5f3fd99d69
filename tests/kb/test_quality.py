"""Floors for retrieval on the bundled questions, with the model that ships; they are raised, never quietly lowered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.bootstrap import KnowledgeBase
from kb.types import Query, SearchMode

QUESTIONS = Path(__file__).parent.parent.parent / "examples" / "questions.jsonl"

# Share of the 24 questions with a right document among the first three. Measured when set: 20, 20 and 21 of 24; one
# question may tip over on another processor.
FLOORS = {SearchMode.HYBRID: 19 / 24, SearchMode.DENSE: 19 / 24, SearchMode.LEXICAL: 20 / 24}


def share_answered(base: KnowledgeBase, mode: SearchMode) -> float:
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    right = 0
    for row in rows:
        expected = {f"documents/{answer['document']}" for answer in row["expected"]}
        hits = base.searcher.search(Query(text=row["question"], mode=mode, limit=3)).hits
        right += bool(expected & {hit.document.source for hit in hits})
    return right / len(rows)


@pytest.mark.parametrize("mode", SearchMode)
def test_right_documents_are_among_the_first_three(examples_base: KnowledgeBase, mode: SearchMode) -> None:
    assert share_answered(examples_base, mode) >= FLOORS[mode]


@pytest.mark.parametrize("question", ["KeMoPoDi", "kemopodi", "Ouinhi", "santo tomas", "umujyi wanjye"])
def test_names_are_found_first(examples_base: KnowledgeBase, question: str) -> None:
    hit = examples_base.searcher.search(Query(text=question)).hits[0]
    text = f"{hit.passage.context} {hit.passage.text}".casefold()
    assert question.casefold().split()[0] in text
