"""Word files that other programs refuse, and files that are made to do harm."""

from __future__ import annotations

import time

import pytest

from ingest.readers.docx import read_docx
from kb.errors import ReadError
from tests.ingest.word_files import NAMESPACES, paragraph, word_file, zipped

TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BODY = f"<w:document {NAMESPACES}><w:body>{paragraph('Tekst.')}</w:body></w:document>"


def relations(*entries: str) -> str:
    inner = "".join(f"<Relationship Id='r{place}' {entry}/>" for place, entry in enumerate(entries))
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def texts(files: dict[str, str]) -> list[str]:
    return [block.text for block in read_docx(zipped(files)).blocks]


def test_the_main_part_is_found_by_its_relation() -> None:
    files = {
        "_rels/.rels": relations(f"Type='{TYPES}/officeDocument' Target='/word/main2.xml'"),
        "word/main2.xml": BODY,
    }

    assert texts(files) == ["Tekst."]


def test_a_file_without_relations_is_read() -> None:
    assert texts({"word/document.xml": BODY}) == ["Tekst."]


@pytest.mark.parametrize("kind", ["macroEnabled.main", "template.main"])
def test_macro_documents_and_templates_are_read_and_macros_are_not(kind: str) -> None:
    override = f"<Override PartName='/word/document.xml' ContentType='application/vnd.ms-word.{kind}+xml'/>"
    files = {
        "[Content_Types].xml": f"<Types xmlns='x'>{override}</Types>",
        "word/document.xml": BODY,
        "word/vbaProject.bin": "Sub AutoOpen()",
        "word/_rels/document.xml.rels": relations(
            "Type='http://schemas.microsoft.com/vbaProject' Target='vbaProject.bin'"
        ),
    }

    assert texts(files) == ["Tekst."]


def test_strict_files_are_read() -> None:
    strict = BODY.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    kind = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"

    assert texts(
        {"_rels/.rels": relations(f"Type='{kind}' Target='word/document.xml'"), "word/document.xml": strict}
    ) == ["Tekst."]


def test_pictures_that_are_missing_or_elsewhere_are_not_asked_for() -> None:
    beside = relations(
        f"Type='{TYPES}/image' Target='NULL'",
        f"Type='{TYPES}/image' Target='http://127.0.0.1:9/x.png' TargetMode='External'",
        f"Type='{TYPES}/attachedTemplate' Target='http://127.0.0.1:9/x.dotm' TargetMode='External'",
        f"Type='{TYPES}/styles' Target='http://127.0.0.1:9/styles.xml' TargetMode='External'",
    )

    assert texts({"word/document.xml": BODY, "word/_rels/document.xml.rels": beside}) == ["Tekst."]


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "boem"><!ENTITY b "&a;&a;&a;">',
        '<!ENTITY b SYSTEM "file:///etc/hostname">',
        '<!ENTITY b SYSTEM "http://127.0.0.1:9/x">',
        '<!ENTITY % p SYSTEM "file:///etc/hostname"> %p; <!ENTITY b "x">',
    ],
    ids=["bomb", "file", "address", "parameter"],
)
@pytest.mark.parametrize("place", ["text", "attribute"])
def test_entities_are_never_resolved(entities: str, place: str) -> None:
    used = BODY.replace("Tekst.", "Tekst &b;") if place == "text" else BODY.replace("<w:t ", '<w:t w:x="&b;" ')
    content = zipped({"word/document.xml": f"<!DOCTYPE x [{entities}]>{used}"})

    with pytest.raises(ReadError) as raised:
        read_docx(content)

    assert raised.value.key in {"xml_entities", "damaged"}


@pytest.mark.parametrize("part", ["styles", "numbering", "footnotes"])
def test_entities_of_other_parts_are_refused_as_well(part: str) -> None:
    content = word_file(paragraph("Tekst."), **{part: ""})
    files = {"word/document.xml": BODY, f"word/{part}.xml": '<!DOCTYPE x [<!ENTITY b "x">]><x>&b;</x>'}
    files["word/_rels/document.xml.rels"] = relations(f"Type='{TYPES}/{part}' Target='{part}.xml'")

    assert read_docx(content).blocks
    with pytest.raises(ReadError):
        read_docx(zipped(files))


@pytest.mark.parametrize("place", ["text", "attribute"])
def test_a_bomb_of_entities_ends_soon(place: str) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    used = BODY.replace("Tekst.", "&e11;") if place == "text" else BODY.replace("<w:t ", '<w:t w:x="&e11;" ')
    content = zipped({"word/document.xml": f'<!DOCTYPE x [<!ENTITY e0 "boem">{levels}]>{used}'})
    start = time.perf_counter()

    with pytest.raises(ReadError):
        read_docx(content)

    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("tag", ["tbl", "sdt", "hyperlink"])
@pytest.mark.parametrize("depth", [60, 80, 100, 5000])
def test_elements_in_elements_end_in_text_or_in_a_reason(tag: str, depth: int) -> None:
    opened, closed = {
        "tbl": ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        "sdt": ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        "hyperlink": ("<w:hyperlink>", "</w:hyperlink>"),
    }[tag]
    inner = "<w:r><w:t>diep</w:t></w:r>" if tag == "hyperlink" else paragraph("diep")
    deep = f"{opened * depth}{inner}{closed * depth}"
    content = word_file(paragraph("Tekst.") + (f"<w:p>{deep}</w:p>" if tag == "hyperlink" else deep))
    start = time.perf_counter()

    try:
        found = [block.text for block in read_docx(content).blocks]
    except ReadError as reason:
        assert reason.key in {"too_deep", "damaged"}  # noqa: PT017
    else:
        assert found == ["Tekst.", "diep"]
    assert time.perf_counter() - start < 10
