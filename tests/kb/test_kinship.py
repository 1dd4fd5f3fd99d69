from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import alembic.command
import alembic.config
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import kinship
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.catalog import Catalog
from kb.changeover import rebuild
from kb.index import renew_if_stale
from kb.shingles import KIN, SAME, fingerprint, jaccard
from kb.text import digest
from kb.types import Passage

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]
Write = Callable[..., None]

VOCABULARY = [f"woord{chr(97 + one)}{chr(97 + two)}" for one in range(20) for two in range(20)]
LONG = " ".join(VOCABULARY[:120])


def prose(seed: int, words: int = 60) -> str:
    return " ".join(random.Random(seed).choices(VOCABULARY, k=words))  # noqa: S311 - the same text at each run


def changed(text: str, *places: int, to: str = "anders") -> str:
    words = text.split()
    for place in places:
        words[place] = to
    return " ".join(words)


@pytest.fixture
def write(make_passage: Make, fill: Fill) -> Write:
    """Writes texts as the passages of a document."""

    def written(name: str, *texts: str) -> None:
        fill([make_passage(text) for text in texts], name)

    return written


def rows(base: KnowledgeBase, statement: str) -> list[tuple[object, ...]]:
    with base.catalog.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(statement))]


def groups(base: KnowledgeBase) -> set[frozenset[tuple[str, str]]]:
    """Returns the texts that are one, as sets of document and text."""
    found = defaultdict(set)
    for key, title, text in rows(
        base, "SELECT text_key, title, text FROM passages JOIN documents ON documents.id = passages.document_id"
    ):
        found[key].add((title, text))
    return {frozenset(group) for group in found.values()}


def kin(base: KnowledgeBase) -> dict[frozenset[str], float]:
    statement = """
        SELECT one.text, two.text, similarity FROM kin
        JOIN passages AS one ON one.number = kin.number JOIN passages AS two ON two.number = kin.other
    """
    return {frozenset((one, two)): similarity for one, two, similarity in rows(base, statement)}  # type: ignore[misc, arg-type]  # rows are of any type


def revisions(base: KnowledgeBase, name: str) -> dict[str, float]:
    return {one.document.title: one.share for one in base.catalog.revisions_of(digest(name))}


def remove(base: KnowledgeBase, name: str) -> None:
    with base.catalog.transaction() as connection:
        numbers = list(base.catalog.numbers_by_passage(connection, digest(name)).values())
        connection.execute(
            sa.text("DELETE FROM passage_words WHERE rowid IN (SELECT value FROM json_each(:n))"), {"n": str(numbers)}
        )
        base.catalog.remove_document(connection, digest(name))


def state(base: KnowledgeBase) -> list[list[tuple[object, ...]]]:
    return [
        rows(base, "SELECT number, text_key FROM passages ORDER BY number"),
        rows(base, "SELECT * FROM signatures ORDER BY number"),
        rows(base, "SELECT * FROM kin ORDER BY number, other"),
        rows(base, "SELECT * FROM document_revisions ORDER BY document_id, other_id"),
    ]


def test_as_good_as_the_same_text_is_one(base: KnowledgeBase, write: Write) -> None:
    near = changed(LONG, -1)
    write("first", LONG)
    write("second", near)
    assert jaccard(fingerprint(LONG), fingerprint(near)) >= SAME
    assert groups(base) == {frozenset({("first", LONG), ("second", near)})}
    assert kin(base) == {}


@pytest.mark.parametrize(
    "number", ["16 projecten", "15 % projecten", "-15 projecten", "zestien projecten", "1.5 projecten"]
)
def test_other_numbers_never_become_one(base: KnowledgeBase, write: Write, number: str) -> None:
    one, other = f"{LONG} 15 projecten", f"{LONG} {number}"
    write("first", one)
    write("second", other)
    assert len(groups(base)) == 2
    assert kin(base)[frozenset((one, other))] == jaccard(fingerprint(one), fingerprint(other)) > SAME - 0.03


@pytest.mark.parametrize(
    ("numbers", "same"), [("12 in Gent en 15 in Brugge", 1), ("15 in Gent en 12 in Brugge", 0), ("12 in Gent", 0)]
)
def test_versions_have_the_same_numbers_in_the_same_order(
    base: KnowledgeBase, write: Write, numbers: str, same: int
) -> None:
    write("first", f"{prose(1)} 12 in Gent en 15 in Brugge")
    write("second", f"{changed(prose(1), 30)} {numbers}")
    assert rows(base, "SELECT same_numbers FROM kin") == [(same,)]


