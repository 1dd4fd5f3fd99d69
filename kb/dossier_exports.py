"""Dossiers as files that people go on working with: Word, Markdown, a table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.dossier_entries import entries_of
from kb.dossier_markdown import markdown
from kb.dossier_table import table
from kb.dossier_word import word
from kb.dossiers import ShownDossier
from kb.registry import Registry
from kb.text import words

_LONGEST_NAME = 60


class ExportFormat(StrEnum):
    """What a dossier is written as, by the ending of the file's name."""

    WORD = "docx"
    MARKDOWN = "md"
    TABLE = "csv"


_MEDIA_TYPES = {
    ExportFormat.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ExportFormat.MARKDOWN: "text/markdown; charset=utf-8",
    ExportFormat.TABLE: "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file; its name is of small Latin letters, digits and hyphens."""

    name: str
    media_type: str
    content: bytes


def exported(dossier: ShownDossier, form: ExportFormat, registry: Registry, language: str) -> Export:
    """Returns a dossier, as its reader sees it, as a file in a language; the same dossier gives the same bytes."""
    return Export(
        name=f"{_name(dossier.title)}.{form.value}",
        media_type=_MEDIA_TYPES[form],
        content=_content(dossier, form, registry, language),
    )


def _content(dossier: ShownDossier, form: ExportFormat, registry: Registry, language: str) -> bytes:
    entries = entries_of(dossier, registry, language)
    if form is ExportFormat.WORD:
        return word(dossier.title, entries, language, dossier.changed_at)
    if form is ExportFormat.MARKDOWN:
        return markdown(dossier.title, entries, language).encode()
    # The mark at the beginning tells spreadsheets that this is UTF-8.
    return table(entries, language).encode("utf-8-sig")


def _name(title: str) -> str:
    named = "-".join(word.folded for word in words(title) if word.folded.isascii())
    return named[:_LONGEST_NAME].strip("-") or "dossier"
