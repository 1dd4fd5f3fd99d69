from __future__ import annotations

from kb.bootstrap import KnowledgeBase
from kb.text import digest
from kb.titles import Titles
from tests.conftest import Fill, MakePassage
from tests.documents import write_document


def test_titles_follow_the_catalogue(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> None:
    titles = Titles(base.catalog)
    assert titles.all() == ()
    fill([make_passage("One."), make_passage("Two.")], "report")
    write_document(base, "minutes", [], b"", visibility="groups:board")
    found = {one.title: (one.document_id, one.passages, one.visibility) for one in titles.all()}
    assert found == {"report": (digest("report"), 2, "internal"), "minutes": (digest("minutes"), 0, "groups:board")}


def test_titles_are_read_once_a_revision(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> None:
    fill([make_passage("One.")], "report")
    titles = Titles(base.catalog)
    assert titles.all() is titles.all()
