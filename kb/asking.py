"""What can be asked: filters as readers type them, and the limits of a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kb.errors import UsageError
from kb.filters import FACETS, check_filters
from kb.theme_names import themes_named
from kb.themes import MARKERS, SDGS, thesaurus
from kb.types import LANGUAGES, DocumentKind, Filters, PracticeKind, Query, Voice

MAX_QUESTION_CHARACTERS = 2000
MAX_HITS = 1000
CHOICES = {
    "kind": tuple(PracticeKind),
    "sdg": SDGS,
    "marker": MARKERS,
    "voice": tuple(Voice),
    "language": LANGUAGES,
    "document_kind": tuple(DocumentKind),
}


def asked_filters(given: Mapping[str, Iterable[object] | None]) -> Filters:
    """Returns filters by what was typed for each facet; facets with nothing typed may be missing or None.

    Codes of countries may be in small letters, themes may be given by a label. The other values are checked when
    the question is asked.

    Raises:
        UsageError: a theme is unknown.
    """
    values = {facet: tuple(str(value) for value in given.get(facet) or ()) for facet in FACETS}
    values["country"] = tuple(code.upper() for code in values["country"])
    values["theme"] = themes_named(values["theme"], thesaurus())
    return Filters(**values)


def check_query(query: Query) -> None:
    """Rejects a question that cannot be answered.

    Raises:
        UsageError: with the reason.
    """
    if not query.text.strip():
        raise UsageError("question_empty")
    check_length(query.text)
    check_page(query.limit, query.offset)
    check_values(query.filters)


def check_page(limit: int, offset: int) -> None:
    """Rejects a page that lies beyond what is shown.

    Raises:
        UsageError: it does.
    """
    if limit < 1 or offset < 0 or offset + limit > MAX_HITS:
        raise UsageError("page_beyond", most=MAX_HITS)


def check_values(filters: Filters) -> None:
    """Rejects values that no passage could ever have.

    Raises:
        UsageError: with the reason.
    """
    check_filters(filters, CHOICES)
    for year in filters.year:
        if not (year.isascii() and year.isdigit()):
            raise UsageError("year_invalid", value=year)


def check_length(text: str) -> None:
    """Rejects a question, or the beginning of one, that is too long.

    Raises:
        UsageError: it is.
    """
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise UsageError("question_long", length=len(text), most=MAX_QUESTION_CHARACTERS)
