from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb import scrubbing
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.curation_desk import CurationDesk
from kb.erasing import ErasureState, all_erasures, erase, erasure
from kb.erasure_plan import plan_of_documents, plan_of_persons
from kb.errors import StorageError, UnknownError, UsageError
from kb.named import names_of
from kb.practice_desk import Chosen, PracticeDesk
from kb.scrubbing import has_pending, scrub_pending
from kb.text import digest
from kb.types import Query
from tests.documents import write_document
from tests.kb.erasable import NAMING, PERSON, SECRETS, fill, left_in, original, passages_of, vectors_of

WORDS = ("Quetzalcoatlina", "waterbalancing", "Brimwolledorp", "Zwartemarijn", "Vlinderdasje", "Xanthippopolis")
OF_PERSON = ("Akpovi", "Dossou", "Waterwijsheid", "Regenmakerij", "Sterrenkijkerij", "Sagessedorée")
KEPT = "The committee of Ouinhi"
STORES = {"catalog.sqlite3", "originals", "index"}


@pytest.fixture
def filled(base: KnowledgeBase) -> KnowledgeBase:
    fill(base)
    return base


def erase_documents(base: KnowledgeBase, *names: str) -> str:
    return erase(base, plan_of_documents(base.catalog, map(digest, names)), who="An").id


def erase_person(base: KnowledgeBase, *names: str) -> str:
    return erase(base, plan_of_persons(base.catalog, names_of(names or (PERSON,))), who="An").id


def test_documents_are_found_no_more_at_once_and_no_byte_is_left_afterwards(filled: KnowledgeBase) -> None:
    home, gone = filled.config.home, vectors_of(filled, "report", "minutes")
    stays = vectors_of(filled, "kept")
    assert {store.partition("-")[0] for _, store in left_in(home, WORDS, gone)} >= STORES
    before = filled.searcher.search(Query(text="Quetzalcoatlina"))
    assert before.hits[0].document.title == "report"
    name = erase_documents(filled, "report", "minutes")
    after = filled.searcher.search(Query(text="Quetzalcoatlina", limit=50))
    assert {hit.document.title for hit in (*after.hits, *after.nearest)} & {"report", "minutes"} == set()
    assert erasure(filled, name).state is ErasureState.DELETED
    [done] = scrub_pending(filled)
    assert (done.id, done.state) == (name, ErasureState.DONE)
    assert done.receipt is not None
    assert done.receipt["found"] == 0
    assert done.receipt["fingerprints"] > 20
    assert done.receipt["files_scanned"] >= 8
    assert left_in(home, WORDS, gone) == set()
    assert {store.partition("-")[0] for _, store in left_in(home, [KEPT], stays)} >= STORES
    assert problems_of(filled) == []
    assert not has_pending(filled)


def test_passages_that_name_a_person_go_with_their_files(filled: KnowledgeBase) -> None:
    home = filled.config.home
    assert {word for word, _ in left_in(home, OF_PERSON)} == set(OF_PERSON)
    erase_person(filled)
    scrub_pending(filled)
    assert left_in(home, OF_PERSON) == set()
    assert [one.passage.text[:9] for one in filled.catalog.passages_of(digest("interview"))] == ["What else"]
    assert len(filled.catalog.passages_of(digest("talk"))) == 1
    assert problems_of(filled) == []


def test_what_people_wrote_of_it_goes_and_the_rest_of_their_work_stays(filled: KnowledgeBase) -> None:
    erase_documents(filled, "report")
    erase_person(filled)
    decided = CurationDesk(filled.catalog, filled.registry).history(50)
    assert {one.decision.who for one in decided.entries} == {"judge of minutes", "judge of kept"}
    records = PracticeDesk(filled.catalog, filled.registry).records(Chosen())
    sources = sorted(sorted({one.source for one in stored.record.citations()}) for stored in records)
    assert ["files/kept"] in sources
    assert ["files/kept", "files/minutes"] in sources
    assert not any({"files/report"} & set(one) for one in sources)
    for stored in records:
        assert PracticeDesk(filled.catalog, filled.registry).history(stored.record.id)


def test_a_document_named_after_a_person_goes_as_a_whole(filled: KnowledgeBase) -> None:
    name = f"Interview with {PERSON}"
    write_document(filled, name, passages_of(name, "Nothing of note."), b"%PDF note")
    plan = plan_of_persons(filled.catalog, names_of([PERSON]))
    assert [one.title for one in plan.documents] == [name]
    erase(filled, plan, who="")
    scrub_pending(filled)
    assert left_in(filled.config.home, ["Akpovi"]) == set()


