"""The judged questions that set the threshold of abstention and that measure search afterwards.

Those about the sample report are checked where its folder is beside the repository.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.language import detect
from kb.questions import FILE_NAME, JudgedQuestion, Locator, fold_text, read_questions
from kb.text import word_count
from kb.types import LANGUAGES
from tests.conftest import EXAMPLES, ROOT, WordEmbedder

HERE = Path(__file__).parent
SEED = Path(__file__).parents[3] / "shared" / "seed" / "globe_2024_two_columns.pdf"

# Questions of each language that something answers, and as many that nothing answers.
SIZES = {"calibration": 16, "held_out": 10, "seed_calibration": 4, "seed_held_out": 4}
OVER_EXAMPLES = ("calibration", "held_out")
# The report is the client's: no more of it is repeated than names a passage.
MOST_SEED_WORDS = 8
# Words in a question from which its language can be told.
TELLING = 5
NEAR_SHARE = 1 / 2
FACT_SHARE = 1 / 4

Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (HERE / name / FILE_NAME).read_text(encoding="utf-8").splitlines()]


def questions(name: str) -> list[JudgedQuestion]:
    return read_questions(HERE / name / FILE_NAME)


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    found = KnowledgeBase(load_config(tmp_path_factory.mktemp("questions"), {"KB_LANGUAGE": "en"}), WordEmbedder())
    ingest([EXAMPLES], found)
    yield found
    found.close()


@pytest.fixture(scope="module")
def examples_and_seed(examples: KnowledgeBase) -> KnowledgeBase:
    if not SEED.is_file():
        pytest.skip("the sample report is not beside this repository")
    ingest([SEED], examples)
    return examples


def misplaced(base: KnowledgeBase, name: str) -> list[tuple[str, str]]:
    """Returns the quotes that do not stand in exactly one passage, with their questions."""
    locator = Locator(base.catalog)
    return [
        (question.id, expected.quote)
        for question in questions(name)
        for expected in question.expected
        if len(locator.locate(replace(question, expected=(expected,))).right) != 1
    ]


@pytest.mark.parametrize("name", OVER_EXAMPLES)
def test_every_quote_stands_in_one_passage_of_the_examples(examples: KnowledgeBase, name: str) -> None:
    assert misplaced(examples, name) == []


@pytest.mark.parametrize("name", sorted(SIZES.keys() - set(OVER_EXAMPLES)))
def test_every_quote_stands_in_one_passage_beside_the_seed(examples_and_seed: KnowledgeBase, name: str) -> None:
    assert misplaced(examples_and_seed, name) == []


def test_quotes_from_the_seed_only_name_a_passage() -> None:
    expected = [one for name in SIZES for question in questions(name) for one in question.expected]
    quotes = [one.quote for one in expected if one.document == SEED.name]
    assert [quote for quote in quotes if word_count(quote) > MOST_SEED_WORDS] == []


@pytest.mark.parametrize("name", SIZES)
def test_each_language_has_as_many_answerable_as_unanswerable_questions(name: str) -> None:
    counted = Counter((question.language, bool(question.expected)) for question in questions(name))
    assert counted == {(language, answered): SIZES[name] for language in LANGUAGES for answered in (True, False)}


@pytest.mark.parametrize("name", SIZES)
def test_half_of_the_unanswerable_questions_are_near_misses_and_few_of_these_ask_a_fact(name: str) -> None:
    unanswerable = [row for row in rows(name) if not row["expected"]]
    near = [row for row in unanswerable if row["near"]]
    assert len(near) == NEAR_SHARE * len(unanswerable)
    assert sum(row.get("fact", False) for row in near) <= FACT_SHARE * len(near)
    assert [row["id"] for row in unanswerable if row.get("fact") and not row["near"]] == []


@pytest.mark.parametrize("name", SIZES)
def test_full_questions_are_in_the_language_they_say(name: str) -> None:
    full = [row for row in rows(name) if "?" in row["question"] and len(row["question"].split()) >= TELLING]
    assert [row["id"] for row in full if detect(row["question"])[0] != row["language"]] == []


@pytest.mark.parametrize("name", OVER_EXAMPLES)
def test_most_questions_are_answered_in_another_language_than_their_own(examples: KnowledgeBase, name: str) -> None:
    languages = {
        document.source.removeprefix("documents/"): document.language for document in examples.catalog.documents()
    }
    answerable = [question for question in questions(name) if question.expected]
    across = [q for q in answerable if q.language not in {languages[one.document] for one in q.expected}]
    assert len(across) > len(answerable) / 2


def test_ids_and_questions_are_used_once() -> None:
    found = [row for name in SIZES for row in rows(name)]
    found += [json.loads(line) for line in (ROOT / "examples" / FILE_NAME).read_text(encoding="utf-8").splitlines()]
    for key in ("id", "question"):
        counted = Counter(fold_text(row[key]) for row in found)
        assert [value for value, count in counted.items() if count > 1] == []


def test_no_quote_serves_two_sets() -> None:
    quotes = {name: quotes_of(HERE / name / FILE_NAME) for name in SIZES}
    quotes["examples"] = quotes_of(ROOT / "examples" / FILE_NAME)
    for one, other in combinations(quotes.values(), 2):
        assert [(a, b) for a in one for b in other if a in b or b in a] == []


def quotes_of(path: Path) -> set[str]:
    return {fold_text(expected.quote) for question in read_questions(path) for expected in question.expected}
