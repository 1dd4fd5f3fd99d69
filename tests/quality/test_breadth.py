"""Breadth first shows half as many partnerships again among the first ten, and costs little relevance.

The passages of the client's report count where its folder is beside the repository.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.embedder import SentenceEmbedder
from kb.types import Order
from tests.conftest import EXAMPLES
from tools.breadth import QUESTIONS, figures, grades_of

SEED = Path(__file__).parents[3] / "shared" / "seed" / "globe_2024_two_columns.pdf"
MOST_SEED_WORDS = 8


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, model: SentenceEmbedder) -> Iterator[KnowledgeBase]:
    found = KnowledgeBase(load_config(tmp_path_factory.mktemp("breadth"), {"KB_LANGUAGE": "en"}), model)
    ingest([EXAMPLES, *([SEED] if SEED.is_file() else [])], found)
    yield found
    found.close()


def test_breadth_first_shows_more_partnerships_for_little_relevance(base: KnowledgeBase) -> None:
    asked = grades_of(base)
    assert len(asked) == 20
    relevance, breadth = (figures(base, asked, order) for order in (Order.RELEVANCE, Order.BREADTH))
    assert breadth.partnerships >= 1.5 * relevance.partnerships
    assert breadth.ndcg >= relevance.ndcg - 0.03
    assert relevance.ndcg >= 0.70


def test_each_quote_names_one_passage(base: KnowledgeBase) -> None:
    graded = sum(len(grades) for _, grades in grades_of(base))
    listed = QUESTIONS.read_text(encoding="utf-8")
    of_seed = 0 if SEED.is_file() else listed.count(SEED.name)
    assert graded == listed.count('"grade"') - of_seed


def test_the_clients_report_is_quoted_to_name_passages_only() -> None:
    rows = (json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines())
    quotes = [one["quote"] for row in rows for one in row["judged"] if one["document"] == SEED.name]
    assert [quote for quote in quotes if len(quote.split()) > MOST_SEED_WORDS] == []
