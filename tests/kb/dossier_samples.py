"""Dossiers for tests of what is written of them: a plain one, and strategies for any."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from kb.dossiers import Shown, ShownDossier, ShownPassage, ShownPractice
from kb.practice_store import StoredPractice
from kb.practices import PracticeRecord
from kb.references import reference_of, reference_of_citation
from kb.registry import load_registry
from kb.rows import StoredPassage
from kb.types import LANGUAGES, Document, DocumentKind, Passage, PracticeKind, Speaker
from tests.kb.practice_records import complete_records

REGISTRY = load_registry(Path("nowhere"))
# What Markdown, spreadsheets, XML and Word stumble over.
AWKWARD = st.one_of(
    st.text(st.characters(codec=None), max_size=40),
    st.text("*_`[]()<>!#&|~^$\\{}:-+=.)1 \n\ta", max_size=30),
    st.sampled_from((
        '=HYPERLINK("x")', "+1", "-1", "@a", "'=1", "\t=1", "\r=1", "# no heading", "1. no list", "- no list", "---",
        "===", "| a | b |", "<script>alert(1)</script>", "<!-- x -->", "[a](javascript:alert(1))", "![a](b)", "[^1]: x",
        "[^1]", "    code", "```", "~~~", "$$x$$", "&amp;", "&#60;", "]]>", "\x00", "\ud800", "\ufffe", "\u202e",
        "a\n\n\nb", "> q", "\\", "*", "http://example.org/_a_", ":::", "{% raw %}", "", " ", "\u00a0",
    )),
)  # fmt: skip


def stored(text: str, *, title: str = "Report", page: int = 3, **values: object) -> StoredPassage:
    document = Document(
        id="d" * 16, origin="/files/r.pdf", source=str(values.pop("source", "files/r.pdf")), content_hash="",
        title=title, kind=DocumentKind.REPORT, language="nl", year=2023, pages=20,
    )  # fmt: skip
    held: dict[str, object] = {
        "headings": ("Results",), "language": "fr", "partnerships": ("laarne-ouinhi",), "page_labels": (str(page),),
        "speaker": None,
    }  # fmt: skip
    passage = Passage(
        id="a" * 16, document_id=document.id, position=0, text=text, context="", pages=(page,),
        kind=PracticeKind.LESSON, year=2021, countries=("BJ",), document_kind=document.kind,
        **held | values,  # type: ignore[arg-type]  # columns
    )  # fmt: skip
    return StoredPassage(number=1, passage=passage, document=document)


def shown_passage(found: StoredPassage, *, note: str = "", is_changed: bool = False) -> ShownPassage:
    return ShownPassage(
        item_id="i", note=note, passages=(found,), text=found.passage.text, is_changed=is_changed,
        reference=reference_of(found, registry=REGISTRY),
    )  # fmt: skip


def shown_practice(record: PracticeRecord, *, note: str = "") -> ShownPractice:
    return ShownPractice(
        item_id="j", note=note, practice=StoredPractice(record=record, version=1, changed_at=""),
        references={one: reference_of_citation(one) for one in record.citations()},
    )  # fmt: skip


def dossier(*items: Shown, title: str = "Water") -> ShownDossier:
    return ShownDossier(
        id="1", title=title, version=2, created_at="2026-03-01T12:00:00.000000+00:00",
        changed_at="2026-03-02T12:00:00.123456+00:00", is_shared=False, is_own=True, items=items,
    )  # fmt: skip


_SPEAKERS = st.one_of(st.none(), st.builds(Speaker, name=AWKWARD, role=AWKWARD, country=st.just("BJ")))
_PASSAGES = st.builds(
    stored, AWKWARD, title=AWKWARD, source=AWKWARD, speaker=_SPEAKERS, language=st.sampled_from((*LANGUAGES, "xx", "")),
    headings=st.lists(AWKWARD, max_size=2).map(tuple), page=st.integers(1, 900),
)  # fmt: skip
_ITEMS = st.one_of(
    st.builds(shown_passage, _PASSAGES, note=AWKWARD, is_changed=st.booleans()),
    st.builds(shown_practice, complete_records(), note=AWKWARD),
)
dossiers = st.builds(lambda items, title: dossier(*items, title=title), st.lists(_ITEMS, max_size=3), AWKWARD)
languages = st.sampled_from(LANGUAGES)
