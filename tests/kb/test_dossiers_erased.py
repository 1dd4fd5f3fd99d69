"""Of what is erased nothing is left in dossiers, and what is not erased stays in them word for word."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kb.access import LOCAL
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.dossier_desk import DossierDesk
from kb.dossier_store import DossierStore
from kb.dossiers import DossierItem, ItemKind, ShownDossier, ShownPassage, extended
from kb.erasing import erase_documents, erase_persons
from kb.index import publish
from kb.persons import MARK
from kb.practice_store import PracticeStore
from kb.schema import dossier_items, dossiers
from kb.scrubbing import scrub_pending
from tests.kb.erased import NAME, Written, doomed, holders, passage, staying, strings_of, write
from tests.kb.practice_records import record
from tests.kb.test_traces import cited


@pytest.fixture
def gone(base: KnowledgeBase) -> Written:
    return doomed(base)


@pytest.fixture
def kept(base: KnowledgeBase) -> Written:
    return staying(base)


def desk(base: KnowledgeBase) -> DossierDesk:
    return DossierDesk(base.catalog, base.registry, LOCAL)


def add(base: KnowledgeBase, dossier_id: str, document: Written, place: int, note: str = "") -> ShownDossier:
    return desk(base).add_passage(dossier_id, passage(document.name, place, document.texts[place]).id, note=note)


def texts(shown: ShownDossier) -> list[tuple[str, str]]:
    return [(one.text, one.note) for one in shown.items if isinstance(one, ShownPassage)]


def test_items_of_an_erased_document_go_and_texts_lose_what_was_copied(
    base: KnowledgeBase, gone: Written, kept: Written
) -> None:
    made = desk(base).create(f"On {gone.texts[0][:80]}")
    add(base, made.id, gone, 0, note="never to be read again")
    part = passage(gone.name, 1, gone.texts[1])
    desk(base).add_passage(made.id, part.id, quote=gone.texts[1][:60].rsplit(" ", 1)[0])
    add(base, made.id, kept, 0, note=f"as against {gone.texts[2]} That is all.")
    written = record(results=())
    PracticeStore(base.catalog).add(written, action="new", who="An")
    desk(base).add_practice(made.id, written.id, note=gone.name)

    erased = erase_documents(base, [gone.id], "tester")
    assert erased.counts["dossier_items"] == 2
    [done] = scrub_pending(base)
    assert done.receipt is not None
    assert done.receipt.found == 0

    shown = desk(base).dossier(made.id)
    assert shown.title.startswith(f"On {MARK}")
    assert texts(shown) == [(kept.texts[0], f"as against {MARK}. That is all.")]
    with base.catalog.engine.connect() as connection:
        assert connection.scalars(sa.select(dossier_items.c.note).order_by("position")).all() == [
            f"as against {MARK}. That is all.",
            MARK,
        ]
    assert holders(base.config.home, [*strings_of(gone), "never to be read again", part.id]) == []
    assert problems_of(base) == []


def test_items_that_name_an_erased_person_go_and_the_name_with_them(base: KnowledgeBase, kept: Written) -> None:
    store = DossierStore(base.catalog)
    made = store.create(NAME, f"What {NAME} said")
    whole = passage(kept.name, 1, kept.texts[1])
    beside = kept.texts[1].split(".")[0]
    items = [
        DossierItem(id="i1", kind=ItemKind.PASSAGE, document_id=kept.id, quote=whole.text, passage_id=whole.id),
        DossierItem(id="i2", kind=ItemKind.PASSAGE, document_id=kept.id, quote=beside, passage_id=whole.id),
        DossierItem(
            id="i3", kind=ItemKind.PASSAGE, document_id=kept.id, quote=kept.texts[0], note=f"ask {NAME.upper()}",
            passage_id=passage(kept.name, 0, kept.texts[0]).id,
        ),
    ]  # fmt: skip
    store.change(made.id, NAME, lambda held: extended(held, items), action="add")
    token = store.share(made.id, NAME)
    assert erase_persons(base, [NAME], "tester").counts["dossier_items"] == 2
    scrub_pending(base)
    left = desk(base).shared(token)
    assert (left.title, texts(left)) == (f"What {MARK} said", [(kept.texts[0], f"ask {MARK}")])
    with base.catalog.engine.connect() as connection:
        assert connection.scalars(sa.select(dossiers.c.owner)).all() == [MARK]
    assert holders(base.config.home, [NAME, NAME.lower(), NAME.upper(), beside[:40], whole.text[-40:]]) == []


def test_what_also_stands_elsewhere_stays_where_it_is_quoted_from_there(base: KnowledgeBase, gone: Written) -> None:
    other = write(base, "other", [gone.texts[0]])
    publish(base.catalog, base.index_root)
    made = desk(base).create("Other")
    add(base, made.id, other, 0, note=gone.texts[0])
    add(base, made.id, gone, 0)
    assert erase_documents(base, [gone.id], "tester").counts["dossier_items"] == 1
    [done] = scrub_pending(base)
    assert done.receipt is not None
    assert done.receipt.found == 0
    assert texts(desk(base).dossier(made.id)) == [(gone.texts[0], gone.texts[0])]


def test_what_stands_in_a_dossier_by_right_is_no_leftover(base: KnowledgeBase, gone: Written, kept: Written) -> None:
    """Its own reader wrote it in words that the erased document happens to share, fewer than make a copy."""
    made = desk(base).create("Mine")
    few = f"compare {' '.join(gone.texts[0].split()[3:8])} with this"
    add(base, made.id, kept, 0, note=few)
    erase_documents(base, [gone.id], "tester")
    [done] = scrub_pending(base)
    assert done.receipt is not None
    assert texts(desk(base).dossier(made.id)) == [(kept.texts[0], few)]


def test_records_stay_with_what_is_left_of_them(base: KnowledgeBase, gone: Written, kept: Written) -> None:
    made = desk(base).create("Records")
    written = record(evidence=(cited(gone, gone.texts[0]), cited(kept, kept.texts[0])), what_was_done=())
    PracticeStore(base.catalog).add(written, action="new", who="An")
    before = desk(base).add_practice(made.id, written.id)
    assert len(before.items) == 1
    assert erase_documents(base, [gone.id], "tester").counts["dossier_items"] == 0
    assert len(desk(base).dossier(made.id).items) == 1
