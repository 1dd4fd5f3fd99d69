"""What people do with practice records: draft, write, judge and reuse them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any

from kb.catalog import Catalog
from kb.citations import Traced, completed, trace, unsaid
from kb.drafting import draft
from kb.errors import UnknownError, UsageError
from kb.practice_candidates import Cited, candidates
from kb.practice_json import record_json, record_of
from kb.practice_states import Step, edited, reused, sound, stepped
from kb.practice_store import Change, Event, PracticeStore, StoredPractice
from kb.practices import Citation, PracticeRecord, PracticeState, Reuse, unlisted
from kb.registry import Registry
from kb.rows import StoredPassage
from kb.shelf import Shelf
from kb.themes import thesaurus


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which records are wanted: all that have each of these; None leaves it open."""

    state: PracticeState | None = None
    partnership: str | None = None
    country: str | None = None
    theme: str | None = None
    maturity: str | None = None

    def admits(self, record: PracticeRecord) -> bool:
        """Tells whether a record is wanted; a theme stands for what is narrower too."""
        return (
            self.state in (None, record.state)
            and self.maturity in (None, record.maturity)
            and (self.partnership is None or self.partnership in record.partnerships)
            and (self.country is None or self.country in record.countries)
            and (self.theme is None or self.theme in thesaurus().with_broader(record.themes))
        )


