from __future__ import annotations

import pytest

from kb.bootstrap import KnowledgeBase
from kb.curation_queue import Queue, Wanted, queue
from kb.decision_store import DecisionStore
from kb.decisions import Action
from kb.text import digest
from kb.types import QueueOrder
from tests.kb.curated import decision, put, suggestion, use_small_thesaurus

PUMPS = "The committee keeps the pumps of four villages going with what it collects."
TRICYCLES = "Tricycles collect waste in fifteen districts, except in the rainy season."


@pytest.fixture(autouse=True)
def filled(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    use_small_thesaurus(monkeypatch)
    said = {
        PUMPS: (
            suggestion("kind", "result", 0.6),
            suggestion("kind", "lesson", 0.3),
            suggestion("theme", "water-points", 0.95),
            suggestion("partnership", "bugesera", 0.52),
        ),
        TRICYCLES: (suggestion("kind", "challenge", 0.9), suggestion("theme", "waste", 0.45)),
    }
    return put(base, "report", said)


def ask(base: KnowledgeBase, limit: int = 20, offset: int = 0, **wanted: object) -> Queue:
    return queue(base.catalog, Wanted(**wanted), limit, offset)  # type: ignore[arg-type]


def told(found: Queue) -> list[tuple[str, float]]:
    return [(one.suggestion.value, one.suggestion.probability) for one in found.items]


def test_what_is_least_certain_comes_first(base: KnowledgeBase) -> None:
    found = ask(base)
    assert told(found) == [
        ("bugesera", 0.52),
        ("waste", 0.45),
        ("result", 0.6),
        ("lesson", 0.3),
        ("challenge", 0.9),
        ("water-points", 0.95),
    ]
    assert found.total == 6
    assert [one.counts for one in found.items] == [True, False, True, False, True, True]
    assert found.items[0].stored.passage.text == PUMPS


def test_or_what_is_surest(base: KnowledgeBase) -> None:
    assert [value for value, _ in told(ask(base, 2, order=QueueOrder.SUREST))] == ["water-points", "challenge"]


def test_pages_follow_each_other(base: KnowledgeBase) -> None:
    pages = [ask(base, 4, offset) for offset in (0, 4, 8)]
    assert [one for page in pages for one in told(page)] == told(ask(base))
    assert {page.total for page in pages} == {6}


@pytest.mark.parametrize(
    ("wanted", "values"),
    [
        ({"facet": "theme"}, {"waste", "water-points"}),
        ({"facet": "kind", "value": "lesson"}, {"lesson"}),
        ({"partnership": "bugesera"}, {"bugesera", "result", "lesson", "water-points"}),
        ({"document_id": digest("report")}, {"bugesera", "waste", "result", "lesson", "challenge", "water-points"}),
        ({"document_id": "other"}, set()),
        ({"language": "en", "facet": "partnership"}, {"bugesera"}),
        ({"language": "nl"}, set()),
    ],
)
def test_filters_narrow_it(base: KnowledgeBase, wanted: dict[str, str], values: set[str]) -> None:
    found = ask(base, **wanted)
    assert {value for value, _ in told(found)} == values
    assert found.total == len(found.items)


def test_what_was_judged_leaves_it_and_comes_back_when_undone(base: KnowledgeBase) -> None:
    store = DecisionStore(base.catalog)
    own = {"document_id": digest("report"), "quote": PUMPS}
    before = ask(base)
    taken = [
        store.take([decision("kind", accepted=("challenge",), **own)]),
        store.take([decision("theme", action=Action.REJECT, rejected=("water",), **own)]),
        store.take([decision("partnership", accepted=("bugesera",), **own)]),
    ]
    assert [value for value, _ in told(ask(base))] == ["waste", "challenge"]
    assert ask(base, document_id=digest("report")).total == 2
    for act in taken:
        store.undo(act.decisions[0].id, who="Bo")
    assert ask(base) == before


def test_of_a_rejected_kind_the_next_one_still_waits(base: KnowledgeBase) -> None:
    own = {"document_id": digest("report"), "quote": PUMPS}
    DecisionStore(base.catalog).take([decision("kind", action=Action.REJECT, rejected=("result",), **own)])
    found = ask(base, facet="kind", partnership="bugesera")
    assert told(found) == [("lesson", 0.3)]
    assert found.items[0].counts


def test_equal_texts_come_once_until_all_are_judged(base: KnowledgeBase) -> None:
    reprint = {PUMPS.upper(): (suggestion("kind", "result", 0.61), suggestion("partnership", "bugesera", 0.9))}
    [copy] = put(base, "reprint", reprint)
    assert told(ask(base, facet="kind", value="result")) == [("result", 0.6)]
    partnerships = ask(base, facet="partnership")
    assert told(partnerships) == [("bugesera", 0.52)]
    own = {"document_id": digest("report"), "quote": PUMPS}
    DecisionStore(base.catalog).take([decision("partnership", accepted=("bugesera",), **own)])
    [left] = ask(base, facet="partnership").items
    assert left.stored.passage.id == copy
