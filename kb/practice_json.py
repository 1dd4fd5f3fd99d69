"""Practice records as JSON, and back with everything that is wrong told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar
from unicodedata import category

from kb.errors import UsageError
from kb.messages import Saying
from kb.practices import FIELDS, Citation, Maturity, PracticeRecord, PracticeState, Reuse, Statement
from kb.types import LANGUAGES

_TEXTS = ("id", "title", "maturity_reason", "contact_role", "withdrawn_reason")
_NAMES = ("partnerships", "countries", "themes")
_YEARS = ("from_year", "to_year")
_CITATION = ("document_id", "source", "title", "page", "quote")
_STATEMENT = ("text", "evidence", "by")
_REUSE = ("by", "when", "result")
KEYS = (
    *("id", "title", "language", "state", *FIELDS, "evidence", "maturity", "maturity_reason", *_NAMES, *_YEARS),
    *("contact_role", "reuses", "withdrawn_reason"),
)
# A value is shown as far as it tells which it is.
_SHOWN = 60
_ID = re.compile(r"[0-9a-f]{16}")
# Control characters and halves of characters: tables and UTF-8 have no room for them.
_UNSTORABLE = {"Cc", "Cs"}

_One = TypeVar("_One")
_Choice = TypeVar("_Choice", Maturity, PracticeState)


def record_json(record: PracticeRecord) -> dict[str, Any]:
    """Returns a record as JSON, with every key."""
    held = asdict(record)
    return {key: _plain(held[key]) for key in KEYS}


def record_of(data: object) -> PracticeRecord:
    """Returns the record that JSON holds; keys that are missing are empty.

    Raises:
        UsageError: it is no record; the message lists all that is wrong with its form.
    """
    reading = _Reading()
    found = reading.record(data)
    if reading.faults:
        raise UsageError("practice_invalid", problems=tuple(reading.faults))
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return str(value) if isinstance(value, str) else value


class _Reading:
    """Reads one record and notes what is wrong with it."""

    def __init__(self) -> None:
        self.faults: list[Saying] = []

    def record(self, data: object) -> PracticeRecord:
        held = self._known("", data, KEYS)
        if held.get("id") and not _ID.fullmatch(str(held["id"])):
            self._fault("id", held["id"])
        values: dict[str, Any] = {key: self._text(key, held.get(key)) for key in _TEXTS}
        values |= {key: self.several(key, held.get(key), self.statement) for key in FIELDS}
        values |= {key: self._names(key, held.get(key)) for key in _NAMES}
        values |= {key: self._year(key, held.get(key)) for key in _YEARS}
        return PracticeRecord(
            **values,
            language=self._language(held.get("language")),
            evidence=self.several("evidence", held.get("evidence"), self._citation),
            maturity=self._choice("maturity", held.get("maturity"), Maturity),
            state=self._choice("state", held.get("state"), PracticeState) or PracticeState.SUGGESTED,
            reuses=self.several("reuses", held.get("reuses"), self._reuse),
        )

    def statement(self, field: str, data: object) -> Statement:
        held = self._known(field, data, _STATEMENT)
        text = self._text(f"{field}.text", held.get("text"), needed=True)
        evidence = self.several(f"{field}.evidence", held.get("evidence"), self._citation)
        return Statement(text=text, evidence=evidence, by=self._text(f"{field}.by", held.get("by")))

    def several(self, field: str, data: object, one: Callable[[str, object], _One]) -> tuple[_One, ...]:
        if data is None:
            return ()
        if not isinstance(data, list | tuple):
            self._fault(field, data)
            return ()
        return tuple(one(f"{field}[{place}]", entry) for place, entry in enumerate(data, start=1))

    def _citation(self, field: str, data: object) -> Citation:
        held = self._known(field, data, _CITATION)
        quote = held.get("quote")
        if not isinstance(quote, str) or not quote.strip():
            self._fault(f"{field}.quote", quote)
        page = held.get("page")
        if page is not None and (not isinstance(page, int) or isinstance(page, bool) or page < 1):
            self._fault(f"{field}.page", page)
        return Citation(
            document_id=self._text(f"{field}.document_id", held.get("document_id"), needed=True),
            source=self._text(f"{field}.source", held.get("source")),
            title=self._text(f"{field}.title", held.get("title")),
            page=page if isinstance(page, int) else None,
            quote=_storable(quote) if isinstance(quote, str) else "",
        )

    def _reuse(self, field: str, data: object) -> Reuse:
        held = self._known(field, data, _REUSE)
        # A year that stands alone is a number to YAML and TOML, and a date is a date.
        values = {**held, "when": str(held.get("when") or "")}
        return Reuse(**{key: self._text(f"{field}.{key}", values.get(key), needed=True) for key in _REUSE})

    def _known(self, field: str, data: object, keys: Iterable[str]) -> Mapping[str, object]:
        if not isinstance(data, Mapping):
            self._fault(field or "practice", data)
            return {}
        for key in data:
            if key not in keys:
                name = f"{field}.{key}" if field else str(key)
                self.faults.append(Saying("practice_key", field=name, known=", ".join(keys)))
        return data

    def _text(self, field: str, data: object, *, needed: bool = False) -> str:
        text = _clean(data) if isinstance(data, str) else ""
        if (data is not None and not isinstance(data, str)) or (needed and not text):
            self._fault(field, data)
        return text

    def _names(self, field: str, data: object) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.several(field, data, self._name)))

    def _name(self, field: str, data: object) -> str:
        name = self._text(field, data, needed=True)
        # Tables part names with it.
        if ";" in name:
            self._fault(field, data)
        return name

    def _year(self, field: str, data: object) -> int | None:
        if data is None or (isinstance(data, int) and not isinstance(data, bool)):
            return data
        self._fault(field, data)
        return None

    def _language(self, data: object) -> str:
        if data not in LANGUAGES:
            self.faults.append(Saying("practice_choice", field="language", value=_start(data), known=_or(LANGUAGES)))
        return str(data)

    def _choice(self, field: str, data: object, choices: type[_Choice]) -> _Choice | None:
        known = [one.value for one in choices]
        if data in known:
            return choices(data)
        if data not in (None, ""):
            self.faults.append(Saying("practice_choice", field=field, value=_start(data), known=_or(known)))
        return None

    def _fault(self, field: str, data: object) -> None:
        self.faults.append(Saying("practice_form", field=field, value=_start(data)))


def _clean(text: str) -> str:
    """Returns a text without blank lines (they part statements in tables) and what no file can hold."""
    lines = (line.rstrip() for line in _storable(text).split("\n"))
    return "\n".join(line for line in lines if line).strip()


def _storable(text: str) -> str:
    written = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in written if letter in "\n\t" or category(letter) not in _UNSTORABLE)


def _start(data: object) -> str:
    text = "" if data is None else str(data)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _or(known: Iterable[str]) -> str:
    return ", ".join(known)
