from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.outcomes import Status
from ingest.pipeline import ingest
from kb import kinship
from kb.access import LOCAL, Reader, Scope
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.config import load_config
from kb.errors import UnknownError, UsageError
from kb.schema import documents
from kb.text import digest
from kb.types import Document, DocumentKind, Query
from kb.visibilities import kept_visibility, set_visibility
from tests.conftest import WordEmbedder

ANYBODY = Reader(scopes=frozenset({Scope.READ}))
MAIL = """From: an@example.org
Subject: Minutes of Ouinhi
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

"""
PART = """--x
Content-Type: text/plain
Content-Disposition: attachment; filename="{name}"

{text}
"""
BODY = "--x\nContent-Type: text/plain\n\nThe water committee of Ouinhi meets every month.\n"


def message(*attached: tuple[str, str], body: str = BODY) -> bytes:
    return (MAIL + body + "".join(PART.format(name=name, text=text) for name, text in attached) + "--x--\n").encode()


def attachments_alone(*attached: tuple[str, str]) -> bytes:
    return message(*attached, body="").replace(b"Subject: Minutes of Ouinhi\n", b"")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "files"
    found.mkdir()
    (found / "note.txt").write_text("Waste is collected in fifteen neighbourhoods by tricycle.\n")
    (found / "minutes.eml").write_bytes(message(("a.txt", "Youth draw a map of their town together.")))
    return found


def visibilities(base: KnowledgeBase) -> dict[str, str]:
    return {document.source.removeprefix("files/"): document.visibility for document in base.catalog.documents()}


def show(base: KnowledgeBase, source: str, visibility: str) -> None:
    [document] = [one for one in base.catalog.documents() if one.source == f"files/{source}"]
    with base.catalog.transaction() as connection:
        set_visibility(connection, document.id, visibility)


def test_new_documents_are_internal_or_as_it_is_said(base: KnowledgeBase, folder: Path) -> None:
    ingest([folder / "note.txt"], base)
    ingest([folder], base, visibility="groups:b,a")
    assert visibilities(base) == dict.fromkeys(("note.txt", "minutes.eml", "minutes.eml!/a.txt"), "groups:a,b")
    assert problems_of(base) == []


def test_a_changed_file_keeps_who_may_see_it(base: KnowledgeBase, folder: Path) -> None:
    ingest([folder], base)
    show(base, "note.txt", "public")
    show(base, "minutes.eml", "groups:board")
    (folder / "note.txt").write_text("Waste is now collected in sixteen neighbourhoods.\n")
    (folder / "minutes.eml").write_bytes(message(("a.txt", "Youth draw two maps."), ("b.txt", "Pumps are new.")))
    ingest([folder], base)
    assert visibilities(base) == {
        "note.txt": "public",
        "minutes.eml": "groups:board",
        "minutes.eml!/a.txt": "groups:board",
        "minutes.eml!/b.txt": "groups:board",
    }


def test_what_is_new_in_a_message_of_attachments_goes_by_the_narrowest_beside_it(
    base: KnowledgeBase, folder: Path
) -> None:
    path, said = folder / "minutes.eml", [("a.txt", "Youth draw a map."), ("b.txt", "Pumps are new.")]
    path.write_bytes(attachments_alone(*said))
    ingest([folder], base, visibility="public")
    show(base, "minutes.eml!/b.txt", "groups:board")
    path.write_bytes(attachments_alone(*said, ("c.txt", "Trees grow.")))
    ingest([folder], base)
    assert visibilities(base) == {
        "note.txt": "public",
        "minutes.eml!/a.txt": "public",
        "minutes.eml!/b.txt": "groups:board",
        "minutes.eml!/c.txt": "groups:board",
    }


def test_unchanged_files_are_shown_as_it_is_said_without_being_read(base: KnowledgeBase, folder: Path) -> None:
    ingest([folder], base)
    report = ingest([folder / "minutes.eml"], base, visibility="public")
    assert {outcome.status for outcome in report.outcomes} == {Status.UNCHANGED}
    assert visibilities(base) == {"note.txt": "internal", "minutes.eml": "public", "minutes.eml!/a.txt": "public"}


def test_a_change_counts_at_once_and_texts_are_compared_anew(base: KnowledgeBase, folder: Path) -> None:
    ingest([folder], base)
    question = Query(text="waste tricycle")
    assert base.searcher.search(question, LOCAL).hits
    assert not base.searcher.search(question, ANYBODY).hits
    show(base, "note.txt", "public")
    assert base.searcher.search(question, ANYBODY).hits
    with base.catalog.engine.connect() as connection:
        assert not kinship.is_current(connection)
    (folder / "more.txt").write_text("Another note on pumps.\n")
    ingest([folder], base)
    with base.catalog.engine.connect() as connection:
        assert kinship.is_current(connection)


def test_no_file_is_read_for_a_visibility_that_is_none(base: KnowledgeBase, folder: Path) -> None:
    with pytest.raises(UsageError):
        ingest([folder], base, visibility="everybody")
    assert not base.is_filled()
    with base.catalog.transaction() as connection, pytest.raises(UnknownError):
        set_visibility(connection, "unknown", "public")


NAMES = st.lists(st.sampled_from(["a", "b", "a!", "a%", "a_"]), min_size=1, max_size=3)
VISIBILITIES = st.sampled_from(["public", "internal", "groups:a", "groups:b"])


@settings(max_examples=60, deadline=None)
@given(written=st.lists(st.tuples(NAMES, VISIBILITIES), max_size=6), asked=NAMES, given_=VISIBILITIES)
def test_nothing_inside_a_file_is_seen_by_more_than_all_of_it(
    tmp_path_factory: pytest.TempPathFactory, written: list[tuple[list[str], str]], asked: list[str], given_: str
) -> None:
    base = KnowledgeBase(load_config(tmp_path_factory.mktemp("home"), {}), WordEmbedder())
    with base.catalog.transaction() as connection:
        for names, visibility in written:
            base.catalog.put_document(connection, document("!/".join(names), visibility))
        held = {row.origin: row.visibility for row in connection.execute(sa.select(documents))}
        kept = kept_visibility(connection, document("!/".join(asked), given_))
        around = ["!/".join(asked[:size]) for size in range(len(asked), 0, -1)]
        nearest = next((held[origin] for origin in around if origin in held), None)
        beside = [seen for origin, seen in held.items() if origin.startswith(f"{asked[0]}!/") and len(asked) > 1]
        if nearest or not beside:
            assert kept == (nearest or given_)
        else:
            assert kept in beside
            assert not ({"public"} < {*beside} and kept == "public")
    base.close()


def document(origin: str, visibility: str) -> Document:
    return Document(
        id=digest(origin),
        origin=origin,
        source=origin,
        content_hash="",
        title=origin,
        kind=DocumentKind.OTHER,
        language="en",
        year=None,
        pages=None,
        visibility=visibility,
    )
