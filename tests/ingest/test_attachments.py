from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.attachments import States, attached_sources, file_name
from ingest.blocks import Attachment
from ingest.sources import INSIDE, Source
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.catalog import SourceState
from tests.conftest import Fill, MakePassage

MAIL = Source(path=Path("/files/mail.eml"), label="files/mail.eml")

_settings = settings(max_examples=200, deadline=None, derandomize=True)


def names(*given: str) -> list[str]:
    files = attached_sources(MAIL, [Attachment(name=name, content=name.encode()) for name in given])
    return [source.name for source, _ in files]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\rapport 2023.docx", "rapport 2023.docx"),
        ("", "attachment"),
        ("..", "attachment"),
        ("a\x1b[31m\r\nb.pdf", "a [31m b.pdf"),
        ("fdp\u202e.exe", "fdp .exe"),
        ("half\ud800.pdf", "half .pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("odd!/name", "name"),
        ("odd!", "odd"),
    ],
)
def test_a_name_that_someone_chose_is_a_plain_file_name(given: str, name: str) -> None:
    assert file_name(given) == name


@_settings
@given(st.text(max_size=200))
def test_any_name_is_storable_and_leads_nowhere(given: str) -> None:
    name = file_name(given)
    assert name.encode()
    assert name.isprintable()
    assert 0 < len(name) <= 120
    assert not set(name) & {"/", "\\"}
    assert INSIDE not in name
    assert file_name(name) == name


def test_each_attachment_has_a_name_of_its_own() -> None:
    assert names("a.pdf", "a.pdf", "a (2).pdf", "a.pdf") == ["a.pdf", "a (2).pdf", "a (2) (2).pdf", "a (3).pdf"]


def test_attachments_keep_their_content_and_order() -> None:
    files = attached_sources(MAIL, [Attachment(name="b", content=b"1"), Attachment(name="a", content=b"2")])
    assert [(source.origin, content) for source, content in files] == [
        ("/files/mail.eml!/b", b"1"),
        ("/files/mail.eml!/a", b"2"),
    ]


@pytest.fixture
def noted(base: KnowledgeBase) -> list[str]:
    """Notes files that were not read: a mail with its attachments, and files whose names are like it."""
    origins = ["/files/mail.eml", "/files/mail.eml!/a.eml", "/files/mail.eml!/a.eml!/b.pdf", "/files/mail.eml!/a.emlx"]
    origins += ["/files/mail.eml2", "/files/mail.eml0!/a.pdf", "/files/mail"]
    with base.catalog.transaction() as connection:
        for origin in origins:
            state = SourceState(origin=origin, source=origin, content_hash="", reader="1", status="failed")
            base.catalog.record_source(connection, state)
    return origins


@pytest.mark.usefixtures("noted")
def test_the_files_inside_a_file_are_found_by_its_name(base: KnowledgeBase) -> None:
    states = States(base.catalog)
    found = [state.origin for state in states.inside(MAIL)]
    assert found == ["/files/mail.eml!/a.eml", "/files/mail.eml!/a.eml!/b.pdf", "/files/mail.eml!/a.emlx"]
    assert [state.origin for state in states.inside(MAIL.attached("a.eml"))] == ["/files/mail.eml!/a.eml!/b.pdf"]
    held = states.of(MAIL)
    assert held is not None
    assert held.origin == "/files/mail.eml"


def test_what_is_gone_is_dropped_with_what_is_inside_it(base: KnowledgeBase, noted: list[str]) -> None:
    assert not States(base.catalog).drop_gone(MAIL, {"a.eml", "a.emlx"})
    assert States(base.catalog).drop_gone(MAIL, {"a.emlx"})
    gone = {"/files/mail.eml!/a.eml", "/files/mail.eml!/a.eml!/b.pdf"}
    assert set(base.catalog.source_states()) == set(noted) - gone


def test_a_dropped_document_leaves_nothing(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> None:
    fill([make_passage("water pump")], name="mail.eml!/a.pdf")
    fill([make_passage("waste truck")], name="mail.eml")
    assert States(base.catalog).drop_gone(MAIL, set())
    assert [document.origin for document in base.catalog.documents()] == ["/files/mail.eml"]
    assert problems_of(base) == []
