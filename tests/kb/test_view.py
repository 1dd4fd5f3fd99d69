from __future__ import annotations

from dataclasses import replace

import pytest

from kb.access import LOCAL, Reader, Scope
from kb.bootstrap import KnowledgeBase
from kb.errors import StorageError, UnknownError
from kb.text import digest
from kb.types import FacetValue
from kb.view import View, view_of
from tests.api.test_identity import give
from tests.conftest import Fill, MakePassage

READER = Reader(name="an", scopes=frozenset({Scope.READ}), internal=True)
BOARD = replace(READER, groups=frozenset({"board"}))


@pytest.fixture
def ids(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> list[str]:
    seen = fill([make_passage(text, countries=("BJ",)) for text in ("One.", "Two.", "Three.")], "report")
    hidden = fill([make_passage("Four.", countries=("BJ",)), make_passage("Five.")], "minutes", b"minutes")
    give(base, hidden[0], "groups:board")
    return [*seen, *hidden]


def view(base: KnowledgeBase, reader: Reader) -> View:
    return view_of(base, reader)


def test_counts_titles_and_words_are_of_what_is_seen(base: KnowledgeBase, ids: list[str]) -> None:
    assert ids
    seen, board = view(base, READER), view(base, BOARD)
    assert [one.facets()["country"] for one in (seen, board)] == [
        (FacetValue(value="BJ", count=3),),
        (FacetValue(value="BJ", count=4),),
    ]
    assert [[title.title for title in one.titles()] for one in (seen, board)] == [["report"], ["minutes", "report"]]
    assert [one.words().holds("five") for one in (seen, board)] == [False, True]


def test_neighbours_are_of_one_document(base: KnowledgeBase, ids: list[str]) -> None:
    before, after = view(base, BOARD).around(ids[2], 5)
    assert ([one.passage.id for one in before], after) == (ids[:2], [])
    with pytest.raises(UnknownError):
        view(base, READER).around(ids[3], 1)


def test_the_file_of_a_document_is_where_it_was_put(base: KnowledgeBase, ids: list[str]) -> None:
    assert ids
    own = view(base, LOCAL)
    document = own.document(digest("minutes"))
    assert own.original_file(document).read_bytes() == own.original(document.id) == b"minutes"
    own.original_file(document).unlink()
    with pytest.raises(StorageError):
        own.original_file(document)
