from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from kb.bootstrap import KnowledgeBase
from kb.errors import NotReadyError
from kb.examination import Examination, Fault, examine
from kb.questions import Absence, Expected, JudgedQuestion
from kb.search import Searcher
from kb.types import Query, Result, SearchMode
from tests.conftest import Fill, MakePassage

FACTS = {
    "fee": "A household pays a fee of one thousand francs",
    "pump": "The pump of the village school stands still",
    "seed": "Women farmers keep their seed in the granary",
    "bus": "The bus for the market leaves before dawn",
    "well": "The old well behind the church was closed",
}


def ignore(_done: int, _of: int) -> None:
    pass


def question(name: str, text: str, *quotes: str, language: str = "en", document: str = "report.pdf") -> JudgedQuestion:
    expected = tuple(Expected(document=document, quote=quote) for quote in quotes)
    return JudgedQuestion(id=name, language=language, text=text, expected=expected)


@pytest.fixture
def filled(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> KnowledgeBase:
    fill([make_passage(text) for text in FACTS.values()], "report.pdf")
    return base


def examined(base: KnowledgeBase, *questions: JudgedQuestion, worst: int = 5) -> Examination:
    return examine(questions, base, ignore, mode=SearchMode.HYBRID, worst=worst)


def withhold(monkeypatch: pytest.MonkeyPatch, *texts: str) -> None:
    """Has search abstain from these questions, with all hits still there."""
    search = Searcher.search

    def careful(searcher: Searcher, query: Query) -> Result:
        return replace(search(searcher, query), abstained=query.text in texts)

    monkeypatch.setattr(Searcher, "search", careful)


def order(monkeypatch: pytest.MonkeyPatch, orders: Mapping[str, Sequence[str]]) -> None:
    """Has search give the passages that begin with these words, in this order."""
    search = Searcher.search

    def arranged(searcher: Searcher, query: Query) -> Result:
        found = search(searcher, replace(query, text="household pump seed bus well"))
        of = {name: hit for hit in found.hits for name, text in FACTS.items() if hit.passage.text == text}
        return replace(found, hits=tuple(of[name] for name in orders[query.text]))

    monkeypatch.setattr(Searcher, "search", arranged)


def test_figures_count_right_passages_by_language(filled: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    order(monkeypatch, {"a": ["fee"], "b": ["pump", "seed", "bus", "fee"], "c": ["pump", "fee"], "d": ["bus"]})
    asked = [
        question("1", "a", FACTS["fee"]),
        question("2", "b", FACTS["fee"]),
        question("3", "c", FACTS["fee"], language="nl"),
        question("4", "d", FACTS["fee"], language="nl"),
    ]
    found = examined(filled, *asked)
    assert [one.language for one in found.languages] == ["nl", "en"]
    dutch, english = (one.figures for one in found.languages)
    assert dutch is not None
    assert english is not None
    assert (english.first_three, english.first_ten, english.mrr) == (0.5, 1.0, (1 + 1 / 4) / 2)
    assert (dutch.first_three, dutch.first_ten, dutch.mrr) == (0.5, 0.5, 0.25)
    assert found.total.figures is not None
    assert (found.total.answerable, found.total.figures.first_three) == (4, 0.5)
    assert [(one.question_id, one.fault, one.rank) for one in found.worst] == [
        ("4", Fault.MISSED, None),
        ("2", Fault.LATE, 4),
    ]
    assert found.worst[0].instead is not None
    assert found.worst[0].instead.text == FACTS["bus"]


def test_a_right_passage_in_the_third_place_is_fine_and_the_later_it_comes_the_worse(
    filled: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = ["pump", "seed", "bus", "well"]
    order(monkeypatch, {str(rank): [*others[: rank - 1], "fee"] for rank in (3, 4, 5)})
    found = examined(filled, *(question(str(rank), str(rank), FACTS["fee"]) for rank in (3, 4, 5)))
    assert [(one.question_id, one.fault, one.rank) for one in found.worst] == [
        ("5", Fault.LATE, 5),
        ("4", Fault.LATE, 4),
    ]


def test_abstentions_are_counted_on_either_side(filled: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    withhold(monkeypatch, "household fee", "moon landing")
    found = examined(
        filled,
        question("fee", "household fee", FACTS["fee"]),
        question("pump", "pump of the school", FACTS["pump"]),
        question("moon", "moon landing"),
        question("mars", "mars landing"),
        question("sun", "sun landing"),
    )
    total = found.total
    assert (total.answerable, total.unanswerable) == (2, 3)
    assert total.false_abstentions == 0.5
    assert total.abstained == pytest.approx(1 / 3)
    assert total.false_answers == pytest.approx(2 / 3)
    # A right passage that was withheld is not shown.
    assert total.figures is not None
    assert total.figures.first_three == 0.5
    assert [(one.question_id, one.fault) for one in found.worst] == [
        ("fee", Fault.FALSE_ABSTENTION),
        ("mars", Fault.FALSE_ANSWER),
        ("sun", Fault.FALSE_ANSWER),
    ]
    assert found.poor == 3


def test_so_many_of_the_worst_are_named_of_either_sort(filled: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    withhold(monkeypatch, "fee", "pump")
    asked = [question(name, name, FACTS[name]) for name in ("fee", "pump")]
    found = examined(filled, *asked, question("x", "moon"), question("y", "mars"), worst=1)
    assert [one.question_id for one in found.worst] == ["fee", "x"]
    assert found.poor == 4


def test_what_is_not_in_the_base_is_reported_and_changes_no_figure(filled: KnowledgeBase) -> None:
    right = question("fee", "household fee", FACTS["fee"])
    gone = question("gone", "household fee", FACTS["fee"], document="other.pdf")
    partly = question("partly", "household fee", FACTS["fee"], "a quote that is not there at all")
    found = examined(filled, right, gone, partly)
    alone = examined(filled, right, question("partly", "household fee", FACTS["fee"]))
    assert (found.total, found.languages) == (alone.total, alone.languages)
    assert [(one.question_id, one.document, one.absent, one.unmeasured) for one in found.missing] == [
        ("gone", "other.pdf", Absence.DOCUMENT, True),
        ("partly", "report.pdf", Absence.QUOTE, False),
    ]


def test_nothing_to_measure_gives_no_figures(filled: KnowledgeBase) -> None:
    found = examined(filled, question("gone", "fee", FACTS["fee"], document="other.pdf"))
    total = found.total
    assert (total.answerable, total.unanswerable, found.languages) == (0, 0, ())
    assert (total.figures, total.false_abstentions, total.abstained, total.false_answers) == (None, None, None, None)


def test_the_same_text_in_another_document_is_right_too(
    filled: KnowledgeBase, fill: Fill, make_passage: MakePassage
) -> None:
    fill([make_passage(FACTS["fee"])], "copy.pdf")
    for document in ("report.pdf", "copy.pdf"):
        found = examined(filled, question("fee", "household fee", FACTS["fee"], document=document))
        assert found.total.figures is not None
        assert found.total.figures.mrr == 1


def test_a_revision_that_holds_the_quote_answers_for_the_other(
    base: KnowledgeBase, fill: Fill, make_passage: MakePassage
) -> None:
    ending = "and every district of the town pays its part of the yearly costs of the pumps and pipes"
    for name, change in (("first.pdf", "as was agreed in spring"), ("second.pdf", "as was decided in the summer")):
        fill([make_passage(f"The committee meets after the market {ending} {change}")], name)
    quote = "the committee meets after the market"
    for document in ("first.pdf", "second.pdf"):
        found = examined(base, question("q", "committee market", quote, document=document))
        assert found.total.figures is not None
        assert found.total.figures.mrr == 1


def test_each_question_is_asked_once_in_the_mode_that_is_wanted(
    filled: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, SearchMode]] = []
    search = Searcher.search

    def noted(searcher: Searcher, query: Query) -> Result:
        asked.append((query.text, query.mode))
        return search(searcher, query)

    monkeypatch.setattr(Searcher, "search", noted)
    seen: list[tuple[int, int]] = []
    questions = [question("1", "fee", FACTS["fee"]), question("2", "moon")]
    found = examine(questions, filled, lambda done, of: seen.append((done, of)), mode=SearchMode.LEXICAL)
    assert asked == [("fee", SearchMode.LEXICAL), ("moon", SearchMode.LEXICAL)]
    assert seen == [(1, 2), (2, 2)]
    assert (found.mode, found.model) == (SearchMode.LEXICAL, "words/1")


def test_an_empty_base_is_told(base: KnowledgeBase) -> None:
    with pytest.raises(NotReadyError) as error:
        examined(base, question("1", "fee"))
    assert error.value.key == "nothing_ingested"
