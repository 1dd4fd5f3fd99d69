"""The themes that passages get are fair, and most of those that they deal with in the main are found."""

from __future__ import annotations

import json

import pytest

from kb.embedder import SentenceEmbedder
from kb.themes import thesaurus
from kb.types import LANGUAGES
from tools.themes.measure import HELD_OUT, Agreement, by_language, given_to
from tools.themes.train import HERE, read_graded

PASSAGES = read_graded(HELD_OUT)


@pytest.fixture(scope="module")
def found(model: SentenceEmbedder) -> dict[str, Agreement]:
    return dict(by_language(PASSAGES, given_to(PASSAGES, model)))


def test_two_hundred_passages_are_judged_fifty_a_language() -> None:
    assert [sum(one.writing.language == language for one in PASSAGES) for language in LANGUAGES] == [50] * 4


def test_all_grades_are_concepts() -> None:
    paths = (HELD_OUT, HERE / "graded.jsonl")
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    named = {concept for row in rows for concept in (*row["main"], *row["also"])}
    assert named <= set(thesaurus().concepts)


def test_no_held_out_passage_was_learned_from() -> None:
    learned = {one.writing.text for one in read_graded(HERE / "graded.jsonl")}
    assert not learned & {one.writing.text for one in PASSAGES}


def test_themes_are_fair_and_most_are_found(found: dict[str, Agreement]) -> None:
    assert found["all"].precision >= 0.85
    assert found["all"].recall >= 0.60
