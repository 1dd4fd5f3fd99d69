"""Changing the registry of a data folder: checked as a whole before it is written, with its comments kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AbstractTable

from kb.disk import write_text
from kb.errors import UnknownError, UsageError
from kb.locks import write_lock
from kb.registry import registry_text, rows_of, told
from kb.registry_rules import checked
from kb.text import letters
from kb.types import Partnership

Names = tuple[str, ...]
# Longer lists are easier to read with a name a line.
_LONGEST_LIST = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a partnership becomes: None leaves a field as it is, an empty list or text empties it.

    `add_aliases` and `remove_aliases` change the aliases that are there, or those given.
    """

    label: str | None = None
    type: str | None = None
    country: str | None = None
    flemish: Names | None = None
    partner: Names | None = None
    aliases: Names | None = None
    excluded: Names | None = None
    period: tuple[int, int] | None = None
    add_aliases: Names = ()
    remove_aliases: Names = ()

    def fields(self) -> dict[str, Any]:
        """Returns the fields that are given, as the file holds them."""
        given = {
            "label": self.label,
            "type": None if self.type is None else str(self.type),
            "flemish": self.flemish,
            "partner": self.partner,
            "country": self.country,
            "aliases": self.aliases,
            "excluded": self.excluded,
            "period": self.period,
        }
        return {name: list(v) if isinstance(v, tuple) else v for name, v in given.items() if v is not None}


def add(home: Path, name: str, change: Change) -> Partnership:
    """Adds a partnership; without a label it is named after its two sides.

    Raises:
        UsageError: there is one of that id, or the registry would not be right; nothing is written then.
        BusyError: another process writes in the data folder.
    """
    with write_lock(home):
        document = _document(home)
        if name in document:
            raise UsageError("partnership_there", id=name)
        row = tomlkit.table()
        document[name] = row
        _apply(row, {"label": _label(change), **change.fields()}, change)
        return _write(home, document)[name]


def edit(home: Path, name: str, change: Change) -> Partnership:
    """Changes a partnership.

    Raises:
        UnknownError: there is none of that id.
        UsageError: the registry would not be right; nothing is written then.
        BusyError: another process writes in the data folder.
    """
    with write_lock(home):
        document = _document(home)
        _apply(_row(document, name), change.fields(), change)
        return _write(home, document)[name]


def remove(home: Path, name: str) -> None:
    """Removes a partnership.

    Raises:
        UnknownError: there is none of that id.
        UsageError: the rest of the registry is not right; nothing is written then.
        BusyError: another process writes in the data folder.
    """
    with write_lock(home):
        document = _document(home)
        _row(document, name)
        del document[name]
        _write(home, document)


def _document(home: Path) -> tomlkit.TOMLDocument:
    text, path = registry_text(home)
    rows_of(text, path)  # says what is wrong with the file
    return tomlkit.parse(text)


def _row(document: tomlkit.TOMLDocument, name: str) -> AbstractTable:
    row = document.get(name)
    if not isinstance(row, AbstractTable):
        raise UnknownError("partnership_unknown", id=name, known=", ".join(document))
    return row


def _label(change: Change) -> str:
    sides = (", ".join(change.flemish or ()), ", ".join(change.partner or ()))
    return " – ".join(side for side in sides if side)


def _apply(row: AbstractTable, fields: dict[str, Any], change: Change) -> None:
    for field, value in fields.items():
        _put(row, field, value)
    if change.add_aliases or change.remove_aliases:
        removed = {letters(name) for name in change.remove_aliases}
        held = [str(name) for name in row.get("aliases", ()) if letters(str(name)) not in removed]
        _put(row, "aliases", list(dict.fromkeys([*held, *change.add_aliases])))


def _put(row: AbstractTable, field: str, value: Any) -> None:  # noqa: ANN401 - a text or a list
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(value)
        row[field] = array.multiline(len(array.as_string()) > _LONGEST_LIST)
    else:
        row[field] = value


def _write(home: Path, document: tomlkit.TOMLDocument) -> dict[str, Partnership]:
    """Writes a registry that is right and returns its partnerships by id."""
    text, path = tomlkit.dumps(document), registry_text(home)[1]
    found, faults = checked(rows_of(text, path))
    if faults:
        raise UsageError("registry_not_changed", problems=told(faults))
    write_text(path, text)
    return {one.id: one for one in found}
