from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.bootstrap import KnowledgeBase
from kb.curation_desk import CurationDesk, Outcome, Wish
from kb.curation_queue import Wanted
from kb.decision_files import export_file
from kb.decisions import Action
from kb.errors import StaleError, UnknownError, UsageError
from kb.text import digest
from kb.types import Filters, JudgedFacet, PracticeKind, Query
from tests.kb.curated import labels, put, suggestion, use_small_thesaurus

PUMPS = "The committee keeps the pumps of four villages going with what it collects."
TRICYCLES = "Tricycles collect waste in fifteen districts, except in the rainy season."
SAID = {
    PUMPS: (
        suggestion("kind", "result", 0.6),
        suggestion("kind", "lesson", 0.3),
        suggestion("theme", "water-points", 0.95),
        suggestion("partnership", "bugesera", 0.9),
        suggestion("country", "RW", 0.9),
    ),
    TRICYCLES: (suggestion("kind", "challenge", 0.9), suggestion("theme", "waste", 0.45)),
}
Decide = Callable[..., Outcome]


@pytest.fixture
def ids(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    use_small_thesaurus(monkeypatch)
    return put(base, "report", SAID)


@pytest.fixture
def desk(base: KnowledgeBase, ids: list[str]) -> CurationDesk:
    assert ids
    return CurationDesk(base.catalog, base.registry)


@pytest.fixture
def decide(desk: CurationDesk, ids: list[str]) -> Decide:
    def run(action: str, facet: str, *accepted: str, who: str = "An", **more: Any) -> Outcome:
        rejected = more.pop("rejected", ())
        wish = Wish(action=Action(action), facet=JudgedFacet(facet), accepted=accepted, rejected=tuple(rejected))
        return desk.decide(more.pop("passage", ids[0]), wish, who=who, **more)

    return run


def test_a_corrected_kind_is_the_kind_at_once_in_search_and_facets(
    base: KnowledgeBase, decide: Decide, ids: list[str]
) -> None:
    searcher = base.searcher
    outcome = decide("correct", "kind", "Challenge", note=" seen there ")
    [entry] = outcome.entries
    assert (entry.decision.accepted, entry.decision.rejected) == (("challenge",), ("result",))
    assert (entry.decision.note, entry.source, entry.undone) == ("seen there", "files/report", False)
    assert outcome.passages[0].passage.kind is PracticeKind.CHALLENGE
    challenges = searcher.search(Query(text="committee pumps", filters=Filters(kind=("challenge",))))
    assert {hit.passage.id for hit in challenges.hits} == set(ids)
    assert [(one.value, one.count) for one in challenges.facets["kind"]] == [("challenge", 2)]
    assert searcher.search(Query(text="committee pumps", filters=Filters(kind=("result",)))).total == 0


def test_themes_are_added_and_taken_away(base: KnowledgeBase, decide: Decide) -> None:
    outcome = decide("correct", "theme", "gender", rejected=["water-points"])
    assert outcome.passages[0].passage.themes == ("gender",)
    assert set(labels(base)["theme"]) == {"gender"}
    assert set(labels(base)["marker"]) == {"gender"}
    assert set(labels(base)["sdg"]) == {"5"}


def test_a_partnership_in_the_place_of_another_brings_its_country_and_goes_with_it(
    base: KnowledgeBase, desk: CurationDesk, decide: Decide
) -> None:
    before = labels(base)
    outcome = decide("correct", "partnership", "laarne-ouinhi", rejected=["bugesera"])
    passage = outcome.passages[0].passage
    assert (passage.partnerships, passage.countries) == (("laarne-ouinhi",), ("BJ",))
    assert [entry.decision.facet for entry in outcome.entries] == ["partnership", "country"]
    undone = desk.undo(outcome.entries[0].decision.id, who="Bo")
    assert len(undone.entries) == 2
    assert labels(base) == before


def test_a_country_that_somebody_decided_stays_with_another_partnership(decide: Decide) -> None:
    decide("reject", "country", rejected=["BJ"])
    decide("accept", "country", "RW")
    outcome = decide("correct", "partnership", "laarne-ouinhi", rejected=["bugesera"])
    assert outcome.passages[0].passage.countries == ("RW",)


def test_kind_and_theme_hold_for_the_same_text_elsewhere_but_a_partnership_does_not(
    base: KnowledgeBase, desk: CurationDesk, decide: Decide
) -> None:
    put(base, "reprint", {PUMPS.upper(): SAID[PUMPS]})
    before = labels(base)
    outcome = decide("accept", "kind", "lesson")
    assert [one.document.title for one in outcome.passages] == ["report", "reprint"]
    assert len(labels(base)["kind"]["lesson"]) == 2
    decide("accept", "theme", "waste")
    assert len(labels(base)["theme"]["waste"]) == 2
    decide("accept", "partnership", "karongi")
    assert len(labels(base)["partnership"]["karongi"]) == 1
    for _ in range(3):
        desk.undo_last(who="An")
    assert labels(base) == before


def test_undoing_goes_back_step_by_step_ones_own_or_a_passages(
    desk: CurationDesk, decide: Decide, ids: list[str]
) -> None:
    decide("accept", "kind", "lesson", who="An")
    decide("accept", "kind", "context", who="Bo")
    decide("accept", "kind", "guidance", who="Bo", passage=ids[1])
    assert desk.undo_last(who=" An ").entries[0].decision.undoes == 1
    with pytest.raises(UsageError, match="nothing to undo"):
        desk.undo_last(who="An")
    on_passage = desk.undo_last(who="An", passage_id=ids[0])
    assert on_passage.passages[0].passage.kind is PracticeKind.RESULT
    with pytest.raises(UsageError, match="nothing to undo"):
        desk.undo_last(who="An", passage_id=ids[0])
    with pytest.raises(StaleError):
        desk.undo(2, who="Bo")


def test_the_history_of_a_passage_a_document_and_all(
    base: KnowledgeBase, desk: CurationDesk, decide: Decide, ids: list[str]
) -> None:
    [other] = put(
        base, "other", {"Something else happened there, in another year.": (suggestion("kind", "result", 1),)}
    )
    decide("accept", "kind", "lesson")
    decide("accept", "kind", "result", passage=ids[1])
    decide("accept", "kind", "result", passage=other)
    desk.undo(1, who="Bo", note="too quick")

    def told(**of: str) -> list[tuple[str, str, bool]]:
        return [(e.decision.who, e.decision.action.value, e.undone) for e in desk.history(10, **of).entries]

    assert told(passage_id=ids[0]) == [("Bo", "undo", False), ("An", "accept", True)]
    assert len(told(document_id=digest("report"))) == 3
    assert len(told()) == 4
    page = desk.history(2, 1)
    assert (page.total, [entry.decision.id for entry in page.entries]) == (4, [3, 2])
    with base.catalog.transaction() as connection:
        base.catalog.remove_document(connection, digest("other"))
    assert [entry.source for entry in desk.history(2, 1).entries] == [None, "files/report"]


def test_the_queue_knows_its_filters(desk: CurationDesk) -> None:
    found = desk.queue(Wanted(facet="kind", value="Lesson", partnership="Bugesera"), 5)
    assert [item.suggestion.value for item in found.items] == ["lesson"]
    for wrong in (Wanted(facet="kind", value="wisdom"), Wanted(partnership="nowhere"), Wanted(language="de")):
        with pytest.raises(UsageError):
            desk.queue(wrong, 5)


@pytest.mark.parametrize(
    ("action", "facet", "accepted", "rejected", "told"),
    [
        ("accept", "kind", ["wisdom"], [], "unknown"),
        ("accept", "theme", ["waters"], [], "water"),
        ("reject", "partnership", [], ["ouinhi"], "laarne-ouinhi"),
        ("accept", "country", ["XX"], [], "unknown"),
        ("accept", "kind", ["lesson", "result"], [], "exactly one kind"),
        ("correct", "kind", [], ["result"], "exactly one kind"),
        ("accept", "theme", [], [], "'accept'"),
        ("accept", "theme", ["water"], ["waste"], "'accept'"),
        ("reject", "theme", ["water"], ["waste"], "'reject'"),
        ("correct", "theme", ["water"], ["water"], "twice"),
        ("undo", "theme", ["water"], [], "'undo'"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_leaves_nothing(  # noqa: PLR0913, PLR0917 - a case
    desk: CurationDesk, decide: Decide, action: str, facet: str, accepted: list[str], rejected: list[str], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        decide(action, facet, *accepted, rejected=rejected)
    assert desk.history(1).total == 0


def test_who_decides_must_be_said_and_the_passage_be_there(desk: CurationDesk, decide: Decide) -> None:
    with pytest.raises(UsageError, match="--by"):
        decide("accept", "kind", "lesson", who=" ")
    with pytest.raises(UnknownError, match="no passage 'nowhere'"):
        decide("accept", "kind", "lesson", passage="nowhere")
    for ask in (desk.history, desk.undo_last):
        with pytest.raises(UnknownError):
            ask(**({"limit": 1} if ask == desk.history else {"who": "An"}), passage_id="nowhere")  # type: ignore[operator]


def test_what_the_registry_has_dropped_can_be_rejected_but_not_accepted(base: KnowledgeBase, decide: Decide) -> None:
    [old] = put(base, "old", {"The twinning of before ended.": (suggestion("partnership", "ended", 0.9),)})
    outcome = decide("reject", "partnership", rejected=["ended"], passage=old)
    assert outcome.passages[0].passage.partnerships == ()
    with pytest.raises(UsageError, match="unknown"):
        decide("accept", "partnership", "ended", passage=old)


def test_a_file_comes_in_with_its_values_checked(desk: CurationDesk, decide: Decide, tmp_path: Path) -> None:
    decide("accept", "theme", "waste")
    export_file(desk.store, tmp_path / "all.csv")
    assert desk.bring_in(tmp_path / "all.csv").unchanged == 1
    edited = (tmp_path / "all.csv").read_text(encoding="utf-8-sig").replace(",waste,", ",wast,")
    *row, _key = edited.splitlines()[1].split(",")
    (tmp_path / "own.csv").write_text(f"{edited.splitlines()[0]}\n{','.join(row)},\n", encoding="utf-8")
    with pytest.raises(UsageError, match="row 2: 'wast' is unknown"):
        desk.bring_in(tmp_path / "own.csv")
