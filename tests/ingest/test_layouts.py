"""The test pages are what they say: their truth is drawn on them, and every run draws the same."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pypdf
import pypdfium2
import pytest

from ingest.blocks import BlockKind
from tests.ingest.layouts import CASES
from tests.ingest.layouts.column import BODY_STYLE, wrap
from tests.ingest.layouts.sheet import Case, Run
from tests.ingest.layouts.stream import letters_apart, words_backwards


def letters(texts: Iterable[str]) -> Counter[str]:
    return Counter(char for text in texts for char in text if char.isalnum())


def drawn(case: Case) -> Counter[str]:
    """The letters on the pages as PDFium finds them, in whatever order, with those of fields."""
    document = pypdfium2.PdfDocument(case.content)
    pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    fields = pypdf.PdfReader(io.BytesIO(case.content)).get_form_text_fields()
    return letters([*pages, *(str(value) for value in fields.values())])


@pytest.mark.parametrize("name", CASES)
def test_every_truth_is_on_its_pages(name: str) -> None:
    case = CASES[name]()

    for truth in case.truths:
        # The heads of a table are drawn once, and read with each row.
        texts = [block.text for block in truth if block.kind is not BlockKind.TABLE_ROW]
        assert letters(texts) - drawn(case) == Counter()


@pytest.mark.parametrize("name", CASES)
def test_truths_of_one_page_have_the_same_words(name: str) -> None:
    first, *others = CASES[name]().truths

    for other in others:
        assert sorted(block.text for block in other) == sorted(block.text for block in first)


@pytest.mark.parametrize("name", CASES)
def test_every_run_makes_the_same_file(name: str) -> None:
    assert CASES[name]().content == CASES[name]().content


def test_lines_break_where_marks_allow_and_hyphens_are_not_doubled() -> None:
    assert wrap("over~stap", 25, BODY_STYLE) == ["over-", "stap"]
    assert wrap("SDG-~partner", 25, BODY_STYLE) == ["SDG-", "partner"]
    assert wrap("een twee drie", 45, BODY_STYLE) == ["een twee", "drie"]
    assert wrap("een twee drie", 45, replace(BODY_STYLE, first=20)) == ["een", "twee drie"]


def test_words_and_letters_keep_their_places_in_any_order() -> None:
    line = Run(text="De pomp werkt", left=50, base=100)
    words, apart = words_backwards([line], []), letters_apart([line], [])

    assert [run.text for run in words] == ["werkt", "pomp", "De"]
    assert [run.text for run in apart] == list("Depompwerkt")
    assert words[0].left + words[0].width == pytest.approx(line.left + line.width)
    assert apart[-1].left + apart[-1].width == pytest.approx(line.left + line.width)


def test_pages_by_chance_are_all_different() -> None:
    made = [make().content for name, make in CASES.items() if name.startswith("by_chance")]

    assert len(set(made)) == len(made) == 24
