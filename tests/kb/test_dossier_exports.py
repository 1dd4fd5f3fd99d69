"""Dossiers as Markdown and as tables: all that was collected is in them, as text, with where it stands."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from kb.dossier_entries import entries_of
from kb.dossier_exports import Export, ExportFormat, exported
from kb.dossiers import ItemKind, ShownDossier
from kb.messages import message
from kb.plain import lines_of, one_line
from kb.practices import PracticeState
from kb.references import told
from kb.spreadsheets import restored_cell
from kb.types import LANGUAGES, Speaker
from tests.kb.dossier_samples import REGISTRY, dossier, dossiers, languages, shown_passage, shown_practice, stored
from tests.kb.practice_records import record

PARTNERSHIP = REGISTRY.label("partnership", "laarne-ouinhi", "en")
SAMPLE = dossier(
    shown_passage(
        stored("L'eau est là.\nToute l'année.", speaker=Speaker(name="An", role="maire", country="BJ")),
        note="so deep\nand clear",
    ),
    shown_passage(stored("Tri *sélectif*", title="Plan", headings=(), page=7, page_labels=("v",)), is_changed=True),
    shown_practice(record(state=PracticeState.WITHDRAWN, withdrawn_reason="too dear"), note="see"),
)


def export(held: ShownDossier, form: ExportFormat, language: str = "en") -> Export:
    return exported(held, form, REGISTRY, language)


def text(held: ShownDossier, language: str = "en") -> str:
    return export(held, ExportFormat.MARKDOWN, language).content.decode()


def rows(held: ShownDossier, language: str = "en") -> list[list[str]]:
    content = export(held, ExportFormat.TABLE, language).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


def test_markdown_is_as_people_read_it() -> None:
    assert text(SAMPLE) == (
        "# Water\n\n"
        "## Results\n\n"
        "> L'eau est là.\n>\n> Toute l'année.[^1]\n\n"
        "— An, maire, Benin\n\n"
        "**Note:** so deep\n\nand clear\n\n"
        "## Plan\n\n"
        "> Tri \\*sélectif\\*[^2]\n\n"
        "*The document has changed since this was collected; this is what it says now.*\n\n"
        "## Waste by tricycle\n\n"
        "### What was done\n\n"
        "Tricycles collect waste.[^3]\n\n"
        "*State of this record: withdrawn (too dear)*\n\n"
        "**Note:** see\n\n"
        f"[^1]: Report, Results, p. 3, 2023. {PARTNERSHIP}. File: files/r.pdf\n\n"
        f"[^2]: Plan, p. v (page 7 of the file), 2023. {PARTNERSHIP}. File: files/r.pdf\n\n"
        "[^3]: Report, p. 3. File: files/report\n"
    )


def test_a_table_is_a_row_an_item() -> None:
    head, *found = rows(SAMPLE)
    assert head[:4] == ["no.", "kind", "heading", "text"]
    assert found[0] == [
        "1", "passage", "Results", "L'eau est là.\nToute l'année.", "fr", "An, maire, Benin", "so deep\nand clear", "",
        "Report", "Results", "3", "2023", PARTNERSHIP, "files/r.pdf",
        f"Report, Results, p. 3, 2023. {PARTNERSHIP}. File: files/r.pdf",
    ]  # fmt: skip
    assert found[1][10] == "v"
    assert found[2][:8] == [
        "3", "practice record", "Waste by tricycle", "What was done:\nTricycles collect waste.", "en", "", "see",
        "State of this record: withdrawn (too dear)",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_around_it_are_in_the_readers_language(language: str) -> None:
    assert rows(SAMPLE, language)[0] == message("dossier_columns", language).split("; ")
    written = text(SAMPLE, language)
    for key in ("dossier_note_label", "dossier_changed", "practice_what_was_done"):
        assert message(key, language) in written


def test_files_are_named_after_the_dossier() -> None:
    names = [
        export(dossier(title=title), ExportFormat.WORD).name for title in ("Água & bron", "水", "x" * 99, "../a\r\nb")
    ]
    assert names == ["agua-bron.docx", "dossier.docx", f"{'x' * 60}.docx", "a-b.docx"]
    assert {export(SAMPLE, form).media_type.split(";")[0] for form in ExportFormat} == {
        "text/markdown", "text/csv", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }  # fmt: skip


@settings(deadline=None)
@given(dossiers, languages)
def test_a_table_holds_all_and_no_formula(held: ShownDossier, language: str) -> None:
    entries = entries_of(held, REGISTRY, language)
    head, *found = rows(held, language)
    assert len(found) == len(held.items)
    assert all(len(row) == len(head) for row in found)
    assert not [cell for row in found for cell in row if re.match(r"[=+\-@\t\r]", cell)]
    for row, entry, item in zip(found, entries, held.items, strict=True):
        assert restored_cell(row[2]) == entry.heading
        assert restored_cell(row[6]).split("\n") == (list(lines_of(item.note)) or [""])
        said = [line for text in entry.texts for line in text.lines]
        assert [line for line in restored_cell(row[3]).split("\n") if line in said] or not said
        assert restored_cell(row[14]).split("\n") == [told(one, language) for one in entry.references]


@settings(deadline=None)
@given(dossiers, languages)
def test_nothing_that_a_document_says_becomes_markup(held: ShownDossier, language: str) -> None:
    entries = entries_of(held, REGISTRY, language)
    tokens = (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin).parse(text(held, language))
    )
    kinds = {token.type for token in every(tokens)}
    assert kinds <= {
        "heading_open", "heading_close", "inline", "text", "text_special", "paragraph_open", "paragraph_close",
        "blockquote_open", "blockquote_close", "footnote_ref", "footnote_anchor", "footnote_block_open",
        "footnote_block_close", "footnote_open", "footnote_close", "em_open", "em_close", "strong_open", "strong_close",
    }, kinds  # fmt: skip
    read = [plain(token) for token in tokens if token.type == "inline"]
    said = [line for entry in entries for text_ in entry.texts for line in text_.lines]
    notes = [told(one, language) for entry in entries for text_ in entry.texts for one in text_.references]
    assert sorted(filter(None, [*said, *notes])) == sorted(
        line for line in subtracted(read, around(held, language)) if line
    )  # fmt: skip


def around(held: ShownDossier, language: str) -> list[str]:
    """Returns the lines of Markdown that are neither what is collected nor references."""
    label = message("dossier_note_label", language)
    found = [one_line(held.title)]
    for entry in entries_of(held, REGISTRY, language):
        found += [entry.heading, *(section.label for section in entry.sections), entry.remark]
        found += [f"— {entry.speaker}"] if entry.speaker else []
        found += [f"{label} {line}" if not place else line for place, line in enumerate(entry.note)]
    return [line for line in found if line]


def subtracted(lines: list[str], less: list[str]) -> list[str]:
    left = list(lines)
    for line in less:
        left.remove(line)
    return left


def plain(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type.startswith("text"))


def every(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from every(token.children or [])


def test_the_kinds_of_items_are_told_apart() -> None:
    kinds = [entry.kind for entry in entries_of(SAMPLE, REGISTRY, "en")]
    assert kinds == [ItemKind.PASSAGE, ItemKind.PASSAGE, ItemKind.PRACTICE]
