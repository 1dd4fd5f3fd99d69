"""What people do with the machine's suggestions: judge them, correct them, take that back, and see what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kb.catalog import Catalog
from kb.companions import country_along
from kb.curation_history import Entry, History, decisions_on, entries, history
from kb.curation_queue import Queue, Wanted, queue
from kb.decided import said_of, same_text_elsewhere
from kb.decision_files import BroughtIn, import_file
from kb.decision_store import DecisionStore, Taken
from kb.decisions import KIND, PARTNERSHIP, THEME, Action, Decision, standing
from kb.errors import UnknownError, UsageError
from kb.registry import Registry
from kb.rows import StoredPassage, facet_values
from kb.shelf import Shelf
from kb.types import LANGUAGES, JudgedFacet
from kb.vocabulary import Vocabulary

# What a text itself tells holds wherever it stands; the others depend on its document too.
_OF_THE_TEXT = (KIND, THEME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants to decide of a facet of a passage."""

    action: Action
    facet: JudgedFacet
    accepted: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was decided, and the passages concerned as they are now."""

    entries: tuple[Entry, ...]
    passages: tuple[StoredPassage, ...]


class CurationDesk:
    """Works on what passages are found by, as far as its reader sees them.

    Args:
        catalog: passages, suggestions and decisions.
        registry: partnerships and countries that a person may name.
        store: where the decisions are; else the catalogue, by the clock.
        shelf: what the reader sees; else everything.
    """

    def __init__(
        self, catalog: Catalog, registry: Registry, store: DecisionStore | None = None, shelf: Shelf | None = None
    ) -> None:
        self._catalog = catalog
        self._shelf = shelf or Shelf(catalog)
        self.store = store or DecisionStore(catalog)
        self._words = Vocabulary(registry)

    def queue(self, wanted: Wanted, limit: int, offset: int = 0) -> Queue:
        """Returns a page of the suggestions that nobody has judged yet.

        Raises:
            UsageError: a value, partnership or language is unknown.
        """
        if wanted.language is not None and wanted.language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise UsageError("filter_unknown", facet="language", value=wanted.language, known=known)
        if wanted.partnership is not None:
            wanted = replace(wanted, partnership=self._words.known(PARTNERSHIP, [wanted.partnership])[0])
        if wanted.facet is not None and wanted.value is not None:
            wanted = replace(wanted, value=self._words.known(wanted.facet, [wanted.value])[0])
        return queue(self._catalog, wanted, limit, offset, sees=self._shelf.sight())

    def decide(self, passage_id: str, wish: Wish, *, who: str, note: str = "") -> Outcome:
        """Accepts, corrects or rejects values of a passage; search and facets follow at once.

        A kind or theme is decided for the same text in other documents too, as far as the reader sees them; a
        partnership with its country, unless somebody decided that.

        Raises:
            UnknownError: there is no such passage.
            UsageError: a value is unknown, or the wish does not fit the action.
        """
        stored = self._passage(passage_id)
        wish = self._checked(wish, facet_values(stored.passage)[wish.facet])
        if wish.action is Action.CORRECT and wish.facet == KIND:
            wrong = dict.fromkeys((*wish.rejected, stored.passage.kind.value))
            wish = replace(wish, rejected=tuple(kind for kind in wrong if kind not in wish.accepted))
        main = Decision(
            who=_name(who),
            action=wish.action,
            document_id=stored.passage.document_id,
            quote=stored.passage.text,
            facet=wish.facet.value,
            accepted=wish.accepted,
            rejected=wish.rejected,
            note=note.strip(),
        )
        return self._outcome(self.store.take([main, *self._along(stored, main)]), passage_id)

    def undo(self, decision_id: int, *, who: str, note: str = "") -> Outcome:
        """Takes back a decision with all that was decided in the same act, as far as the reader sees it.

        Raises:
            UnknownError: there is no such decision.
            UsageError: it is an undo, or was taken back already.
        """
        sees = self._shelf.sight()
        return self._outcome(self.store.undo(decision_id, who=_name(who), note=note.strip(), sees=sees))

    def undo_last(self, *, who: str, passage_id: str | None = None, note: str = "") -> Outcome:
        """Takes back the last decision that stands: one's own, or anybody's on a passage.

        Raises:
            UnknownError: there is no such passage.
            UsageError: there is nothing to take back.
        """
        on_it = decisions_on(self._catalog, self.store, self._passage(passage_id)) if passage_id else self.store.all()
        stand = [one for one in standing(on_it) if passage_id or one.who == _name(who)]
        if not stand:
            raise UsageError("curation_nothing_to_undo")
        return self.undo(stand[-1].id, who=who, note=note)

    def history(
        self, limit: int, offset: int = 0, *, passage_id: str | None = None, document_id: str | None = None
    ) -> History:
        """Returns a page of all decisions, or of those on a passage or in a document, the last one first.

        Raises:
            UnknownError: there is no such passage.
        """
        if passage_id is not None:
            found = decisions_on(self._catalog, self.store, self._passage(passage_id))
        else:
            sees = self._shelf.sight()
            found = [one for one in self.store.all(document_id) if sees(one.document_id)]
        return history(self._catalog, found, limit, offset)

    def bring_in(self, path: Path) -> BroughtIn:
        """Takes over the decisions of a file.

        Raises:
            UsageError: something is wrong with it; nothing was taken over.
        """
        return import_file(self.store, path, self._words.unlisted)

    def _passage(self, passage_id: str) -> StoredPassage:
        found = self._shelf.passage(passage_id)
        if found is None:
            raise UnknownError("practice_no_passage", id=passage_id)
        return found

    def _checked(self, wish: Wish, held: Sequence[str]) -> Wish:
        accepted = self._words.known(wish.facet, wish.accepted)
        rejected = self._words.known(wish.facet, wish.rejected, held)
        fits = {
            Action.ACCEPT: bool(accepted) and not rejected,
            Action.REJECT: bool(rejected) and not accepted,
            Action.CORRECT: bool(accepted or rejected) and not set(accepted) & set(rejected),
        }
        if not fits.get(wish.action, False):
            raise UsageError("curation_values", action=wish.action.value)
        if wish.facet == KIND and wish.action is not Action.REJECT and len(accepted) != 1:
            raise UsageError("curation_one_kind")
        return replace(wish, accepted=accepted, rejected=rejected)

    def _along(self, stored: StoredPassage, main: Decision) -> list[Decision]:
        """Returns what is decided together with a decision."""
        if main.facet in _OF_THE_TEXT:
            with self._catalog.engine.connect() as connection:
                elsewhere = same_text_elsewhere(connection, stored.passage)
            sees = self._shelf.sight()
            return [replace(main, document_id=one, quote=text) for one, text in elsewhere.items() if sees(one)]
        if main.facet != PARTNERSHIP:
            return []
        before = standing(decisions_on(self._catalog, self.store, stored))
        with self._catalog.engine.connect() as connection:
            said = said_of(connection, [stored.number])[stored.number]
        along = country_along(main, before, said, self._words.country_of)
        return [along] if along else []

    def _outcome(self, taken: Taken, passage_id: str | None = None) -> Outcome:
        held = self._catalog.passages_by_number(taken.numbers)
        found = [held[number] for number in taken.numbers if number in held]
        found.sort(key=lambda stored: stored.passage.id != passage_id)
        shown = entries(self._catalog, taken.decisions, taken.decisions)
        return Outcome(entries=shown, passages=tuple(found))


def _name(who: str) -> str:
    if not who.strip():
        raise UsageError("curation_no_who")
    return who.strip()
