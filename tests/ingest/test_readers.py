"""Every bundled example, read from its file, holds what its source text in `examples/texts` says."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ingest.blocks import Block, BlockKind, Parsed
from ingest.formats import Format, sniff
from ingest.readers import read

EXAMPLES = Path(__file__).parents[2] / "examples"
MARKS = ("### ", "## ", "-- ", "- ", "| ", "> ", "= ", "! ")
FORMATS = {
    "pdf": Format.PDF,
    "pdf-columns": Format.PDF,
    "docx": Format.DOCX,
    "html": Format.HTML,
    "markdown": Format.MARKDOWN,
    "text": Format.TEXT,
}
# Formats that say what each block is; in the others it must be told from the look of the lines.
MARKED_UP = {"docx", "html", "markdown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A source text: its head, and its lines as pairs of mark and text."""

    name: str
    head: dict[str, str]
    lines: tuple[tuple[str, str], ...]

    def of(self, *marks: str) -> list[str]:
        return [text for mark, text in self.lines if mark in marks]

    @property
    def rows(self) -> list[str]:
        """The tables' rows, each cell with its header."""
        tables = [
            list(found) for is_row, found in itertools.groupby(self.lines, lambda line: line[0] == "| ") if is_row
        ]
        return [row for table in tables for row in _rows([text for _, text in table])]


def _rows(lines: list[str]) -> Iterator[str]:
    header, *body = [[cell.strip() for cell in line.strip(" |").split("|")] for line in lines]
    for row in body:
        yield "; ".join(f"{name}: {cell}" for name, cell in zip(header, row, strict=True))


def _line(line: str) -> tuple[str, str]:
    mark = next((mark for mark in MARKS if line.startswith(mark)), "")
    number = re.match(r"\d+\. ", line)
    return ("1. ", line) if number else (mark, line.removeprefix(mark))


def _example(path: Path) -> Example:
    _, head, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    lines = tuple(_line(line) for line in body.splitlines() if line)
    return Example(name=path.stem, head=tomllib.loads(head), lines=lines)


ALL = [_example(path) for path in sorted((EXAMPLES / "texts").glob("*.md"))]
BY_NAME = {example.name: example for example in ALL}


@cache
def _parsed(name: str) -> Parsed:
    path = EXAMPLES / "documents" / BY_NAME[name].head["path"]
    content = path.read_bytes()
    return read(content, sniff(content, path.name))


