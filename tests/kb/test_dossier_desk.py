"""Dossiers as readers see them: what is hidden is not there, in no way other than what is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import dossier_desk
from kb.access import ANYBODY, LOCAL, Reader, Scope
from kb.bootstrap import KnowledgeBase
from kb.dossier_desk import DossierDesk
from kb.dossiers import ShownDossier, ShownPassage, ShownPractice
from kb.erasing import erase_documents
from kb.errors import StaleError, UnauthorizedError, UnknownError, UsageError
from kb.practice_store import PracticeStore
from kb.practices import Statement
from kb.text import digest
from kb.visibilities import set_visibility
from tests.documents import write_document
from tests.kb.erased import passage
from tests.kb.practice_records import citation, record

AN = Reader(name="An", scopes=frozenset({Scope.READ}), internal=True)
BO = Reader(name="Bo", scopes=frozenset({Scope.READ}), internal=True)
WELL = "The well of Ouinhi is deep and its water is clear in every season of the year."
CART = "Tricycles collect the waste of the market every morning before the sun is up."
BUDGET = "The council keeps a tenth of its budget for repairs of pumps and pipes."


def put(base: KnowledgeBase, name: str, *texts: str, visibility: str = "internal") -> list[str]:
    """Writes a document, or another reading of it, and returns the ids of its passages."""
    made = [replace(passage(name, n, text), pages=(n + 1,), page_labels=(f"{n + 1}",)) for n, text in enumerate(texts)]
    write_document(base, name, made, "\n".join(texts).encode(), visibility=visibility)
    return [one.id for one in made]


def show_to(base: KnowledgeBase, name: str, visibility: str) -> None:
    with base.catalog.transaction() as connection:
        set_visibility(connection, digest(name), visibility, "")


def desk(base: KnowledgeBase, reader: Reader = AN) -> DossierDesk:
    return DossierDesk(base.catalog, base.registry, reader)


def texts(shown: ShownDossier) -> list[str]:
    return [one.text for one in shown.items if isinstance(one, ShownPassage)]


def test_passages_are_collected_ordered_annotated_and_taken_out(base: KnowledgeBase) -> None:
    well, budget = put(base, "water", WELL, BUDGET)
    [cart] = put(base, "waste", CART)
    own = desk(base)
    made = own.create("Water and waste")
    own.add_passage(made.id, well, note="so deep")
    own.add_passage(made.id, cart)
    shown = own.add_passage(made.id, budget, quote="a TENTH of its budget")
    assert texts(shown) == [WELL, CART, "a TENTH of its budget"]
    first, _, last = shown.items
    assert isinstance(first, ShownPassage)
    assert (first.note, first.is_changed, first.reference.title, first.reference.pages) == (
        "so deep", False, "water", (1,),
    )  # fmt: skip
    assert own.move(made.id, last.item_id, 0).items[0] == last
    assert own.annotate(made.id, last.item_id, "a tenth!").items[0].note == "a tenth!"
    assert texts(own.remove(made.id, first.item_id)) == ["a TENTH of its budget", CART]
    assert own.rename(made.id, "Both").title == "Both"
    [listed] = own.dossiers()
    assert (listed.title, listed.count, listed.version, listed.is_shared) == ("Both", 2, 8, False)
    own.delete(made.id)
    assert own.dossiers() == []


def test_what_is_there_stays_where_it_is(base: KnowledgeBase) -> None:
    well, budget = put(base, "water", WELL, BUDGET)
    own = desk(base)
    made = own.create("Water")
    own.add_passage(made.id, well, note="kept")
    own.add_passage(made.id, budget)
    shown = own.add_passage(made.id, well, note="other")
    assert [(one.note, one.text) for one in shown.items if isinstance(one, ShownPassage)] == [
        ("kept", WELL), ("", BUDGET),
    ]  # fmt: skip


def test_only_what_a_passage_says_is_quoted(base: KnowledgeBase) -> None:
    [well] = put(base, "water", WELL)
    own = desk(base)
    made = own.create("Water")
    for quote in ("is shallow", "", "\u202e"):
        with pytest.raises(UsageError):
            own.add_passage(made.id, well, quote=quote)
    for passage_id in ("0" * 16, "", digest("waste", CART)):
        with pytest.raises(UnknownError):
            own.add_passage(made.id, passage_id)
    assert own.dossier(made.id).items == ()


def test_practice_records_stand_beside_passages_with_what_they_cite(base: KnowledgeBase) -> None:
    put(base, "waste", CART)
    where = citation(document_id=digest("waste"), quote="Tricycles collect the waste", title="Old title", page=9)
    gone = citation(quote="nobody says this any more, nowhere in the whole base")
    made = record(
        what_was_done=(Statement(text="Tricycles", evidence=(where,)),),
        evidence=(replace(gone, document_id=digest("waste")),),
    )
    PracticeStore(base.catalog).add(made, action="new", who="Bo")
    own = desk(base)
    shown = own.add_practice(own.create("Waste").id, made.id, note="see")
    [one] = shown.items
    assert isinstance(one, ShownPractice)
    assert (one.note, one.practice.record) == ("see", made)
    assert [(ref.title, ref.pages) for ref in one.references.values()] == [("waste", (1,)), ("Report", (3,))]
    with pytest.raises(UnknownError):
        own.add_practice(shown.id, "b" * 16)


def test_what_is_hidden_is_like_what_is_gone(base: KnowledgeBase) -> None:
    [well] = put(base, "water", WELL)
    [cart] = put(base, "waste", CART)
    own = desk(base)
    made = own.create("Both")
    hidden = own.add_passage(made.id, well, note="private").items[0].item_id
    own.add_passage(made.id, cart)
    rests_on_it = record(
        what_was_done=(Statement(text="A well", evidence=(citation(document_id=digest("water"), quote=WELL),)),)
    )
    PracticeStore(base.catalog).add(rests_on_it, action="new", who="An")
    own.add_practice(made.id, rests_on_it.id)

    def answers() -> list[object]:
        told: list[object] = [own.dossier(made.id), own.dossiers()]
        for act in (own.remove, lambda *ids: own.move(*ids, 0), lambda *ids: own.annotate(*ids, "x")):
            with pytest.raises(UnknownError) as error:
                act(made.id, hidden)
            told.append((error.value.key, error.value.values))
        with pytest.raises(UnknownError) as error:
            own.add_passage(made.id, well)
        return [*told, (error.value.key, error.value.values)]

    show_to(base, "water", "groups:board")
    while_hidden = answers()
    assert texts(own.dossier(made.id)) == [CART]
    assert len(own.dossier(made.id).items) == own.dossiers()[0].count == 1
    assert "private" not in str(while_hidden)
    show_to(base, "water", "internal")
    assert len(own.dossier(made.id).items) == 3
    erase_documents(base, [digest("water")], "tester")
    PracticeStore(base.catalog).change(
        rests_on_it.id,
        lambda _: replace(rests_on_it, what_was_done=(Statement(text="x", evidence=(citation(document_id="gone"),)),)),
        action="edit",
        who="",
    )
    assert answers() == while_hidden


def test_order_is_that_of_what_is_seen(base: KnowledgeBase) -> None:
    names = "abcde"
    ids = [put(base, name, f"{CART} {name * 9}")[0] for name in names]
    own = desk(base)
    made = own.create("Order")
    for one in ids:
        shown = own.add_passage(made.id, one)
    items = dict(zip(names, (one.item_id for one in shown.items), strict=True))
    for name in "bd":
        show_to(base, name, "groups:board")
    own.move(made.id, items["e"], 1)
    moved = own.move(made.id, items["a"], 99)
    assert [name for one in moved.items for name in names if items[name] == one.item_id] == ["e", "c", "a"]
    for name in "bd":
        show_to(base, name, "internal")
    assert sorted(one.item_id for one in own.dossier(made.id).items) == sorted(items.values())


def test_a_dossier_is_its_readers_own(base: KnowledgeBase) -> None:
    [well] = put(base, "water", WELL)
    made = desk(base).create("Water")
    boss = Reader(name="Boss", scopes=frozenset({Scope.ADMIN}), internal=True)
    for other in (desk(base, BO), desk(base, LOCAL), desk(base, boss)):
        assert other.dossiers() == []
        for act in (other.dossier, other.share, other.unshare, other.delete,
                    lambda held, other=other: other.add_passage(held, well),
                    lambda held, other=other: other.remove(held, "x"),
                    lambda held, other=other: other.rename(held, "x")):  # fmt: skip
            with pytest.raises(UnknownError):
                act(made.id)
    own = desk(base, LOCAL).create("Mine")
    assert desk(base, LOCAL).dossier(own.id).is_own


def test_who_is_not_known_has_no_dossiers(base: KnowledgeBase) -> None:
    made = desk(base, LOCAL).create("Of the machine")
    nameless = Reader(scopes=frozenset({Scope.READ}), internal=True)
    for reader in (ANYBODY, nameless):
        nobody = desk(base, reader)
        for act in (nobody.dossiers, lambda n=nobody: n.create("x"), lambda n=nobody: n.dossier(made.id)):
            with pytest.raises(UnauthorizedError):
                act()


def test_a_link_shows_each_reader_what_they_may_see(base: KnowledgeBase) -> None:
    [well] = put(base, "water", WELL, visibility="groups:board")
    [cart] = put(base, "waste", CART)
    [open_] = put(base, "open", BUDGET, visibility="public")
    member = replace(AN, groups=frozenset({"board"}))
    own = desk(base, member)
    made = own.create("All")
    for one in (well, cart, open_):
        own.add_passage(made.id, one, note=f"note {one}")
    token = own.share(made.id)
    assert own.dossier(made.id).is_shared
    for reader, seen in ((member, [WELL, CART, BUDGET]), (BO, [CART, BUDGET]), (ANYBODY, [BUDGET])):
        shown = desk(base, reader).shared(token)
        assert texts(shown) == seen
        assert shown.is_own is (reader is member)
        assert [one.note for one in shown.items] == [f"note {digest(n, t)}" for n, t in
            (("water", WELL), ("waste", CART), ("open", BUDGET)) if t in seen]  # fmt: skip
    with pytest.raises(UnknownError):
        desk(base, BO).annotate(made.id, shown.items[0].item_id, "mine now")
    own.unshare(made.id)
    with pytest.raises(UnknownError):
        desk(base, BO).shared(token)
    assert not desk(base, ANYBODY).shared(own.share(made.id)).is_own


def test_two_tabs_are_told_apart(base: KnowledgeBase) -> None:
    [well] = put(base, "water", WELL)
    own = desk(base)
    made = own.create("Water")
    shown = own.add_passage(made.id, well, version=made.version)
    stale, [one] = made.version, shown.items
    for act in (
        lambda: own.rename(made.id, "x", version=stale),
        lambda: own.add_passage(made.id, well, version=stale),
        lambda: own.remove(made.id, one.item_id, version=stale),
        lambda: own.move(made.id, one.item_id, 0, version=stale),
        lambda: own.annotate(made.id, one.item_id, "x", version=stale),
        lambda: own.delete(made.id, version=stale),
    ):
        with pytest.raises(StaleError):
            act()
    assert own.dossier(made.id) == shown


def test_what_was_collected_is_found_again_after_another_reading(base: KnowledgeBase) -> None:
    well, cart = put(base, "report", WELL, CART)
    own = desk(base)
    made = own.create("Report")
    own.add_passage(made.id, well, note="kept")
    own.add_passage(made.id, cart, quote="before the sun is up")
    middle = len("The well of Ouinhi is deep and its water ")
    put(base, "report", BUDGET, WELL[:middle], WELL[middle:], f"{CART} And so on.")
    first, second = own.dossier(made.id).items
    assert isinstance(first, ShownPassage)
    assert isinstance(second, ShownPassage)
    assert (first.note, first.is_changed, first.reference.pages) == ("kept", False, (2, 3))
    assert first.text.split() == WELL.split()
    assert (second.text, second.is_changed, second.reference.pages) == ("before the sun is up", False, (4,))

    put(base, "report", WELL.replace("clear", "brown"), CART)
    changed, _ = own.dossier(made.id).items
    assert isinstance(changed, ShownPassage)
    assert (changed.text, changed.is_changed) == (WELL.replace("clear", "brown"), True)

    put(base, "report", BUDGET)
    assert own.dossier(made.id).items == ()
    put(base, "report", CART, WELL)
    assert [(one.note, one.reference.pages) for one in own.dossier(made.id).items if isinstance(one, ShownPassage)] == [
        ("kept", (2,)), ("", (1,)),
    ]  # fmt: skip


def test_what_a_document_says_twice_is_cited_where_it_was_collected(base: KnowledgeBase) -> None:
    made = [
        replace(passage("report", n, text), id=f"{n}" * 16, pages=(n + 1,)) for n, text in enumerate([WELL, CART, WELL])
    ]
    write_document(base, "report", made, b"")
    own = desk(base)
    shown = own.add_passage(own.create("Report").id, "2" * 16)
    assert isinstance(shown.items[0], ShownPassage)
    assert shown.items[0].reference.pages == (3,)


def test_a_dossier_is_full_by_what_is_seen(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier_desk, "MOST_ITEMS", 2)
    well, budget = put(base, "water", WELL, BUDGET)
    [cart] = put(base, "waste", CART)
    own = desk(base)
    made = own.create("Full")
    own.add_passage(made.id, well)
    own.add_passage(made.id, budget)
    own.add_passage(made.id, well)
    with pytest.raises(UsageError, match="2"):
        own.add_passage(made.id, cart)
    show_to(base, "water", "groups:board")
    assert texts(own.add_passage(made.id, cart)) == [CART]
