"""No byte of what was erased is left in any file, and what is not erased stays as it was."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb import erasure_store, generations
from kb.access import LOCAL
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.erasing import erase_documents, erase_persons, preview_documents, preview_persons
from kb.errors import BusyError, StorageError, UnknownError, UsageError
from kb.index import publish
from kb.locks import write_lock
from kb.nearest import DenseIndex
from kb.schema import audit, erasures, feedback, job_files, jobs
from kb.scrubbing import scrub_pending
from kb.types import Query
from kb.view import view_of
from tests.kb.erased import filled, holders, sentence, strings_of, vectors_of, word, write

NAME = "Zukramofine Van den Plibixgwe"


def open_files(folder: str) -> list[str]:
    maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    mapped = [line.split(maxsplit=5)[-1] for line in maps.splitlines() if folder in line]
    held = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            held.append(str(link.readlink()))
        except FileNotFoundError:
            continue
    return [path for path in [*mapped, *held] if folder in path]


def test_nothing_is_left_of_an_erased_document_in_any_file(base: KnowledgeBase) -> None:
    made = filled(base)
    gone, kept = made[2], [one for one in made if one is not made[2]]
    vectors = vectors_of(base, gone.id)
    home = base.config.home
    there: list[str | bytes] = [*vectors, gone.texts[0][:24], gone.content[:30], gone.name]
    assert all(len(holders(home, [one])) for one in there)

    erased = erase_documents(base, [gone.id], "tester")
    assert erased.counts == {
        "documents": 1, "passages": 6, "vectors": 6, "decisions": 0, "remarks": 0, "citations": 0,
        "dossier_items": 0, "originals": 1,
    }  # fmt: skip
    with pytest.raises(UnknownError):
        view_of(base, LOCAL).document(gone.id)
    assert base.searcher.search(Query(text=gone.texts[0][:60], limit=50)).total == 42
    [done] = scrub_pending(base)

    assert done.receipt is not None
    assert done.receipt.found == 0
    assert done.receipt.files > 5
    assert done.receipt.probes > 100
    assert holders(home, [*strings_of(gone), *vectors]) == []
    assert problems_of(base) == []
    assert base.catalog.counts() == {"documents": 7, "passages": 42, "vectors": 42}
    for one in kept:
        assert view_of(base, LOCAL).original(one.id) == one.content
        assert [stored.passage.text for stored in base.catalog.passages_of(one.id)] == list(one.texts)
    with base.catalog.engine.connect() as connection:
        assert connection.execute(sa.select(erasures.c.state, erasures.c.probes)).all() == [("done", None)]
        assert erasure_store.count_pending(connection) == 0
    assert scrub_pending(base) == []


def test_all_that_names_a_person_goes_and_the_rest_of_the_document_stays(base: KnowledgeBase) -> None:
    chance = random.Random(3)  # noqa: S311 - no secret
    naming = f"{sentence(chance)} {NAME} said so."
    turned = "van den plibixgwe, ZUKRAMOFINE " + sentence(chance)
    other = f"{sentence(chance)} Zukramofine alone, and Van den Plibixgwe elsewhere."
    document = write(base, "minutes", [sentence(chance), naming, turned, other])
    titled = write(base, f"Letter to {NAME}", [sentence(chance), sentence(chance)])
    only = write(base, "only", [naming + " Again."])
    filled(base)
    home = base.config.home
    shown = {one.document.id: (one.passages, one.whole) for one in preview_persons(base, [NAME])}
    assert shown == {document.id: (2, False), titled.id: (2, True), only.id: (1, True)}
    gone_vectors = vectors_of(base, titled.id)

    erased = erase_persons(base, [NAME], "tester")
    assert (erased.counts["documents"], erased.counts["passages"]) == (2, 5)
    with pytest.raises(UnknownError):
        view_of(base, LOCAL).original(document.id)
    scrub_pending(base)

    assert holders(home, [NAME, NAME.lower(), NAME.upper(), "plibixgwe, ZUKRA", naming[:40], turned[40:80]]) == []
    assert holders(home, [*gone_vectors, *strings_of(titled)]) == []
    left = [stored.passage.text for stored in base.catalog.passages_of(document.id)]
    assert left == [document.texts[0], other]
    assert problems_of(base) == []
    with pytest.raises(UnknownError):
        view_of(base, LOCAL).original(document.id)


def test_an_original_that_another_document_shares_stays(base: KnowledgeBase) -> None:
    chance = random.Random(4)  # noqa: S311 - no secret
    text = sentence(chance)
    one, two = (write(base, name, [text, sentence(chance)], content=b"the same file " * 9) for name in ("one", "two"))
    publish(base.catalog, base.index_root)
    erase_documents(base, [one.id], "tester")
    [done] = scrub_pending(base)
    assert done.receipt is not None
    assert view_of(base, LOCAL).original(two.id) == two.content
    assert holders(base.config.home, [one.texts[1]]) == []
    assert holders(base.config.home, [text])
    assert problems_of(base) == []


def test_a_leftover_is_found_named_and_the_erasure_stays_pending(base: KnowledgeBase) -> None:
    gone = filled(base)[0]
    erase_documents(base, [gone.id], "tester")
    copy = base.config.home / "copy.txt"
    copy.write_text("x" + gone.texts[3][5:60])
    with pytest.raises(StorageError, match=r"copy\.txt"):
        scrub_pending(base)
    with base.catalog.engine.connect() as connection:
        assert erasure_store.count_pending(connection) == 1
    assert any("erasure" in line for line in problems_of(base))
    copy.unlink()
    assert len(scrub_pending(base)) == 1


def test_what_was_read_meanwhile_by_right_is_no_leftover(base: KnowledgeBase) -> None:
    gone = filled(base)[0]
    erase_documents(base, [gone.id], "tester")
    write(base, "elsewhere", gone.texts, content=gone.content)
    publish(base.catalog, base.index_root)
    [done] = scrub_pending(base)
    assert done.receipt is not None
    assert [stored.passage.text for stored in base.catalog.passages_of(base.catalog.documents()[0].id)]


def test_uploads_that_nobody_waits_for_go_and_others_stay(base: KnowledgeBase) -> None:
    gone = filled(base)[0]
    folder = base.config.home / "uploads"
    folder.mkdir()
    (folder / "finished").write_bytes(gone.content)
    (folder / "waiting").write_bytes(b"something else")
    with base.catalog.transaction() as connection:
        connection.execute(
            sa.insert(jobs),
            {"id": "j", "created_at": "", "finished_at": None, "who": "w", "request": ""},
        )
        row = {"job_id": "j", "name": gone.name, "origin": gone.name, "attempts": 1, "pages_done": 0, "pages": 0}
        row |= {"passages": 0}
        open_ = {"status": "waiting", "document_id": None}
        connection.execute(
            sa.insert(job_files),
            [
                row | {"position": 0, "content_hash": "finished", "status": "added", "document_id": gone.id},
                row | {"position": 1, "content_hash": "waiting", "name": "n", "origin": "n"} | open_,
            ],
        )  # fmt: skip
    erase_documents(base, [gone.id], "tester")
    scrub_pending(base)
    assert [path.name for path in folder.iterdir()] == ["waiting"]
    assert holders(base.config.home, strings_of(gone)) == []


def test_remarks_audit_and_signatures_lose_the_name(base: KnowledgeBase) -> None:
    made = filled(base)
    stored = base.catalog.passages_of(made[0].id)[0]
    row = {"at": "", "passage_id": stored.passage.id, "document_id": made[0].id, "verdict": "useful"}
    with base.catalog.transaction() as connection:
        connection.execute(
            sa.insert(feedback), row | {"who": NAME, "question": f"who is {NAME.lower()}?", "note": "fine"}
        )
        details = {"list": [f"by {NAME}"], "n": 3}
        connection.execute(sa.insert(audit), {"at": "", "who": NAME, "action": "x", "subject": "y", "details": details})
    erase_persons(base, [NAME], NAME)
    scrub_pending(base)
    assert holders(base.config.home, [NAME, NAME.lower(), "Zukramofine"]) == []
    with base.catalog.engine.connect() as connection:
        [said] = connection.execute(sa.select(feedback.c.question, feedback.c.note)).all()
        held = connection.execute(sa.select(audit.c.details).where(audit.c.action == "x")).scalar_one()
    assert said == ("who is […]?", "fine")
    assert held == {"list": ["by […]"], "n": 3}


def test_a_live_searcher_lets_go_of_the_old_generation(base: KnowledgeBase) -> None:
    made = filled(base, documents=10)
    dense = DenseIndex(base.index_root, base.catalog, base.embedder.stamp, exact_rows=0)
    question = base.embedder.embed_query(made[5].texts[0])
    live = base.catalog.snapshot().live
    before = dense.nearest(question, 3, live)
    old = generations.newest(base.index_root, base.embedder.stamp)
    assert old is not None
    folder = str(old.folder)
    del old
    assert any("chroma" in path for path in open_files(folder))
    assert any("vectors.npy" in path for path in open_files(folder))

    erase_documents(base, [made[0].id], "tester")
    scrub_pending(base)
    dense.refresh()
    assert open_files(folder) == []
    after = dense.nearest(question, 3, base.catalog.snapshot().live)
    assert after.numbers[0] == before.numbers[0]
    assert dense.size == 54
    dense.close()


def test_who_writes_is_waited_for_and_no_longer_than_that(base: KnowledgeBase) -> None:
    gone = filled(base)[0]
    erase_documents(base, [gone.id], "tester")
    with write_lock(base.config.home), pytest.raises(BusyError):
        scrub_pending(base, wait=0.1)
    assert len(scrub_pending(base)) == 1


def test_the_last_document_leaves_an_empty_knowledge_base(base: KnowledgeBase) -> None:
    made = filled(base, documents=2)
    vectors = [vector for one in made for vector in vectors_of(base, one.id)]
    erase_documents(base, [one.id for one in made], "tester")
    scrub_pending(base)
    assert holders(base.config.home, [*vectors, *strings_of(made[0]), *strings_of(made[1])]) == []
    assert not list(base.index_root.iterdir())
    assert problems_of(base) == []


def test_unknown_documents_and_short_names_are_refused(base: KnowledgeBase) -> None:
    filled(base, documents=1)
    with pytest.raises(UnknownError):
        erase_documents(base, ["0" * 16], "tester")
    with pytest.raises(UnknownError):
        preview_documents(base, ["0" * 16])
    for name in ("", "Jan", "..."):
        with pytest.raises(UsageError):
            erase_persons(base, [name], "tester")
    assert base.catalog.counts()["documents"] == 1


def test_many_erasures_are_scrubbed_in_one_pass(base: KnowledgeBase) -> None:
    made = filled(base)
    chance = random.Random(5)  # noqa: S311 - no secret
    write(base, "named", [f"{sentence(chance)} {NAME} {word(chance)}", sentence(chance)])
    ids = {erase_documents(base, [one.id], "tester").id for one in made[:3]}
    ids.add(erase_persons(base, [NAME], "tester").id)
    done = scrub_pending(base)
    assert {one.id for one in done} == ids
    assert len({one.receipt.finished_at for one in done if one.receipt}) == 1
    assert holders(base.config.home, [NAME, *(text for one in made[:3] for text in strings_of(one))]) == []