def _shown(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


def _texts(name: str, *kinds: BlockKind) -> list[str]:
    return [_shown(block.text) for block in _parsed(name).blocks if not kinds or block.kind in kinds]


def _names(*, having: str = "", kinds: set[str] | None = None) -> list[str]:
    chosen = [example for example in ALL if kinds is None or example.head["kind"] in kinds]
    return [example.name for example in chosen if not having or example.of(having)]


def test_there_are_fourteen_examples() -> None:
    assert len(ALL) == 14


@pytest.mark.parametrize("name", BY_NAME)
def test_the_format_is_told_by_the_content(name: str) -> None:
    example = BY_NAME[name]
    path = EXAMPLES / "documents" / example.head["path"]

    assert sniff(path.read_bytes(), path.name) is FORMATS[example.head["kind"]]


@pytest.mark.parametrize("name", BY_NAME)
def test_the_title_is_stated_or_the_first_heading(name: str) -> None:
    title, parsed = BY_NAME[name].head["title"], _parsed(name)
    heading = next(block.text for block in parsed.blocks if block.kind is BlockKind.HEADING)

    assert _shown(parsed.title or heading).casefold() == title.casefold()


@pytest.mark.parametrize("name", BY_NAME)
def test_all_words_are_read_in_order(name: str) -> None:
    read_words = iter(re.findall(r"\w+", " ".join(_texts(name))))
    tells_tables = BY_NAME[name].head["kind"] in MARKED_UP | {"pdf"}  # their rows repeat the header
    marks = {mark for mark, _ in BY_NAME[name].lines} - ({"| "} if tells_tables else set())
    words = re.findall(r"\w+", " ".join(BY_NAME[name].of(*marks)))

    assert [word for word in words if word not in read_words] == []


@pytest.mark.parametrize("name", _names(kinds=MARKED_UP | {"text"}))
def test_nothing_is_read_twice(name: str) -> None:
    texts = [text for text in _texts(name) if len(text) > 60]

    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("name", BY_NAME)
def test_every_sentence_stands_in_one_block(name: str) -> None:
    texts = _texts(name)
    sentences = [part for text in BY_NAME[name].of("", "> ", "- ") for part in re.split(r"(?<=[.!?”»]) ", text)]

    assert [part for part in sentences if not any(part in text for text in texts)] == []


@pytest.mark.parametrize("name", _names(kinds=MARKED_UP | {"text"}))
def test_paragraphs_are_whole(name: str) -> None:
    texts = _texts(name)

    assert [text for text in BY_NAME[name].of("") if text not in texts] == []


@pytest.mark.parametrize("name", _names(kinds=MARKED_UP | {"text"}))
def test_headings_are_those_of_the_text(name: str) -> None:
    headings = [
        text for text in _texts(name, BlockKind.HEADING) if text.casefold() != BY_NAME[name].head["title"].casefold()
    ]

    assert [text for text in headings if text != BY_NAME[name].head.get("subtitle")] == BY_NAME[name].of("## ", "### ")


@pytest.mark.parametrize("name", _names(kinds={"pdf", "pdf-columns"}))
def test_headings_of_a_pdf_stand_by_themselves(name: str) -> None:
    headings = _texts(name, BlockKind.HEADING)

    assert [text for text in BY_NAME[name].of("## ", "### ") if text not in headings] == []


@pytest.mark.parametrize("name", _names(having="### ", kinds={"docx"}))
def test_sections_are_a_level_below_chapters(name: str) -> None:
    levels = {block.text: block.level for block in _parsed(name).blocks if block.kind is BlockKind.HEADING}

    assert {levels[text] for text in BY_NAME[name].of("## ")} == {1}
    assert {levels[text] for text in BY_NAME[name].of("### ")} == {2}


@pytest.mark.parametrize("name", _names(having="- "))
def test_bullets_are_whole_and_in_order(name: str) -> None:
    assert _texts(name, BlockKind.BULLET) == BY_NAME[name].of("- ")


@pytest.mark.parametrize("name", _names(having="1. "))
def test_steps_are_whole_numbered_and_in_order(name: str) -> None:
    assert _texts(name, BlockKind.STEP) == BY_NAME[name].of("1. ")


@pytest.mark.parametrize("name", _names(having="| ", kinds=MARKED_UP))
def test_table_rows_carry_their_header(name: str) -> None:
    assert _texts(name, BlockKind.TABLE_ROW) == BY_NAME[name].rows


@pytest.mark.parametrize("name", _names(having="> "))
def test_quotations_are_whole(name: str) -> None:
    assert [text for text in BY_NAME[name].of("> ") if text not in _texts(name, BlockKind.QUOTE)] == []


@pytest.mark.parametrize("name", _names(having="-- "))
def test_attributions_are_recognised(name: str) -> None:
    assert _texts(name, BlockKind.ATTRIBUTION) == BY_NAME[name].of("-- ")


@pytest.mark.parametrize("name", _names(kinds={"html"}))
def test_what_surrounds_a_web_page_is_left_out(name: str) -> None:
    text = "\n".join(_texts(name))
    site = tomllib.loads((EXAMPLES / "texts" / f"{name}.md").read_text(encoding="utf-8").split("+++\n", 2)[1])["site"]
    around = [site["menu"], site["related"], site["cookies"], *site["links"], *site["footer"]]

    assert len(around) > 8
    assert [words for words in around if words in text] == []


@pytest.mark.parametrize("name", BY_NAME)
def test_only_a_pdf_has_pages(name: str) -> None:
    parsed = _parsed(name)
    pages = [block.page for block in parsed.blocks]

    if BY_NAME[name].head["kind"].startswith("pdf"):
        assert parsed.pages == 2
        assert sorted(set(pages), key=str) == [1, 2]
        assert pages == sorted(pages, key=str)
    else:
        assert parsed.pages is None
        assert set(pages) == {None}


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("laarne-ouinhi-jaarrapport-2023", "de overstroming van de Ouémé in september"),
        ("laarne-ouinhi-jaarrapport-2023", "Burgerlijke stand, planning, financiën, techniek"),
        ("kemopodi-rapport-2024", "L’éclairage de la route du marché."),
        ("guide-budget-participatif-2022", "compréhensibles sans savoir lire"),
        ("santo-tomas-informe-2023", "plantas: café, cacao, marañón y árboles de sombra"),
        ("santo-tomas-informe-2023", "1.480 niñas y niños"),
        ("santo-tomas-residuos-2021", "¿Quién paga el servicio de las familias que no pueden pagar?"),
        ("getuigenissen-2024", "Ik was zestien toen ik op de kaart"),
        ("tambacounda-maraichage-2023-2025", "Échelonner les semis entre les sites"),
        ("portoviejo-agua-2024", "Duración media de una avería rural; 2023: 17 días; 2024: 4 días"),
        ("portoviejo-drinkwater-2025", "Waterverlies in het stadsnet; Eind 2023: 46%; Eind 2024: 38%"),
        ("rwanda-umujyi-wanjye-2024", "“Umujyi wanjye” (my town) campaigns"),
    ],
)
def test_accents_and_quotes_come_through(name: str, phrase: str) -> None:
    assert phrase in "\n".join(_texts(name))


def test_front_matter_is_told_apart_from_the_text() -> None:
    parsed = _parsed("portoviejo-drinkwater-2025")

    assert parsed.date == "2025-02-14"
    assert parsed.facts["date"] == "2025-02-14"
    assert "2025-02-14" not in "\n".join(block.text for block in parsed.blocks)


@pytest.mark.parametrize("found", [Format.HTML, Format.MARKDOWN, Format.TEXT])
def test_speech_is_marked_whatever_the_format(found: Format) -> None:
    spoken = "“De stad had een labo en te weinig pompen, het platteland had pompen en geen labo.”"
    said = "Burgemeester van Pout (Senegal), partner van Deinze"
    page = f"<p>{spoken}</p><p>{said}</p>" if found is Format.HTML else f"{spoken}\n\n{said}\n"

    assert read(page.encode(), found).blocks == (
        Block(kind=BlockKind.QUOTE, text=spoken),
        Block(kind=BlockKind.ATTRIBUTION, text=said),
    )
