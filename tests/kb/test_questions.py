from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.bootstrap import KnowledgeBase
from kb.errors import UsageError
from kb.questions import (
    Absence,
    Expected,
    JudgedQuestion,
    Locator,
    fold_text,
    holds,
    names,
    questions_file,
    read_questions,
)
from kb.types import Document, DocumentKind
from tests.conftest import EXAMPLES, Fill, MakePassage
from tests.kb.judged_sets import write_collection

QUOTE = "les réunions après le marché"
ROW = {"id": "q1", "language": "fr", "question": "Quand ?", "expected": [{"document": "a.pdf", "quote": QUOTE}]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "questions.jsonl"


def document(source: str, title: str = "Jaarrapport 2023") -> Document:
    return Document(
        id="d",
        origin=f"/home/{source}",
        source=source,
        content_hash="",
        title=title,
        kind=DocumentKind.REPORT,
        language="nl",
        year=None,
        pages=None,
    )


def test_questions_are_read_with_what_is_expected(file: Path) -> None:
    file.write_text("\n".join(map(json.dumps, [ROW, {**ROW, "id": 2, "expected": [], "note": "of our own"}])))
    assert read_questions(file) == [
        JudgedQuestion(id="q1", language="fr", text="Quand ?", expected=(Expected(document="a.pdf", quote=QUOTE),)),
        JudgedQuestion(id="2", language="fr", text="Quand ?", expected=()),
    ]


def test_the_bundled_questions_are_in_order() -> None:
    assert len(read_questions(EXAMPLES.parent / "questions.jsonl")) == 24


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"id": ""}, "eval_text"),
        ({"question": None}, "eval_text"),
        ({"language": "de"}, "eval_language"),
        ({"expected": None}, "eval_expected"),
        ({"expected": {"document": "a.pdf", "quote": QUOTE}}, "eval_expected"),
        ({"expected": ["a.pdf"]}, "eval_expected"),
        ({"expected": [{"document": "a.pdf"}]}, "eval_expected"),
        ({"expected": [{"document": "a.pdf", "quote": "only four words here"}]}, "eval_quote"),
        ({"expected": [{"document": " / ", "quote": QUOTE}]}, "eval_quote"),
    ],
)
def test_what_is_wrong_with_a_line_is_told(file: Path, changes: dict[str, object], key: str) -> None:
    file.write_text(json.dumps({**ROW, "id": "q0"}) + "\n" + json.dumps({**ROW, **changes}))
    with pytest.raises(UsageError) as error:
        read_questions(file)
    assert (error.value.key, error.value.values["line"]) == (key, 2)


def test_a_question_without_a_field_of_expected_is_not_taken_for_unanswerable(file: Path) -> None:
    file.write_text(json.dumps({name: value for name, value in ROW.items() if name != "expected"}))
    with pytest.raises(UsageError) as error:
        read_questions(file)
    assert error.value.key == "eval_expected"


@pytest.mark.parametrize(("rows", "key"), [([], "eval_empty"), ([ROW, ROW], "eval_double")])
def test_no_questions_and_doubled_ones_are_told(file: Path, rows: list[object], key: str) -> None:
    file.write_text("\n".join(map(json.dumps, rows)))
    with pytest.raises(UsageError) as error:
        read_questions(file)
    assert error.value.key == key


def test_a_path_means_a_file_of_questions_a_folder_with_one_or_a_test_collection(tmp_path: Path, file: Path) -> None:
    with pytest.raises(UsageError) as error:
        questions_file(tmp_path)
    assert error.value.key == "eval_nothing"
    file.write_text("")
    other = tmp_path / "other.jsonl"
    other.write_text("")
    assert (questions_file(tmp_path), questions_file(file), questions_file(other)) == (file, file, other)
    assert questions_file(write_collection(tmp_path)) is None


@pytest.mark.parametrize(
    "written",
    [
        "jaarrapport.pdf",
        "JAARRAPPORT.PDF",
        "laarne/jaarrapport.pdf",
        "files/laarne/jaarrapport.pdf",
        "./laarne/jaarrapport.pdf",
        r"laarne\jaarrapport.pdf",
        "jaarrapport  2023",
    ],
)
def test_a_document_is_named_by_file_end_of_path_or_title(written: str) -> None:
    assert names(written, document("files/laarne/jaarrapport.pdf"))


@pytest.mark.parametrize("written", ["rapport.pdf", "aarne/jaarrapport.pdf", "jaarrapport", "Jaarrapport 202", "files"])
def test_part_of_a_name_is_no_name(written: str) -> None:
    assert not names(written, document("files/laarne/jaarrapport.pdf"))


def test_an_attachment_is_named_by_its_own_name() -> None:
    assert names("verslag.pdf", document("post/mail.eml!/verslag.pdf"))


@given(text=st.text(), start=st.integers(0, 50), end=st.integers(0, 50))
def test_what_a_text_shows_is_held_whatever_its_case_and_white_space(text: str, start: int, end: int) -> None:
    words = text.split()[min(start, end) : max(start, end)]
    assert holds(text, "\n  ".join(words))
    assert fold_text(fold_text(text)) == fold_text(text)


def test_a_quote_may_differ_in_accents_and_forms_of_letters() -> None:
    assert holds("Nous avons déplacé\nles RÉUNIONS après le marché.", QUOTE.replace("é", "e\u0301"))
    assert not holds("les réunions avant le marché", QUOTE)


def expected(document: str, quote: str) -> JudgedQuestion:
    return JudgedQuestion(id="q", language="en", text="?", expected=(Expected(document=document, quote=quote),))


def test_right_is_each_passage_of_the_document_that_holds_the_quote(
    base: KnowledgeBase, fill: Fill, make_passage: MakePassage
) -> None:
    texts = ["The fee is fifty cents a month.", "Again: the fee is fifty cents a month!", "No fee."]
    right = fill([make_passage(text) for text in texts], "a.pdf")[:2]
    fill([make_passage("Elsewhere the fee is fifty cents a month.")], "b.pdf")
    found = Locator(base.catalog).locate(expected("a.pdf", "the fee is fifty cents"))
    assert (found.right, found.missing) == (frozenset(right), ())


def test_what_is_not_there_is_told_apart(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> None:
    fill([make_passage("The fee is fifty cents a month.")], "a.pdf")
    locator = Locator(base.catalog)
    quote, document = expected("a.pdf", "the fee is sixty cents"), expected("c.pdf", "the fee is fifty cents")
    assert locator.locate(quote).missing == ((quote.expected[0], Absence.QUOTE),)
    assert locator.locate(document).missing == ((document.expected[0], Absence.DOCUMENT),)
    assert locator.locate(document).right == frozenset()
