"""Dossiers as Word files, read back: as XML, with python-docx, and by LibreOffice, which makes a PDF of one."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import pypdfium2
import pytest
from hypothesis import given, settings

from kb.dossier_entries import entries_of
from kb.dossier_exports import ExportFormat, exported
from kb.dossiers import ShownDossier
from kb.messages import message
from kb.plain import one_line
from kb.references import told
from kb.types import Speaker
from kb.word_files import Style
from tests.kb.dossier_samples import REGISTRY, dossier, dossiers, languages, shown_passage, shown_practice, stored
from tests.kb.practice_records import record

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SAMPLE = dossier(
    shown_passage(
        stored("L'eau est là.\nToute l'année.", title="Rapport annuel", speaker=Speaker(name="An", role="maire")),
        note="so deep\nand clear",
    ),
    shown_passage(
        stored("Sensibiliseren loont & helpt.", title="Plan < 2030", page=7, page_labels=("v",), language="nl"),
        is_changed=True,
    ),
    shown_practice(record(), note="see"),
    title="Water & afval",
)


def word(held: ShownDossier, language: str = "en") -> bytes:
    return exported(held, ExportFormat.WORD, REGISTRY, language).content


def parts(content: bytes) -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: ET.fromstring(package.read(name)) for name in package.namelist()}  # noqa: S314 - our own


def said(element: ET.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def paragraphs(content: bytes) -> list[tuple[str, str]]:
    found = parts(content)["word/document.xml"].iter(f"{W}p")
    return [(one.find(f"{W}pPr/{W}pStyle").get(f"{W}val"), said(one)) for one in found]  # type: ignore[union-attr,misc]  # each has one


def footnotes(content: bytes) -> dict[str, str]:
    found = parts(content)["word/footnotes.xml"].iter(f"{W}footnote")
    return {one.get(f"{W}id", ""): said(one).strip() for one in found if one.get(f"{W}type") is None}


def test_a_heading_an_item_then_text_speaker_remark_and_note() -> None:
    assert paragraphs(word(SAMPLE)) == [
        ("Title", "Water & afval"),
        ("Heading1", "Results"),
        ("Quote", "L'eau est là."),
        ("Quote", "Toute l'année."),
        ("Attribution", "— An, maire"),
        ("ReaderNote", "Note: so deep"),
        ("ReaderNote", "and clear"),
        ("Heading1", "Results"),
        ("Quote", "Sensibiliseren loont & helpt."),
        ("Remark", "The document has changed since this was collected; this is what it says now."),
        ("Heading1", "Waste by tricycle"),
        ("Heading2", "What was done"),
        ("Normal", "Tricycles collect waste."),
        ("Remark", "State of this record: suggested"),
        ("ReaderNote", "Note: see"),
    ]


def test_footnotes_name_document_and_page_where_the_text_ends() -> None:
    content = word(SAMPLE, "nl")
    notes = footnotes(content)
    assert [notes[str(number)][: notes[str(number)].index(", 2023")] for number in (1, 2)] == [
        "Rapport annuel, Results, p. 3",
        "Plan < 2030, Results, p. v (pagina 7 van het bestand)",
    ]
    assert notes["3"] == "Report, p. 3. Bestand: files/report"
    body = parts(content)["word/document.xml"]
    marked = [
        (said(one), [mark.get(f"{W}id") for mark in one.iter(f"{W}footnoteReference")])
        for one in body.iter(f"{W}p")
        if one.find(f".//{W}footnoteReference") is not None
    ]
    assert marked == [
        ("Toute l'année.", ["1"]), ("Sensibiliseren loont & helpt.", ["2"]), ("Tricycles collect waste.", ["3"]),
    ]  # fmt: skip


def test_each_text_is_in_its_language_for_those_who_hear_or_check_it() -> None:
    body = parts(word(SAMPLE, "es"))["word/document.xml"]
    runs = [(said(run), run.find(f"{W}rPr/{W}lang")) for run in body.iter(f"{W}r")]
    spoken = {text: lang.get(f"{W}val") for text, lang in runs if lang is not None}
    assert spoken["Toute l'année."] == "fr-FR"
    assert spoken["Sensibiliseren loont & helpt."] == "nl-BE"
    assert spoken["Tricycles collect waste."] == "en-GB"
    assert spoken["Nota: "] == "es-ES"


def test_python_docx_reads_styles_and_properties() -> None:
    read = docx.Document(io.BytesIO(word(SAMPLE, "nl")))
    assert [one.style.name for one in read.paragraphs[:3]] == ["Title", "Heading 1", "Quote"]
    assert (read.core_properties.title, read.core_properties.language) == ("Water & afval", "nl-BE")
    assert read.core_properties.modified.isoformat()[:19] == "2026-03-02T12:00:00"
    held = {style.style_id for style in read.styles}
    assert {style.value for style in Style} | {"FootnoteText", "FootnoteReference"} <= held
    assert "PAGE" in read.sections[0].footer._element.xml


def test_every_part_is_declared_and_every_relation_leads_somewhere() -> None:
    held = parts(word(SAMPLE))
    declared = {one.get("PartName") for one in held["[Content_Types].xml"] if one.get("PartName")}
    assert declared == {f"/{name}" for name in held if not name.endswith((".rels", "_Types].xml"))}
    for name, folder in (("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")):
        assert {folder + one.get("Target", "") for one in held[name]} <= set(held)
    assert next(iter(held)) == "[Content_Types].xml"


def test_the_same_dossier_gives_the_same_bytes() -> None:
    assert word(SAMPLE) == word(SAMPLE)
    with zipfile.ZipFile(io.BytesIO(word(SAMPLE))) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.create_system for info in package.infolist()} == {0}


@settings(deadline=None, max_examples=60)
@given(dossiers, languages)
def test_no_value_breaks_a_word_file(held: ShownDossier, language: str) -> None:
    entries = entries_of(held, REGISTRY, language)
    content = word(held, language)
    found = paragraphs(content)
    texts = [text for entry in entries for text in entry.texts]
    label = message("dossier_note_label", language)
    assert found[0] == ("Title", one_line(held.title))
    assert [text for style, text in found if style == "Heading1"] == [entry.heading for entry in entries]
    assert [text for style, text in found if style == "Quote" and text] == [
        line for text in texts if text.is_quote for line in text.lines
    ]
    assert " ".join(text for style, text in found if style == "ReaderNote") == " ".join(
        f"{label} {' '.join(entry.note)}" for entry in entries if entry.note
    )
    notes = footnotes(content)
    assert list(notes.values()) == [told(one, language) for text in texts for one in text.references]
    marks = parts(content)["word/document.xml"].iter(f"{W}footnoteReference")
    assert [mark.get(f"{W}id") for mark in marks] == list(notes) == [str(n) for n in range(1, len(notes) + 1)]


def test_libreoffice_shows_the_footnotes_with_document_and_page(tmp_path: Path) -> None:
    """Needs LibreOffice (Debian: libreoffice-writer-nogui); KB_SOFFICE may name the program."""
    pages = pages_of(word(SAMPLE, "nl"), tmp_path)
    shown = " ".join(" ".join(pages).split())
    assert "Rapport annuel, Results, p. 3, 2023" in shown
    assert "Plan < 2030, Results, p. v (pagina 7 van het bestand), 2023" in shown
    assert "Report, p. 3. Bestand: files/report" in shown
    for line in ("Water & afval", "L'eau est là.", "— An, maire", "Notitie: so deep", "Wat er gedaan is"):
        assert line in shown
    # Footnotes stand below all else on their page, above its number.
    lines = [line.strip() for line in pages[0].splitlines() if line.strip()]
    assert next(n for n, line in enumerate(lines) if "Notitie: see" in line) < next(
        n for n, line in enumerate(lines) if "Rapport annuel" in line
    )
    assert lines[-1] == "1"


def pages_of(content: bytes, folder: Path) -> list[str]:
    """Returns the texts of the pages that LibreOffice makes of a Word file."""
    program = os.environ.get("KB_SOFFICE") or shutil.which("soffice")
    if not program:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer-nogui, or name it in KB_SOFFICE")
    (folder / "dossier.docx").write_bytes(content)
    own = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, own, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "dossier.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=110, cwd=folder)
    with pypdfium2.PdfDocument(folder / "dossier.pdf") as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]
