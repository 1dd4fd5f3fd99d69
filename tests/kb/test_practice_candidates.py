from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.bootstrap import KnowledgeBase
from kb.practice_candidates import Cited, candidates
from kb.suggestions import write_suggestions
from kb.types import Passage, PracticeKind, Suggestion
from tests.kb.practice_records import citation, record

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]
KINDS = (PracticeKind.LESSON, PracticeKind.GOOD_PRACTICE, PracticeKind.CONTEXT, PracticeKind.LESSON)


@pytest.fixture
def ids(make_passage: Make, fill: Fill) -> list[str]:
    return fill([make_passage(f"Passage number {n} tells something.", kind=kind) for n, kind in enumerate(KINDS)])


def test_the_surest_lessons_and_good_practices_come_first_and_nothing_else(base: KnowledgeBase, ids: list[str]) -> None:
    said = ((PracticeKind.LESSON, 0.6), (PracticeKind.GOOD_PRACTICE, 0.9), (PracticeKind.CONTEXT, 1.0))
    numbers = [stored.number for one in ids if (stored := base.catalog.passage(one))]
    found = {
        number: [Suggestion(facet="kind", value=kind, probability=share)]
        for number, (kind, share) in zip(numbers, said, strict=False)
    }
    # What a person called a lesson, and the machine something else, is a lesson beyond doubt.
    found[numbers[3]] = [Suggestion(facet="kind", value="context", probability=0.99)]
    with base.catalog.transaction() as connection:
        write_suggestions(connection, found)
    assert [stored.passage.id for stored in candidates(base.catalog)] == [ids[3], ids[1], ids[0]]


def test_what_a_record_cites_is_known_by_its_place_and_by_its_words(
    base: KnowledgeBase, ids: list[str], make_passage: Make, fill: Fill
) -> None:
    stored = base.catalog.passage(ids[0])
    [copied] = fill([make_passage("PASSAGE number 0 tells  something.")], "copy", b"copy")
    copy = base.catalog.passage(copied)
    other = base.catalog.passage(ids[1])
    assert stored
    cited = Cited(base.catalog)
    cited.note(
        [record(what_was_done=(), evidence=(citation(document_id=stored.document.id, quote=stored.passage.text),))]
    )
    assert stored in cited
    assert copy in cited
    assert other not in cited
    part = Cited(base.catalog)
    part.note([record(what_was_done=(), evidence=(citation(document_id=stored.document.id, quote="number 0 tells"),))])
    assert stored in part
    assert copy not in part
