"""Dossiers: what a reader collects of passages and practice records, in an order, with notes.

Nothing here reads or writes: these are the words, and what can be done with a dossier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.errors import UnknownError, UsageError
from kb.plain import lines_of, one_line
from kb.practice_store import StoredPractice
from kb.practices import Citation
from kb.references import Reference
from kb.rows import StoredPassage

# A dossier is read by people: what is longer than this is no note, and no selection any more.
LONGEST_TITLE, LONGEST_NOTE, MOST_ITEMS = 200, 5_000, 500


class ItemKind(StrEnum):
    """What an item of a dossier is."""

    PASSAGE = "passage"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierItem:
    """What was collected, as it is kept.

    Attributes:
        id: names it within all dossiers.
        kind: a passage or a practice record.
        note: the reader's own words on it.
        document_id: of a passage, its document's; by this and the quote it is found again.
        quote: of a passage, its text or the part of it that was chosen, as it was then.
        passage_id: of a passage, which one it was then: tells apart what a document says twice.
        practice_id: of a practice record.
    """

    id: str
    kind: ItemKind
    note: str = ""
    document_id: str = ""
    quote: str = ""
    passage_id: str = ""
    practice_id: str = ""

    @property
    def subject(self) -> tuple[str, str, str]:
        """What it shows: two items with the same subject are one."""
        return self.document_id, self.quote, self.practice_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A dossier as it is kept, also what its reader may not see any more.

    `owner` is the name of its reader, empty for who sits at the machine; `version` numbers its changes, from 1.
    """

    id: str
    owner: str
    title: str
    version: int
    created_at: str
    changed_at: str
    is_shared: bool = False
    items: tuple[DossierItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPassage:
    """A passage of a dossier as a reader sees it now.

    Attributes:
        item_id: which item it is.
        note: the collector's own words on it.
        passages: where it stands now: one, or several that follow each other where the document was cut anew.
        text: the quote; what the document says in its place if it says that no more.
        is_changed: the document does not say any more what was collected.
        reference: where that is, to be cited.
    """

    item_id: str
    note: str
    passages: tuple[StoredPassage, ...]
    text: str
    is_changed: bool
    reference: Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPractice:
    """A practice record of a dossier as a reader sees it now, with where all that it cites stands."""

    item_id: str
    note: str
    practice: StoredPractice
    references: Mapping[Citation, Reference]


Shown = ShownPassage | ShownPractice


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDossier:
    """A dossier as a reader sees it: what they may not see, and what is gone, is not in it, and nothing tells of it."""

    id: str
    title: str
    version: int
    created_at: str
    changed_at: str
    is_shared: bool
    is_own: bool
    items: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDossier:
    """A dossier in a list; `count` is how many items its reader sees."""

    id: str
    title: str
    version: int
    changed_at: str
    is_shared: bool
    count: int


def title_of(text: str) -> str:
    """Returns a title as it is kept.

    Raises:
        UsageError: there is none, or it is too long.
    """
    title = one_line(text)
    if not title or len(title) > LONGEST_TITLE:
        raise UsageError("dossier_title", longest=LONGEST_TITLE)
    return title


def note_of(text: str) -> str:
    """Returns a note as it is kept.

    Raises:
        UsageError: it is too long.
    """
    note = "\n".join(lines_of(text))
    if len(note) > LONGEST_NOTE:
        raise UsageError("dossier_note", longest=LONGEST_NOTE)
    return note


def renamed(dossier: Dossier, title: str) -> Dossier:
    """Returns a dossier with another title.

    Raises:
        UsageError: there is none, or it is too long.
    """
    return replace(dossier, title=title_of(title))


def extended(dossier: Dossier, new: Iterable[DossierItem]) -> Dossier:
    """Returns a dossier with items at its end; what is in it already is not added again."""
    by_subject = {item.subject: item for item in dossier.items}
    for item in new:
        by_subject.setdefault(item.subject, item)
    return replace(dossier, items=tuple(by_subject.values()))


def without(dossier: Dossier, item_id: str) -> Dossier:
    """Returns a dossier without an item.

    Raises:
        UnknownError: it has none of that id.
    """
    gone = _item(dossier, item_id)
    return replace(dossier, items=tuple(item for item in dossier.items if item is not gone))


def annotated(dossier: Dossier, item_id: str, note: str) -> Dossier:
    """Returns a dossier with another note on an item.

    Raises:
        UnknownError: it has none of that id.
        UsageError: the note is too long.
    """
    held = _item(dossier, item_id)
    changed = replace(held, note=note_of(note))
    return replace(dossier, items=tuple(changed if item is held else item for item in dossier.items))


def moved(dossier: Dossier, item_id: str, place: int, seen: Collection[str]) -> Dossier:
    """Returns a dossier with an item at another place.

    Args:
        dossier: what it is in.
        item_id: which one.
        place: where it shall stand, from 0, among the items that its reader sees; beyond the last one is the end.
        seen: the ids of these.

    Raises:
        UnknownError: it has no item of that id.
    """
    held = _item(dossier, item_id)
    rest = [item for item in dossier.items if item is not held]
    places = [at for at, item in enumerate(rest) if item.id in seen]
    index = _index(places, max(place, 0))
    return replace(dossier, items=(*rest[:index], held, *rest[index:]))


def _index(places: Sequence[int], place: int) -> int:
    """Returns where an item goes: before the one that is seen at a place, right after the last one at the end."""
    if place < len(places):
        return places[place]
    return places[-1] + 1 if places else 0


def _item(dossier: Dossier, item_id: str) -> DossierItem:
    found = next((item for item in dossier.items if item.id == item_id), None)
    if found is None:
        raise UnknownError("dossier_item_unknown")
    return found