def test_what_is_like_another_is_kin(base: KnowledgeBase, write: Write) -> None:
    text = prose(1)
    like, unlike = changed(text, 30), changed(text, 10, 20, 30, 40)
    write("first", text)
    write("second", like)
    write("third", unlike)
    assert len(groups(base)) == 3
    assert kin(base)[frozenset((text, like))] == jaccard(fingerprint(text), fingerprint(like))
    assert frozenset((text, unlike)) not in kin(base)


def test_rows_of_one_table_are_no_kin(base: KnowledgeBase, write: Write) -> None:
    write("table", *(changed(prose(1), 30, to=value) for value in ("ja", "nee", "misschien")))
    assert kin(base) == {}
    assert len(groups(base)) == 3


def test_the_same_page_twice_in_a_document_is_one(base: KnowledgeBase, write: Write) -> None:
    write("doubled", LONG, changed(LONG, 0))
    assert len(groups(base)) == 1


def test_short_texts_are_one_when_equal_and_kin_of_nothing(base: KnowledgeBase, write: Write) -> None:
    write("first", "Resultaten van het project in Benin", "Aanbevelingen")
    write("second", "Resultaten van het project in Senegal", "Aanbevelingen!")
    assert kin(base) == {}
    assert frozenset({("first", "Aanbevelingen"), ("second", "Aanbevelingen!")}) in groups(base)
    assert revisions(base, "first") == {}


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
def test_the_order_of_writing_does_not_matter(base: KnowledgeBase, write: Write, order: tuple[str, str]) -> None:
    texts = {
        "first": (LONG, prose(1), f"{prose(2)} 12 ton"),
        "second": (changed(LONG, 0), changed(prose(1), 30), f"{prose(2)} 13 ton"),
    }
    for name in order:
        write(name, *texts[name])
    assert groups(base) == {
        frozenset({("first", LONG), ("second", changed(LONG, 0))}),
        *(frozenset({(name, text)}) for name in texts for text in texts[name][1:]),
    }
    assert set(kin(base)) == {frozenset(pair) for pair in zip(texts["first"][1:], texts["second"][1:], strict=True)}
    assert revisions(base, "first") == {"second": 1.0}


def test_a_chain_of_small_changes_ends_where_it_left_the_first(base: KnowledgeBase, write: Write) -> None:
    """Each is as good as the one before it, but what is no longer as good as the first is another text."""
    chain = [changed(LONG, *range(-count, 0)) for count in range(6)]
    for place, text in enumerate(chain):
        write(f"version {place}", text)
    first = fingerprint(chain[0])
    joined = next(group for group in groups(base) if ("version 0", chain[0]) in group)
    assert {text for _, text in joined} == {text for text in chain if jaccard(first, fingerprint(text)) >= SAME}
    assert len(joined) < len(chain)


def test_removing_the_first_of_a_group_leaves_the_others_together(base: KnowledgeBase, write: Write) -> None:
    write("first", LONG)
    write("second", changed(LONG, 0))
    write("third", changed(LONG, -1))
    remove(base, "first")
    write("fourth", changed(LONG, 0, to="nieuw"))
    assert groups(base) == {
        frozenset(
            {
                ("second", changed(LONG, 0)),
                ("third", changed(LONG, -1)),
                ("fourth", changed(LONG, 0, to="nieuw")),
            }
        )
    }
    assert problems_of(base) == []


def test_equal_words_are_together_whatever_became_of_the_first(base: KnowledgeBase, write: Write) -> None:
    left, right = changed(LONG, 0, 1), changed(LONG, -1, -2)
    write("first", LONG)
    write("left", left)
    write("right", right)
    remove(base, "first")
    write("again", right)  # no longer as good as the oldest, which is `left` now
    assert jaccard(fingerprint(left), fingerprint(right)) < SAME
    assert groups(base) == {frozenset({("left", left), ("right", right), ("again", right)})}


def test_an_update_keeps_what_did_not_change(base: KnowledgeBase, write: Write) -> None:
    near = changed(LONG, 0)
    write("first", LONG)
    write("second", prose(1), near)
    write("second", near, prose(2))
    assert frozenset({("first", LONG), ("second", near)}) in groups(base)
    assert revisions(base, "first") == {"second": 1.0}
    write("second", prose(2))
    assert revisions(base, "first") == {}
    assert rows(base, "SELECT count(*) FROM signatures") == [(2,)]


def test_documents_are_revisions_from_half_of_the_smaller_one_on(base: KnowledgeBase, write: Write) -> None:
    write("report", *(prose(seed) for seed in range(8)))
    write("half", prose(0), changed(prose(1), 30), prose(20), prose(21))
    write("less", prose(2), prose(30), prose(31))
    assert revisions(base, "report") == {"half": 0.5}
    assert revisions(base, "half") == {"report": 0.5}
    assert revisions(base, "less") == {}


