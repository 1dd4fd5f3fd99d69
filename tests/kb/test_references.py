"""References as text, RIS and BibTeX: they name title, section, page, year, partnership, file; no value breaks them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.plain import one_line
from kb.practices import Citation
from kb.reference_files import bibtex, ris
from kb.references import Reference, cited, pages_told, reference_of, reference_of_citation, speaker_told, told
from kb.registry import load_registry
from kb.rows import StoredPassage
from kb.types import LANGUAGES, Document, DocumentKind, Passage, PracticeKind, Speaker

REGISTRY = load_registry(Path("nowhere"))
AWKWARD = st.one_of(
    st.text(st.characters(codec=None), max_size=30),
    st.sampled_from((
        "a\nTY  - BOOK\nER  - ", "}\n@book{x,", "{", "}}", "\\", "\\}", "$&#%_~^", '50% <b>|"x"', "\u202egnp.exe",
        "\r\nER  - \r\n", "a\u2028b", "{0}", "{title}", "", "\x00", "–",
    )),
)  # fmt: skip
REFERENCES = st.builds(
    Reference,
    passage_id=st.one_of(st.just(""), st.from_regex(r"[0-9a-f]{16}", fullmatch=True)),
    title=AWKWARD,
    headings=st.lists(AWKWARD, max_size=3).map(tuple),
    pages=st.lists(st.integers(1, 999), max_size=3, unique=True).map(lambda pages: tuple(sorted(pages))),
    labels=st.lists(AWKWARD, max_size=3).map(tuple),
    year=st.one_of(st.none(), st.integers(1950, 2100)),
    partnerships=st.lists(AWKWARD, max_size=2).map(tuple),
    source=AWKWARD,
    language=st.sampled_from(LANGUAGES),
)
REPORT = Reference(
    passage_id="0123456789abcdef",
    title="Jaarverslag 100% {water}",
    headings=("Resultaten", "Water"),
    pages=(14, 15),
    labels=("12", "13"),
    year=2023,
    partnerships=("Laarne – Ouinhi",),
    source="files/report_1.pdf",
    language="nl",
)


def stored(**changes: object) -> StoredPassage:
    document = Document(
        id="d" * 16, origin="/files/r.pdf", source="files/r.pdf", content_hash="", title="Report",
        kind=DocumentKind.REPORT, language="nl", year=2023, pages=20,
    )  # fmt: skip
    passage = Passage(
        id="a" * 16, document_id=document.id, position=0, text="Text", context="", pages=(3,), headings=("Results",),
        kind=PracticeKind.LESSON, language="fr", year=2021, countries=("BJ",), partnerships=("laarne-ouinhi",),
        document_kind=document.kind, page_labels=("iii",),
    )  # fmt: skip
    return StoredPassage(number=1, passage=replace(passage, **changes), document=document)  # type: ignore[arg-type]  # columns


def test_a_passage_is_cited_by_all_that_leads_to_it() -> None:
    found = reference_of(stored(), registry=REGISTRY)
    assert told(found, "en") == (
        "Report, Results, p. iii (page 3 of the file), 2023. "
        f"{REGISTRY.label('partnership', 'laarne-ouinhi', 'en')}. File: files/r.pdf"
    )
    assert REGISTRY.label("partnership", "laarne-ouinhi", "en") != "laarne-ouinhi"


def test_passages_that_follow_each_other_are_one_reference() -> None:
    other = stored(id="b" * 16, pages=(3, 4), page_labels=("iii", "iv"))
    found = reference_of(stored(), other, registry=REGISTRY)
    assert (found.pages, found.labels, found.passage_id) == ((3, 4), ("iii", "iv"), "a" * 16)
    assert pages_told(found, "fr") == "pp. iii–iv (page 3–4 du fichier)"


@pytest.mark.parametrize(
    ("pages", "labels", "expected"),
    [
        ((), (), ""),
        ((5,), (), "pág. 5"),
        ((5,), ("5",), "pág. 5"),
        ((5, 6), ("5", "6"), "págs. 5–6"),
        ((5, 6), ("3", "4"), "págs. 3–4 (página 5–6 del archivo)"),
    ],
)
def test_pages_are_told_as_they_are_printed(pages: tuple[int, ...], labels: tuple[str, ...], expected: str) -> None:
    assert pages_told(replace(REPORT, pages=pages, labels=labels), "es") == expected


def test_a_citation_is_told_by_what_it_noted() -> None:
    citation = Citation(document_id="d", source="files/r.pdf", title="", page=None, quote="q")
    assert told(reference_of_citation(citation), "en") == "files/r.pdf. File: files/r.pdf"
    assert told(reference_of_citation(replace(citation, title="R", page=2)), "nl") == "R, p. 2. Bestand: files/r.pdf"


def test_a_quote_stands_with_its_reference_on_one_line() -> None:
    assert cited("Water\nis {life}", REPORT, "nl") == (
        "“Water is {life}” (Jaarverslag 100% {water}, Resultaten › Water, pp. 12–13 (pagina 14–15 van het bestand), "
        "2023. Laarne – Ouinhi. Bestand: files/report_1.pdf)"
    )


def test_a_speaker_is_told_with_the_place() -> None:
    held = Speaker(name="An", role="mayor", municipality="Ouinhi", country="BJ")
    assert speaker_told(held, REGISTRY, "nl") == "An, mayor, Ouinhi (Benin)"
    assert speaker_told(Speaker(country="BJ"), REGISTRY, "fr") == "Bénin"


def test_ris_is_as_programs_read_it() -> None:
    assert ris([REPORT, REPORT], "en").split("\r\n") == [
        "TY  - RPRT", "ID  - 0123456789abcdef", "TI  - Jaarverslag 100% {water}", "PY  - 2023",
        "SE  - Resultaten › Water", "SP  - 12", "EP  - 13", "LA  - nl", "KW  - Laarne – Ouinhi",
        "N1  - File: files/report_1.pdf", "ER  - ", "",
    ]  # fmt: skip


def test_bibtex_is_as_programs_read_it() -> None:
    other = replace(REPORT, passage_id="")
    first, second = bibtex([REPORT, other, REPORT]).split("\n\n")
    assert first.split("\n") == [
        "@misc{praktijkbank-0123456789abcdef,",
        r"  title = {{Jaarverslag 100\% \textbraceleft{}water\textbraceright{}}},",
        "  year = {2023},",
        "  pages = {12--13},",
        "  note = {Resultaten › Water},",
        "  keywords = {Laarne – Ouinhi},",
        r"  howpublished = {files/report\_1.pdf},",
        "  language = {dutch},",
        "}",
    ]  # fmt: skip
    assert second.startswith("@misc{praktijkbank-")
    assert second.split(",")[0] != first.split(",")[0]


@settings(deadline=None)
@given(st.lists(REFERENCES, max_size=4), st.sampled_from(LANGUAGES))
def test_no_value_breaks_ris(references: list[Reference], language: str) -> None:
    text = ris(references, language)
    lines = text.split("\r\n")
    entries = [part for part in text.split("\r\n\r\n") if part]
    assert len(entries) == len(set(references))
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines if line)
    assert text.splitlines() == lines[:-1]
    assert [line for line in lines if line.startswith(("TY", "ER"))] == ["TY  - RPRT", "ER  - "] * len(entries)
    titles = [line[6:] for line in lines if line.startswith("TI")]
    assert titles == [title for one in dict.fromkeys(references) if (title := one_line(one.title))]


@settings(deadline=None)
@given(st.lists(REFERENCES, max_size=4))
def test_no_value_breaks_bibtex(references: list[Reference]) -> None:
    entries = read_bibtex(bibtex(references))
    assert len(entries) == len({key for key, _ in entries})
    titles = {one_line(one.title) for one in references}
    assert {fields.get("title", "") for _, fields in entries} <= titles
    if len({one.passage_id for one in references}) == len(references):
        assert [fields.get("title", "") for _, fields in entries] == [one_line(one.title) for one in references]


@settings(deadline=None)
@given(REFERENCES, st.text(st.characters(codec=None)), st.sampled_from(LANGUAGES))
def test_no_value_breaks_a_line(reference: Reference, quote: str, language: str) -> None:
    line = cited(quote, reference, language)
    assert len(line.splitlines()) <= 1
    assert not set(line) & set("\x00\u202e\u200f\u2028\ud800")
    assert one_line(quote) in line
    assert one_line(reference.title) in line


def read_bibtex(text: str) -> list[tuple[str, dict[str, str]]]:
    """Reads entries as BibTeX does: braces are counted, whatever stands before them."""
    found, place = [], 0
    while (start := text.find("@", place)) >= 0:
        assert not text[place:start].strip()
        assert text.startswith("@misc{", start)
        end = closing(text, start + len("@misc"))
        key, _, body = text[start + len("@misc{") : end].partition(",")
        assert re.fullmatch(r"[A-Za-z0-9-]+", key)
        found.append((key, dict(fields_of(body))))
        place = end + 1
    assert not text[place:].strip()
    return found


def fields_of(body: str) -> list[tuple[str, str]]:
    found, place = [], 0
    while match := re.compile(r"\s*([a-z]+) = \{").match(body, place):
        end = closing(body, match.end() - 1)
        assert body[end + 1] == ","
        found.append((match[1], unescaped(body[match.end() : end])))
        place = end + 2
    assert not body[place:].strip()
    return found


def closing(text: str, start: int) -> int:
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise AssertionError(text)


NAMED = {
    "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~", "textasciicircum": "^",
    "textless": "<", "textgreater": ">", "textbar": "|",
}  # fmt: skip


def unescaped(value: str) -> str:
    inner = value[1:-1] if value.startswith("{") and value.endswith("}") else value
    plain = re.compile(r"\\(?:([a-z]+)\{(\d*)\}|([$&#%_]))")
    rest = plain.sub("", inner)
    assert not set(rest) & set('\\{}$&#%_~^<>|"')
    return plain.sub(lambda m: m[3] or NAMED.get(m[1]) or chr(int(m[2])), inner)
