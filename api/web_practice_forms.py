"""Practice records as the forms of pages hold them: a box for each statement, with what it rests on beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.datastructures import FormData

from api.web_pages import texts_of
from kb.practice_json import record_json
from kb.practices import FIELDS, Citation, PracticeRecord
from kb.text import digest

_TEXTS = ("title", "language", "maturity_reason", "contact_role")
# What is chosen from a list; more of them come from a second field, for which nothing need be unfolded.
CHOSEN = ("partnerships", "countries", "themes")
_YEARS = ("from_year", "to_year")
_YEAR_DIGITS = 4
ADDED = "_added"
# What a statement rests on: the keys of what the record cites, separated by spaces; none for own words.
RESTS_ON = "_rests_on"


def content_of(form: FormData, record: PracticeRecord, who: str) -> dict[str, Any]:
    """Returns the content of a record as its form holds it; a statement whose box was emptied is gone.

    Args:
        form: what was sent.
        record: as it was when the form was made.
        who: signs the statements that rest on nothing; those that stay as they were keep their signature.
    """
    before = record_json(record)
    cited = {key_of(held): held for one in record.citations() if (held := _plain(one))}
    return {
        **before,
        **{key: _text(form, key) for key in _TEXTS},
        **{key: _year(_text(form, key)) for key in _YEARS},
        **{key: _several(form, key) for key in CHOSEN},
        "maturity": _text(form, "maturity") or None,
        **{field: list(_statements(form, field, cited, before[field], who)) for field in FIELDS},
    }


def _statements(
    form: FormData, field: str, cited: Mapping[str, dict[str, Any]], before: list[dict[str, Any]], who: str
) -> Iterator[dict[str, Any]]:
    signed = {one["text"]: one["by"] for one in before if one["by"]}
    for text, rests_on in zip(texts_of(form, field), texts_of(form, field + RESTS_ON), strict=False):
        if not text.strip():
            continue
        evidence = [cited[key] for key in rests_on.split() if key in cited]
        own = signed.get(text.strip(), "" if evidence else who)
        yield {"text": text.strip(), "evidence": evidence, "by": own}


def key_of(citation: Mapping[str, Any]) -> str:
    """Returns what tells a citation of a record from the others, however the record changes meanwhile."""
    return digest(f"{citation['document_id']} {citation['quote']}")


def _plain(citation: Citation) -> dict[str, Any]:
    return {name: getattr(citation, name) for name in ("document_id", "source", "title", "page", "quote")}


def _several(form: FormData, key: str) -> list[str]:
    return list(dict.fromkeys(one for one in (*texts_of(form, key), *texts_of(form, key + ADDED)) if one))


def _text(form: FormData, key: str) -> str:
    return next(iter(texts_of(form, key)), "").strip()


def _year(text: str) -> int | str | None:
    """Returns a year; what is none stays as it was typed, so that the record's own check tells what is wrong."""
    return (int(text) if text.isdecimal() and len(text) <= _YEAR_DIGITS else text) or None