def test_boilerplate_is_one_text_and_has_few_kin(base: KnowledgeBase, write: Write) -> None:
    like = changed(LONG, 60)
    for place in range(70):
        write(f"report {place}", LONG, prose(1000 + place), prose(2000 + place))
    write("other", like)
    assert len({frozenset(text for _, text in group) for group in groups(base) if len(group) > 1}) == 1
    assert rows(base, "SELECT count(*) FROM kin") == [(20,)]
    write("late", LONG)
    assert sum(len(group) for group in groups(base) if ("late", LONG) in group) == 71


@settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_every_pair_of_changed_texts_is_found(base: KnowledgeBase, write: Write, seed: int) -> None:
    """Twenty texts, changed from four: pairs from KIN on are one text or kin, but for one in a hundred."""
    for document in base.catalog.documents():
        remove(base, document.title)
    chance = random.Random(seed)  # noqa: S311 - the same texts for the same seed
    places = [chance.choices(range(80), k=chance.randint(0, 4)) for _ in range(20)]
    ends = chance.choices(["12 ton", "13 ton"], k=20)
    texts = [f"{changed(prose(seed + n % 4, 80), *places[n])} {ends[n]}" for n in range(20)]
    for place, text in enumerate(texts):
        write(f"document {place}", text)
    found, noted = groups(base), kin(base)
    together = {frozenset((one, two)) for group in found for (_, one), (_, two) in combinations(group, 2)}
    missed = [
        pair
        for pair in combinations(set(texts), 2)
        if jaccard(*map(fingerprint, pair)) >= KIN and frozenset(pair) not in together | set(noted)
    ]
    assert len(missed) <= 1
    for group in found:
        ordered = sorted(group, key=lambda one: texts.index(one[1]))
        assert len({fingerprint(text).numbers for _, text in group}) == 1
        assert all(jaccard(fingerprint(ordered[0][1]), fingerprint(text)) >= SAME for _, text in group)
    victim = chance.randrange(20)
    remove(base, f"document {victim}")
    assert groups(base) == {
        kept for group in found if (kept := frozenset(one for one in group if one[0] != f"document {victim}"))
    }
    assert problems_of(base) == []


def test_a_write_that_fails_leaves_no_trace(
    base: KnowledgeBase, write: Write, make_passage: Make, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("first", LONG)
    before = state(base)
    with monkeypatch.context() as patched:
        patched.setattr("kb.kinship.relate", lambda _connection, _document: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            fill([make_passage(changed(LONG, 0)), make_passage(prose(1))], "second")
    assert state(base) == before


def test_a_catalogue_from_before_is_compared_at_the_next_write(base: KnowledgeBase, write: Write) -> None:
    write("first", LONG, prose(1))
    write("second", changed(LONG, 0), changed(prose(1), 30))
    expected = state(base)
    with base.catalog.transaction() as connection:
        for table in ("signatures", "kin", "document_revisions"):
            connection.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - the names above
        connection.execute(sa.text("DELETE FROM facts WHERE name = 'fingerprints'"))
        connection.execute(sa.text("UPDATE passages SET text_key = number"))
    assert problems_of(base) == ["4 passages were not compared with the others: run 'kb rebuild'"]
    base.indexer()
    assert state(base) == expected
    assert problems_of(base) == []


def test_rebuilding_compares_what_was_compared_otherwise(base: KnowledgeBase, write: Write) -> None:
    write("first", LONG)
    with base.catalog.transaction() as connection:
        connection.execute(sa.text("UPDATE facts SET value = 'other' WHERE name = 'fingerprints'"))
        connection.execute(sa.text("UPDATE passages SET text_key = 1"))
    rebuild(base.catalog, base.embedder, base.index_root, lambda _done, _of: None)
    assert rows(base, "SELECT text_key FROM passages") == [(fingerprint(LONG).key,)]
    revision = base.catalog.revision()
    renew_if_stale(base.catalog)
    assert base.catalog.revision() == revision


def test_comparing_anew_gives_what_writing_gave(base: KnowledgeBase, write: Write) -> None:
    for seed in range(6):
        write(f"document {seed}", changed(LONG, seed), changed(prose(seed % 2), 30 + seed), prose(seed + 10))
    expected = state(base)
    with base.catalog.transaction() as connection:
        kinship.renew(connection)
    assert state(base) == expected


def test_old_catalogues_are_upgraded(tmp_path: Path) -> None:
    """The schema before this one is opened, and its passages are told to be compared."""
    path = tmp_path / "catalog.sqlite3"
    engine = sa.create_engine(f"sqlite:///{path}")
    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(kinship.__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "0002")
    engine.dispose()
    catalog = Catalog(path)
    with catalog.engine.connect() as connection:
        assert not kinship.is_current(connection)
        assert kinship.uncompared(connection) == []
    catalog.close()