def test_what_another_document_says_too_is_no_trace(filled: KnowledgeBase) -> None:
    write_document(filled, "twin", passages_of("twin", SECRETS["report"]), original("report"))
    erase_documents(filled, "report")
    [done] = scrub_pending(filled)
    assert done.receipt is not None
    assert filled.originals.intact(filled.catalog.documents()[-1].content_hash)
    assert filled.searcher.search(Query(text="Quetzalcoatlina")).hits[0].document.title == "twin"


def test_files_inside_a_file_go_with_it(filled: KnowledgeBase) -> None:
    inside = "report!/annex.pdf"
    write_document(filled, inside, passages_of(inside, "The annex tells of Kwikstaartweg."), b"annex")
    plan = plan_of_documents(filled.catalog, [digest("report")])
    assert [one.title for one in plan.documents] == ["report", inside]


def test_what_is_unknown_or_too_short_is_refused(filled: KnowledgeBase) -> None:
    with pytest.raises(UnknownError):
        plan_of_documents(filled.catalog, ["0" * 16])
    with pytest.raises(UsageError):
        names_of(["Akpovi"])
    with pytest.raises(UnknownError):
        erasure(filled, "0" * 16)


def test_something_that_is_left_is_told_and_tried_again(filled: KnowledgeBase) -> None:
    stray = filled.config.home / "stray.log"
    stray.write_text(SECRETS["report"], encoding="utf-8")
    erase_documents(filled, "report")
    with pytest.raises(StorageError) as told:
        scrub_pending(filled)
    assert "stray.log" in str(told.value)
    assert has_pending(filled)
    assert any("kb erase finish" in line for line in problems_of(filled))
    stray.unlink()
    assert len(scrub_pending(filled)) == 1


def test_several_erasures_are_brought_to_an_end_together(filled: KnowledgeBase) -> None:
    names = {erase_documents(filled, "report"), erase_documents(filled, "minutes"), erase_person(filled)}
    assert {one.id for one in scrub_pending(filled)} == names
    assert {one.state for one in all_erasures(filled)} == {ErasureState.DONE}
    assert scrub_pending(filled) == []


def test_erased_persons_and_files_do_not_come_back(filled: KnowledgeBase) -> None:
    erase_person(filled)
    erase_documents(filled, "report")
    scrub_pending(filled)
    for name in ("interview", "report"):
        said = NAMING.get(name) or SECRETS[name]
        write_document(filled, name, passages_of(name, said, "Something else, of no great weight."), original(name))
    told = filled.searcher.search(Query(text="Waterwijsheid Quetzalcoatlina", limit=50))
    assert not any("Akpovi" in hit.passage.text or hit.document.title == "report" for hit in told.hits)
    filled.indexer().finish()
    filled.catalog.compact()
    assert left_in(filled.config.home, [*OF_PERSON, "Quetzalcoatlina"]) == set()
    assert filled.catalog.source_states()["/files/report"].reason_key == "erased"
    # A corrected file of that name, which still names them, is kept without those passages as well.
    corrected = passages_of("interview", NAMING["interview"], "It was corrected.")
    write_document(filled, "interview", corrected, original("interview") + b"corrected")
    assert [one.passage.text for one in filled.catalog.passages_of(digest("interview"))] == ["It was corrected."]
    filled.indexer().finish()
    filled.catalog.compact()
    assert left_in(filled.config.home, OF_PERSON) == set()


def test_a_server_lets_go_of_the_files_of_before(filled: KnowledgeBase) -> None:
    searcher = filled.searcher
    searcher.search(Query(text="water"))
    erase_documents(filled, "report")
    scrub_pending(filled)
    assert searcher.search(Query(text="market")).hits
    maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    assert not [line for line in maps.splitlines() if str(filled.index_root) in line and "(deleted)" in line]


STEPS = ("_remove_originals", "publish", "_scan", "_write_receipts")


class Killed(BaseException):
    """Ends a step as a kill would."""


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_it_ends_the_same(
    filled: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    after: bool,  # noqa: FBT001
) -> None:
    gone = vectors_of(filled, "report")
    erase_documents(filled, "report")
    whole: Callable[..., object] = getattr(scrubbing, step)

    def killed(*given: object, **named: object) -> object:
        if after:
            whole(*given, **named)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(scrubbing, step, killed)
        with pytest.raises(Killed):
            scrub_pending(filled)
    scrub_pending(filled)
    assert left_in(filled.config.home, WORDS[:4], gone) == set()
    assert {one.state for one in all_erasures(filled)} == {ErasureState.DONE}
    assert problems_of(filled) == []
