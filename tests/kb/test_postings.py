from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.bootstrap import KnowledgeBase
from kb.fulltext import FullText, FullTextTable
from kb.lexical import MEANINGS, WORDS
from kb.postings import _lengths
from tests.conftest import Fill, MakePassage

KNOWN = ("water", "committee", "tariff", "pump", "women", "budget")
TEXTS = [" ".join(word for place, word in enumerate(KNOWN, 1) if number % place == 0) * 1 for number in range(1, 90)]


@pytest.fixture
def filled(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> KnowledgeBase:
    long = " ".join(f"filler{chr(97 + n % 26)}" for n in range(300))
    texts = [*TEXTS, f"water {long} water", f"{long} budget {long}"]
    fill([make_passage(f"{text} only{n}", context=KNOWN[n % 6]) for n, text in enumerate(texts)])
    return base


def told_by_fts5(base: KnowledgeBase, table: FullTextTable, words: Sequence[str]) -> dict[int, float]:
    rank = f"bm25({', '.join(map(str, table.columns.values()))})"
    statement = f"SELECT rowid, rank FROM {table.name} WHERE {table.name} MATCH :asked AND rank MATCH :rank"  # noqa: S608 - a name
    asked = {"asked": " OR ".join(f'"{word}"' for word in words), "rank": rank}
    with base.catalog.engine.connect() as connection:
        return {number: -score for number, score in connection.execute(sa.text(statement), asked)}


@pytest.mark.parametrize("table", [WORDS, MEANINGS], ids=lambda table: table.name)
@pytest.mark.parametrize("words", [["water"], ["water", "women"], ["committee", "tariff", "budget", "nothing"]])
def test_scores_are_those_of_fts5(filled: KnowledgeBase, table: FullTextTable, words: list[str]) -> None:
    index, snapshot = FullText(table), filled.catalog.snapshot()
    asked = [(frozenset((word,)),) for word in words]
    with filled.catalog.engine.connect() as connection:
        cursor = connection.connection.cursor()
        frequencies = index.frequencies(cursor, words, snapshot)
        scores = index._scores(cursor, asked, frequencies, snapshot)
    expected = told_by_fts5(filled, table, words)
    assert expected
    assert np.flatnonzero(scores).tolist() == sorted(expected)
    assert scores[sorted(expected)] == pytest.approx([expected[number] for number in sorted(expected)])


def varint(value: int) -> bytes:
    groups = [value & 127]
    while value := value >> 7:
        groups.append(value & 127 | 128)
    return bytes(reversed(groups))


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 3_000_000), min_size=1, max_size=4), max_size=20))
def test_lengths_are_the_sums_of_what_fts5_keeps(sizes: list[list[int]]) -> None:
    rows = [(2 * n + 1, b"".join(map(varint, columns))) for n, columns in enumerate(sizes)]
    found = _lengths(rows)
    assert [found[number] for number, _ in rows] == [sum(columns) for columns in sizes]


def test_columns_are_told_apart(filled: KnowledgeBase) -> None:
    index = FullText(WORDS)
    with filled.catalog.engine.connect() as connection:
        [postings] = index.lists.of(connection.connection.cursor(), ["water"], 1).values()
    in_text = {n for n, text in enumerate([*TEXTS, "water", ""], 1) if "water" in text.split()}
    assert set(index.lists.in_column(postings, "words").tolist()) == in_text
    in_headings = set(index.lists.in_column(postings, "headings").tolist())
    assert in_headings == {n + 1 for n in range(len(TEXTS) + 2) if n % 6 == 0}


def test_what_is_remembered_has_a_bound(filled: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.postings._REMEMBERED", 100)
    lists = FullText(WORDS).lists
    with filled.catalog.engine.connect() as connection:
        cursor = connection.connection.cursor()
        first = lists.of(cursor, KNOWN, 1)
        again = lists.of(cursor, KNOWN, 1)
        assert sum(len(one.numbers) for one in lists._held._lists.values()) <= 100
    assert {word: one.numbers.tolist() for word, one in first.items()} == {
        word: one.numbers.tolist() for word, one in again.items()
    }
