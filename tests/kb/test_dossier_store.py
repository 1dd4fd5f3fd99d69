from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from kb import dossier_store
from kb.audit import entries
from kb.bootstrap import KnowledgeBase
from kb.dossier_store import DossierStore
from kb.dossiers import DossierItem, ItemKind, extended, renamed, without
from kb.errors import StaleError, UnknownError, UsageError
from kb.schema import dossier_items, dossiers
from tests.kb.erased import passage, write

TEXT = "The well of Ouinhi is deep."


def practice(name: str, note: str = "") -> DossierItem:
    return DossierItem(id=name, kind=ItemKind.PRACTICE, practice_id=name, note=note)


def test_a_dossier_is_kept_as_it_was_left(base: KnowledgeBase) -> None:
    report = write(base, "report", [TEXT])
    quoted = DossierItem(
        id="i1", kind=ItemKind.PASSAGE, document_id=report.id, quote=TEXT, passage_id=passage("report", 0, TEXT).id,
        note="deep",
    )  # fmt: skip
    before = base.catalog.revision()
    store = DossierStore(base.catalog, lambda: datetime(2026, 3, 1, tzinfo=UTC))
    made = store.create("An", " Water ")
    left = store.change(made.id, "An", lambda held: extended(held, [practice("p"), quoted]), action="add", version=1)
    assert (left.title, left.version, left.items) == ("Water", 2, (practice("p"), quoted))
    assert store.get(made.id, "An") == left
    assert store.all("An") == [left]
    assert base.catalog.revision() == before


def test_the_one_that_was_changed_last_is_the_first(base: KnowledgeBase) -> None:
    moments = (datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=n) for n in range(9))
    store = DossierStore(base.catalog, lambda: next(moments))
    one, two = store.create("An", "one"), store.create("An", "two")
    assert [held.id for held in store.all("An")] == [two.id, one.id]
    store.change(one.id, "An", lambda held: renamed(held, "1"), action="rename")
    assert [held.title for held in store.all("An")] == ["1", "two"]


def test_nobody_finds_the_dossier_of_somebody_else(base: KnowledgeBase) -> None:
    store = DossierStore(base.catalog)
    made = store.create("An", "Water")
    assert store.all("Bo") == []
    for act in (
        lambda: store.get(made.id, "Bo"),
        lambda: store.change(made.id, "Bo", lambda held: held, action="x", version=9),
        lambda: store.delete(made.id, "Bo", version=9),
        lambda: store.share(made.id, "Bo"),
        lambda: store.unshare(made.id, "Bo"),
        lambda: store.get("0" * 16, "Bo"),
    ):
        with pytest.raises(UnknownError) as told:
            act()
        assert (told.value.key, told.value.values) == ("dossier_unknown", {})
    assert store.get(made.id, "An") == made


def test_two_tabs_do_not_overwrite_each_other(base: KnowledgeBase) -> None:
    store = DossierStore(base.catalog)
    made = store.create("An", "Water")
    store.change(made.id, "An", lambda held: renamed(held, "One"), action="rename", version=made.version)
    with pytest.raises(StaleError):
        store.change(made.id, "An", lambda held: renamed(held, "Two"), action="rename", version=made.version)
    with pytest.raises(StaleError):
        store.delete(made.id, "An", version=made.version)
    assert store.get(made.id, "An").title == "One"
    store.delete(made.id, "An", version=2)
    assert store.all("An") == []


def test_deleting_leaves_no_item(base: KnowledgeBase) -> None:
    store = DossierStore(base.catalog)
    one, two = store.create("An", "one"), store.create("An", "two")
    for held, name in ((one, "p"), (two, "q")):
        store.change(held.id, "An", lambda now, name=name: extended(now, [practice(name)]), action="add")
    store.delete(one.id, "An")
    with base.catalog.engine.connect() as connection:
        assert connection.scalars(sa.select(dossier_items.c.id)).all() == ["q"]


def test_a_link_counts_until_it_is_revoked_or_made_anew(base: KnowledgeBase) -> None:
    store = DossierStore(base.catalog)
    made, other = store.create("An", "Water"), store.create("An", "Waste")
    first = store.share(made.id, "An")
    assert store.shared(first).id == made.id
    assert store.get(made.id, "An").is_shared
    assert not store.get(other.id, "An").is_shared
    second = store.share(made.id, "An")
    assert store.shared(second).id == made.id
    for token in (first, "", "\ud800", second.upper()):
        with pytest.raises(UnknownError):
            store.shared(token)
    store.unshare(made.id, "An")
    store.unshare(made.id, "An")
    with pytest.raises(UnknownError):
        store.shared(second)


def test_of_a_link_the_catalogue_holds_a_digest_alone(base: KnowledgeBase) -> None:
    store = DossierStore(base.catalog)
    token = store.share(store.create("An", "Water").id, "An")
    assert len(token) * 6 >= 128
    with base.catalog.engine.connect() as connection:
        [digest] = connection.scalars(sa.select(dossiers.c.share_digest)).all()
        _, noted = entries(connection, 10)
    assert digest
    assert len(digest) == 64
    assert token not in digest
    held = b"".join(path.read_bytes() for path in base.config.home.rglob("catalog*"))
    assert token.encode() not in held
    assert token not in str(noted)


def test_changes_are_noted_by_ids_and_counts(base: KnowledgeBase) -> None:
    store = DossierStore(base.catalog)
    made = store.create("An", "Water for all")
    store.change(made.id, "An", lambda held: extended(held, [practice("p", "secret note")]), action="add")
    store.change(made.id, "An", lambda held: without(held, "p"), action="remove")
    store.share(made.id, "An")
    store.unshare(made.id, "An")
    store.delete(made.id, "An")
    with base.catalog.engine.connect() as connection:
        total, noted = entries(connection, 10, subject=made.id)
    assert total == 6
    assert [one.action for one in reversed(noted)] == [
        "dossier.create", "dossier.add", "dossier.remove", "dossier.share", "dossier.unshare", "dossier.delete",
    ]  # fmt: skip
    assert noted[4].details == {"version": 2, "items": 1}
    assert not any(text in str(noted) for text in ("Water", "secret"))


def test_what_was_erased_in_the_meantime_is_not_taken_in(base: KnowledgeBase) -> None:
    store = DossierStore(base.catalog)
    made = store.create("An", "Water")
    late = DossierItem(id="i", kind=ItemKind.PASSAGE, document_id="d", quote=TEXT, passage_id="gone")
    with pytest.raises(UnknownError):
        store.change(made.id, "An", lambda held: extended(held, [late]), action="add")
    assert store.get(made.id, "An") == made


def test_a_program_gone_astray_is_stopped(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier_store, "MOST_DOSSIERS", 2)
    store = DossierStore(base.catalog)
    for title in ("one", "two"):
        store.create("An", title)
    with pytest.raises(UsageError, match="2"):
        store.create("An", "three")
    assert store.create("Bo", "one")