class PracticeDesk:
    """Works on the practice records of a knowledge base, as far as its reader sees what they rest on.

    Args:
        catalog: passages and records.
        registry: partnerships and countries that a record may name.
        store: where the records are; else the catalogue, by the clock.
        shelf: what the reader sees; else everything.
    """

    def __init__(
        self, catalog: Catalog, registry: Registry, store: PracticeStore | None = None, shelf: Shelf | None = None
    ) -> None:
        self._catalog = catalog
        self._shelf = shelf or Shelf(catalog)
        self.store = store or PracticeStore(catalog)
        self.listed = {
            "partnerships": frozenset(partnership.id for partnership in registry.partnerships),
            "countries": frozenset(country.code for country in registry.countries),
            "themes": frozenset(thesaurus().concepts),
        }

    def records(self, chosen: Chosen) -> list[StoredPractice]:
        """Returns the records that are wanted, the one that was changed last first."""
        is_open = self._shelf.evidence()
        every = self.store.all(chosen.state)
        return [stored for stored in every if chosen.admits(stored.record) and is_open(_sources(stored.record))]

    def record(self, practice_id: str) -> StoredPractice:
        """Returns a record.

        Raises:
            UnknownError: there is none of that id.
        """
        found = self.store.get(practice_id)
        if not self._shelf.evidence()(_sources(found.record)):
            raise UnknownError("practice_unknown", id=practice_id)
        return found

    def history(self, practice_id: str) -> list[Event]:
        """Returns all changes of a record, the first one first; without those that led to what the reader may not see.

        Raises:
            UnknownError: there is none of that id.
        """
        self.record(practice_id)
        is_open = self._shelf.evidence()
        return [event for event in self.store.history(practice_id) if is_open(_sources(event.record))]

    def evidence(self, record: PracticeRecord) -> dict[Citation, Traced]:
        """Returns where what a record cites stands now."""
        return trace(self._shelf, record.citations())

    def draft(self, passage_ids: Sequence[str], *, who: str) -> StoredPractice:
        """Makes a suggested record out of passages.

        Raises:
            UsageError: there is no passage of one of these ids.
        """
        return self._drafted([self._passage(one) for one in dict.fromkeys(passage_ids)], who=who)

    def suggest(self, limit: int, *, who: str) -> list[StoredPractice]:
        """Makes suggested records out of the surest lessons and good practices that no record cites yet."""
        cited = Cited(self._catalog)
        cited.note(stored.record for stored in self.store.all())
        made: list[StoredPractice] = []
        for stored in candidates(self._catalog):
            if len(made) == limit:
                break
            if stored not in cited:
                made.append(self._drafted([stored], who=who))
                cited.note([made[-1].record])
        return made

    def new(self, data: object, *, who: str, note: str = "") -> StoredPractice:
        """Adds a suggested record that a person wrote, as JSON; citations may be ids of passages.

        Raises:
            UsageError: it is not as it must be; the message lists all that is wrong.
        """
        wanted = record_of(completed(self._shelf, data))
        fresh = replace(wanted, id=_fresh_id(), state=PracticeState.SUGGESTED, reuses=(), withdrawn_reason="")
        self._check(fresh, None)
        return self.store.add(sound(fresh), action="new", who=who, note=note)

    def edit(self, practice_id: str, data: object, *, version: int, who: str, note: str = "") -> StoredPractice:
        """Gives a record another content, as JSON; its state and reuses stay.

        Raises:
            UsageError: it is not as it must be, or a record in this state is not edited.
            StaleError: the record was changed since `version`.
        """
        self.record(practice_id)
        wanted = record_of(completed(self._shelf, data))

        def change(record: PracticeRecord) -> PracticeRecord:
            self._check(wanted, record)
            return edited(record, wanted)

        return self._changed(practice_id, change, action="edit", who=who, note=note, version=version)

    def step(
        self, practice_id: str, step: Step, *, who: str, note: str = "", version: int | None = None
    ) -> StoredPractice:
        """Validates, rejects, reopens, withdraws (the note is then the reason) or restores a record.

        Raises:
            UsageError: its state does not allow it, or something is missing for it.
            StaleError: the record was changed since `version`.
        """

        def change(record: PracticeRecord) -> PracticeRecord:
            return stepped(record, step, note)

        return self._changed(practice_id, change, action=step.value, who=who, note=note, version=version)

    def reuse(
        self, practice_id: str, reuse: Reuse, *, who: str, note: str = "", version: int | None = None
    ) -> StoredPractice:
        """Notes that a validated practice was taken over.

        Raises:
            UsageError: the record is not validated, or something is missing.
            StaleError: the record was changed since `version`.
        """
        held = {"by": reuse.by, "when": reuse.when, "result": reuse.result}

        def change(record: PracticeRecord) -> PracticeRecord:
            told = record_of({**record_json(record), "reuses": [held]}).reuses[0]
            return reused(record, told)

        return self._changed(practice_id, change, action="reuse", who=who, note=note, version=version)

    def undo(self, practice_id: str, *, who: str) -> StoredPractice:
        """Takes the last change back."""
        self.record(practice_id)
        return self.store.undo(practice_id, who=who)

    def _changed(  # noqa: PLR0913 - a change, and what is noted with it
        self, practice_id: str, change: Change, *, action: str, who: str, note: str, version: int | None
    ) -> StoredPractice:
        # Before all else, so that not even a conflict tells of a record that the reader may not see.
        self.record(practice_id)
        return self.store.change(practice_id, change, action=action, who=who, note=note, version=version)

    def _drafted(self, chosen: Sequence[StoredPassage], *, who: str) -> StoredPractice:
        documents = dict.fromkeys(stored.passage.document_id for stored in chosen)
        around = [stored for document_id in documents for stored in self._catalog.passages_of(document_id)]
        made = draft(_fresh_id(), chosen, around)
        # Through JSON, so that it is as it will be read.
        return self.store.add(sound(record_of(record_json(made))), action="draft", who=who)

    def _passage(self, passage_id: str) -> StoredPassage:
        found = self._shelf.passage(passage_id)
        if found is None:
            raise UsageError("practice_no_passage", id=passage_id)
        return found

    def _check(self, record: PracticeRecord, before: PracticeRecord | None) -> None:
        """Rejects what was not there before: values that the registry does not know, quotes that nothing says."""
        held = before.citations() if before else ()
        faults = [*unlisted(record, before, self.listed), *unsaid(self._shelf, _new(record.citations(), held))]
        if faults:
            raise UsageError("practice_invalid", problems=tuple(faults))


def as_written(stored: StoredPractice) -> dict[str, Any]:
    """Returns a record as a person edits it: with the version that the edit is based on."""
    return {"version": stored.version, **record_json(stored.record)}


def _new(citations: Iterable[Citation], held: Iterable[Citation]) -> list[Citation]:
    known = {(citation.document_id, citation.quote) for citation in held}
    return [citation for citation in citations if (citation.document_id, citation.quote) not in known]


def _sources(record: PracticeRecord) -> list[str]:
    return [citation.document_id for citation in record.citations()]


def _fresh_id() -> str:
    return token_hex(8)
