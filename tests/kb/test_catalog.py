from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import alembic.autogenerate
import alembic.config
import alembic.migration
import alembic.script
import numpy as np
import pytest
import sqlalchemy as sa

from kb.bootstrap import KnowledgeBase
from kb.catalog import Catalog
from kb.errors import StorageError
from kb.schema import HEAD, metadata
from kb.types import Passage, PracticeKind, Speaker

MIGRATIONS = Path(__file__).parent.parent.parent / "kb" / "migrations"


def test_the_newest_migration_is_the_one_that_opening_expects() -> None:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert alembic.script.ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_the_migrations_make_the_schema_that_the_code_uses(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    with catalog.engine.connect() as connection:
        context = alembic.migration.MigrationContext.configure(connection)
        found = alembic.autogenerate.compare_metadata(context, metadata)
    catalog.close()
    # The full-text index and its shadow tables are not SQLAlchemy's.
    differences = [d for d in found if not (d[0] == "remove_table" and d[1].name.startswith(("passage_", "meaning_")))]
    assert differences == []


def test_an_existing_catalogue_is_opened_as_it_is(tmp_path: Path) -> None:
    Catalog(tmp_path / "catalog.sqlite3").close()
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    assert catalog.counts() == {"documents": 0, "passages": 0, "vectors": 0}
    assert catalog.revision() == 0
    catalog.close()


def test_a_newer_catalogue_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite3"
    Catalog(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StorageError, match="9999"):
        Catalog(path)


def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite3"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(StorageError, match="damaged"):
        Catalog(path)


def test_writes_are_durable_and_deleted_text_is_overwritten(base: KnowledgeBase) -> None:
    with base.catalog.engine.connect() as connection:
        values = {
            name: connection.execute(sa.text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}


def test_what_is_written_comes_back(
    base: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]
) -> None:
    speaker = Speaker(role="Burgemeester van Pout", municipality="Pout")
    passage = make_passage(
        "Vijftien driewielers halen afval op.",
        kind=PracticeKind.TESTIMONY,
        speaker=speaker,
        countries=("SN", "BJ"),
        partnerships=("deinze-lievegem-kemopodi",),
        pages=(3, 4),
        context="Verslag · 2024",
    )
    [passage_id] = fill([passage])
    stored = base.catalog.passage(passage_id)
    assert stored is not None
    expected = replace(passage, id=passage_id, document_id=stored.document.id, countries=("BJ", "SN"))
    assert stored.passage == expected
    assert base.catalog.passages_of(stored.document.id) == [stored]
    assert base.catalog.document("unknown") is None
    assert base.catalog.passage("unknown") is None


def test_a_failed_transaction_leaves_nothing(
    base: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]
) -> None:
    fill([make_passage("one")])
    before = base.catalog.revision(), base.catalog.counts()
    with pytest.raises(RuntimeError), base.catalog.transaction() as connection:  # noqa: PT012 - the point is what is inside
        base.catalog.remove_passages(connection, [1])
        raise RuntimeError
    assert (base.catalog.revision(), base.catalog.counts()) == before


def test_numbers_are_never_given_twice(
    base: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]
) -> None:
    [first] = fill([make_passage("one")])
    stored = base.catalog.passage(first)
    fill([make_passage("two")])  # the same document: "one" is gone
    with base.catalog.transaction() as connection:
        base.catalog.remove_document(connection, stored.document.id if stored else "")
    [third] = fill([make_passage("three")])
    again = base.catalog.passage(third)
    assert again is not None
    assert again.number == 3


def test_removing_a_document_removes_all_that_hangs_on_it(
    base: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]
) -> None:
    [passage_id] = fill([make_passage("one", countries=("BJ",))])
    stored = base.catalog.passage(passage_id)
    assert stored is not None
    with base.catalog.transaction() as connection:
        base.catalog.remove_document(connection, stored.document.id)
    assert base.catalog.counts() == {"documents": 0, "passages": 0, "vectors": 0}
    assert base.catalog.source_states() == {}
    assert base.catalog.snapshot().labelled["country"] == {}
    assert base.catalog.problems() == []


def test_vectors_come_back_in_order_and_only_the_newer(
    base: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]
) -> None:
    fill([make_passage(text) for text in ("water", "waste", "food")])
    numbers, matrix = base.catalog.vectors_after(1, base.embedder.stamp)
    assert numbers.tolist() == [2, 3]
    expected = np.array([base.embedder.embed_query(text) for text in ("waste", "food")])
    assert np.allclose(matrix, expected)
    nothing, empty = base.catalog.vectors_after(3, base.embedder.stamp)
    assert (len(nothing), empty.shape) == (0, (0, 0))


def test_many_passages_are_fetched_in_parts(
    base: KnowledgeBase, make_passage: Callable[..., Passage], fill: Callable[..., list[str]]
) -> None:
    fill([make_passage("one")])
    assert list(base.catalog.passages_by_number(range(1, 40_000))) == [1]
