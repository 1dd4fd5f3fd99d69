from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kb.bootstrap import KnowledgeBase
from kb.citations import cite, completed, trace, unsaid
from kb.errors import UsageError
from kb.types import Passage
from tests.kb.practice_records import citation

TEXT = "Tricycles collect the waste of fifteen districts. Households pay one month in advance."
OTHER = "The gender committee meets after the market."
Fill = Callable[..., list[str]]
Make = Callable[..., Passage]


@pytest.fixture
def ids(make_passage: Make, fill: Fill) -> list[str]:
    return fill([make_passage(OTHER), make_passage(TEXT, pages=(4, 5), page_labels=("iv", "v"))])


def test_a_citation_says_where_it_stood(base: KnowledgeBase, ids: list[str]) -> None:
    stored = base.catalog.passage(ids[1])
    assert stored
    found = cite(stored, "Households pay")
    assert (found.source, found.title, found.page, found.quote) == ("files/document", "document", 4, "Households pay")
    assert cite(stored).quote == TEXT


def test_a_quote_is_traced_to_the_passage_that_holds_it(base: KnowledgeBase, ids: list[str]) -> None:
    stored = base.catalog.passage(ids[1])
    assert stored
    quoted = cite(stored, "households PAY one\nmonth")
    [place] = trace(base.catalog, [quoted])[quoted].places
    assert (place.passage_id, place.page, place.page_label) == (ids[1], 4, "iv")


def test_a_quote_is_traced_to_a_passage_that_was_corrected_since(base: KnowledgeBase, ids: list[str]) -> None:
    stored = base.catalog.passage(ids[1])
    assert stored
    quoted = cite(stored, TEXT.replace("fifteen", "fourteen"))
    assert [place.passage_id for place in trace(base.catalog, [quoted])[quoted].places] == [ids[1]]


def test_a_part_of_a_word_is_no_quote(base: KnowledgeBase, ids: list[str]) -> None:
    stored = base.catalog.passage(ids[1])
    assert stored
    assert not trace(base.catalog, [short := cite(stored, "ay one mont")])[short].places


def test_of_a_document_that_is_gone_the_quote_remains(base: KnowledgeBase, ids: list[str]) -> None:
    stored = base.catalog.passage(ids[1])
    assert stored
    gone, changed = citation(), replace(cite(stored), quote="Nobody ever said this at all.")
    traced = trace(base.catalog, [gone, changed])
    assert (traced[gone].document_is_there, traced[gone].places) == (False, ())
    assert (traced[changed].document_is_there, traced[changed].places) == (True, ())
    assert [fault.key for fault in unsaid(base.catalog, [gone, changed, cite(stored)])] == ["practice_not_said"] * 2


def test_ids_of_passages_become_citations(base: KnowledgeBase, ids: list[str]) -> None:
    stored = base.catalog.passage(ids[1])
    assert stored
    data = {
        "results": [{"text": "They pay.", "evidence": [ids[1], {"passage_id": ids[1], "quote": "Households pay"}]}],
        "evidence": [{"document_id": stored.document.id, "quote": "Households pay"}],
    }
    found = completed(base.catalog, data)
    assert isinstance(found, dict)
    whole, part = found["results"][0]["evidence"]
    assert (whole["quote"], part["quote"]) == (TEXT, "Households pay")
    assert found["evidence"] == [part]


def test_what_is_no_passage_or_says_no_such_thing_is_refused(base: KnowledgeBase, ids: list[str]) -> None:
    wrong = [{"text": "a", "evidence": ["unknown", {"passage_id": ids[0], "quote": "Households pay"}]}]
    with pytest.raises(UsageError) as caught:
        completed(base.catalog, {"context": wrong})
    assert "'unknown'" in str(caught.value)
    assert "No passage of files/document says: 'Households pay'" in str(caught.value)


@pytest.mark.parametrize("data", [3, {"results": 4}, {"results": [5]}, {"evidence": [{"quote": "q"}]}])
def test_what_has_another_form_is_left_to_who_reads_it(base: KnowledgeBase, data: object) -> None:
    found = completed(base.catalog, data)
    assert found == data or (isinstance(found, dict) and isinstance(data, dict) and data.items() <= found.items())
