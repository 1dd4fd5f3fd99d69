"""Citing a passage: what is told of where it stands, as text in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.messages import Saying, message
from kb.plain import one_line
from kb.practices import Citation
from kb.registry import Registry
from kb.rows import StoredPassage
from kb.types import Speaker

_BELOW = " › "


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Where a passage stands.

    Attributes:
        passage_id: names the reference; empty where the passage is not known.
        title: the document's.
        headings: the path to the passage.
        pages: physical page numbers from 1, ascending; none where the format has no pages.
        labels: what is printed on these pages, one each; none where it is not known.
        year: the document's, else the passage's.
        partnerships: their names.
        source: the file, as readers see it.
        language: of the passage; empty where it is not known.
    """

    passage_id: str
    title: str
    headings: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    year: int | None = None
    partnerships: tuple[str, ...] = ()
    source: str = ""
    language: str = ""

    @property
    def section(self) -> str:
        """The path of headings, on one line."""
        return _BELOW.join(filter(None, map(one_line, self.headings)))

    @property
    def page_range(self) -> str:
        """The first and the last physical page with a dash between, or the only one; empty if there are none."""
        return _range([str(page) for page in self.pages])

    @property
    def label_range(self) -> str:
        """The same by what is printed on the pages; empty where that is not known."""
        return _range([one_line(label) for label in self.labels])

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last page, as printed if that is known; empty if there are none."""
        held = [one_line(label) for label in self.labels] if self.label_range else [str(page) for page in self.pages]
        return (held[0], held[-1]) if held else ("", "")

    @property
    def is_printed_otherwise(self) -> bool:
        """Whether other numbers are printed on the pages than the file counts."""
        return bool(self.label_range) and self.label_range != self.page_range


def reference_of(stored: StoredPassage, *following: StoredPassage, registry: Registry) -> Reference:
    """Returns where a passage stands, or several that follow each other in one document."""
    passage, document = stored.passage, stored.document
    labels = {page: label for one in (stored, *following) for page, label in _labelled(one)}
    pages = sorted({page for one in (stored, *following) for page in one.passage.pages})
    return Reference(
        passage_id=passage.id,
        title=one_line(document.title) or one_line(document.source),
        headings=_below_title(passage.headings, document.title),
        pages=tuple(pages),
        labels=tuple(labels[page] for page in pages if page in labels),
        year=document.year if document.year is not None else passage.year,
        partnerships=tuple(registry.label("partnership", one, document.language) for one in passage.partnerships),
        source=one_line(document.source),
        language=passage.language,
    )


def _below_title(headings: tuple[str, ...], title: str) -> tuple[str, ...]:
    """Returns headings without a first one that is the title of the document again."""
    return headings[1:] if headings and one_line(headings[0]) == one_line(title) else headings


def reference_of_citation(citation: Citation) -> Reference:
    """Returns where something stood when it was cited."""
    return Reference(
        passage_id="",
        title=one_line(citation.title) or one_line(citation.source),
        pages=(citation.page,) if citation.page is not None else (),
        source=one_line(citation.source),
    )


def told(reference: Reference, language: str) -> str:
    """Returns a reference as a line: title, headings, page, year, partnerships, file."""
    year = str(reference.year) if reference.year is not None else ""
    parts = (one_line(reference.title), reference.section, pages_told(reference, language), year)
    named = "; ".join(filter(None, map(one_line, reference.partnerships)))
    return ". ".join(filter(None, (", ".join(filter(None, parts)), named, file_told(reference, language))))


def file_told(reference: Reference, language: str) -> str:
    """Returns in words which file it is; empty if that is not known."""
    source = one_line(reference.source)
    return message("reference_file", language, file=source) if source else ""


def pages_told(reference: Reference, language: str) -> str:
    """Returns the pages in words: as printed, with the file's own number where it differs; empty if there are none."""
    if not reference.pages:
        return ""
    if not reference.is_printed_otherwise:
        return _pages(reference.page_range, len(reference.pages)).told(language)
    printed = _pages(reference.label_range, len(reference.labels))
    return message("reference_printed", language, printed=printed, page=reference.page_range)


def cited(quote: str, reference: Reference, language: str) -> str:
    """Returns a quote with its reference behind it, on one line."""
    return message("reference_quoted", language, quote=one_line(quote), reference=told(reference, language))


def speaker_told(speaker: Speaker, registry: Registry, language: str) -> str:
    """Returns who speaks as one line: name, role and where from, with the country in the reader's language."""
    country = registry.label("country", speaker.country, language) if speaker.country else ""
    place = speaker.municipality or speaker.organisation or speaker.partner or ""
    where = f"{place} ({country})" if place and country else place or country
    return ", ".join(part for part in (speaker.name, speaker.role, where) if part)


def _labelled(stored: StoredPassage) -> list[tuple[int, str]]:
    # Older readings noted no labels: then there is nothing to pair.
    return list(zip(stored.passage.pages, stored.passage.page_labels, strict=False))


def _range(values: Sequence[str]) -> str:
    held = [value for value in values if value]
    if not held:
        return ""
    return held[0] if held[0] == held[-1] else f"{held[0]}–{held[-1]}"


def _pages(shown: str, count: int) -> Saying:
    return Saying("page" if count == 1 else "reference_pages", page=shown)
