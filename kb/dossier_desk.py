"""What readers do with dossiers: collect, order, annotate and share, each as far as they may see what is in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from secrets import token_hex

from kb.access import LOCAL, Reader
from kb.catalog import Catalog
from kb.dossier_contents import Contents
from kb.dossier_store import Change, DossierStore
from kb.dossiers import (
    MOST_ITEMS,
    Dossier,
    DossierItem,
    ItemKind,
    ListedDossier,
    ShownDossier,
    annotated,
    extended,
    moved,
    note_of,
    renamed,
    without,
)
from kb.errors import UnauthorizedError, UnknownError, UsageError
from kb.plain import lines_of
from kb.practice_desk import PracticeDesk
from kb.quotes import Texts
from kb.registry import Registry
from kb.shelf import Shelf


class DossierDesk:
    """Works on the dossiers of one reader.

    Args:
        catalog: passages, records and dossiers.
        registry: names of partnerships.
        reader: who asks.
        store: where the dossiers are; else the catalogue, by the clock.
    """

    def __init__(self, catalog: Catalog, registry: Registry, reader: Reader, store: DossierStore | None = None) -> None:
        self._reader = reader
        self._registry = registry
        self._shelf = Shelf(catalog, reader)
        self._practices = PracticeDesk(catalog, registry, shelf=self._shelf)
        self._store = store or DossierStore(catalog)

    # --- what is there --------------------------------------------------------------------------------------

    def dossiers(self) -> list[ListedDossier]:
        """Returns the reader's own dossiers, the one that was changed last first.

        Raises:
            UnauthorizedError: they are nobody in particular.
        """
        return [self._listed(one) for one in self._store.all(self._owner)]

    def dossier(self, dossier_id: str) -> ShownDossier:
        """Returns one of the reader's own dossiers.

        Raises:
            UnauthorizedError: they are nobody in particular.
            UnknownError: they have none of that id.
        """
        return self._shown(self._store.get(dossier_id, self._owner))

    def shared(self, token: str) -> ShownDossier:
        """Returns the dossier that a link leads to, with what its reader may see, whoever collected it.

        Raises:
            UnknownError: it leads to none, or does no more.
        """
        return self._shown(self._store.shared(token))

    # --- changing it; `version` is the one that the wish is based on, None to change whatever is there -----

    def create(self, title: str) -> ShownDossier:
        """Makes an empty dossier.

        Raises:
            UnauthorizedError: they are nobody in particular.
            UsageError: it has no title, or one that is too long, or they have too many.
        """
        return self._shown(self._store.create(self._owner, title))

    def rename(self, dossier_id: str, title: str, *, version: int | None = None) -> ShownDossier:
        """Gives a dossier another title.

        Raises:
            UnknownError: they have none of that id.
            UsageError: there is no title, or it is too long.
            StaleError: it was changed since `version`.
        """
        return self._change(dossier_id, lambda held: renamed(held, title), "rename", version)

    def add_passage(
        self,
        dossier_id: str,
        passage_id: str,
        *,
        quote: str | None = None,
        note: str = "",
        version: int | None = None,
    ) -> ShownDossier:
        """Adds a passage, or a part of it, at the end; one that is there already stays where it is.

        Raises:
            UnknownError: they have no such dossier, or see no passage of that id.
            UsageError: the passage does not say the quote, the note is too long, or the dossier is full.
            StaleError: it was changed since `version`.
        """
        return self._add(dossier_id, self._passage_item(passage_id, quote, note), version)

    def add_practice(
        self, dossier_id: str, practice_id: str, *, note: str = "", version: int | None = None
    ) -> ShownDossier:
        """Adds a practice record at the end; one that is there already stays where it is.

        Raises:
            UnknownError: they have no such dossier, or see no record of that id.
            UsageError: the note is too long, or the dossier is full.
            StaleError: it was changed since `version`.
        """
        held = self._practices.record(practice_id).record
        item = DossierItem(id=_fresh_id(), kind=ItemKind.PRACTICE, practice_id=held.id, note=note_of(note))
        return self._add(dossier_id, item, version)

    def remove(self, dossier_id: str, item_id: str, *, version: int | None = None) -> ShownDossier:
        """Takes an item out.

        Raises:
            UnknownError: they have no such dossier, or see no such item in it.
            StaleError: it was changed since `version`.
        """
        return self._change_item(dossier_id, item_id, lambda held, _: without(held, item_id), "remove", version)

    def move(self, dossier_id: str, item_id: str, place: int, *, version: int | None = None) -> ShownDossier:
        """Puts an item at another place, counted from 0 among those that the reader sees.

        Raises:
            UnknownError: they have no such dossier, or see no such item in it.
            StaleError: it was changed since `version`.
        """
        return self._change_item(
            dossier_id, item_id, lambda held, seen: moved(held, item_id, place, seen), "move", version
        )

    def annotate(self, dossier_id: str, item_id: str, note: str, *, version: int | None = None) -> ShownDossier:
        """Gives an item another note; an empty one takes it away.

        Raises:
            UnknownError: they have no such dossier, or see no such item in it.
            UsageError: the note is too long.
            StaleError: it was changed since `version`.
        """
        return self._change_item(
            dossier_id, item_id, lambda held, _: annotated(held, item_id, note), "annotate", version
        )

    def annotate_all(self, dossier_id: str, notes: Mapping[str, str], *, version: int | None = None) -> ShownDossier:
        """Gives items other notes at once, by their ids: all of them, or none if something is wrong with one.

        Raises:
            UnknownError: they have no such dossier, or see no such item in it.
            UsageError: a note is too long.
            StaleError: it was changed since `version`.
        """
        if not notes.keys() <= self._seen(dossier_id):
            raise UnknownError("dossier_item_unknown")

        def change(held: Dossier) -> Dossier:
            for item_id, note in notes.items():
                held = annotated(held, item_id, note)
            return held

        return self._change(dossier_id, change, "annotate", version)

    def delete(self, dossier_id: str, *, version: int | None = None) -> None:
        """Removes a dossier with all that is in it.

        Raises:
            UnknownError: they have none of that id.
            StaleError: it was changed since `version`.
        """
        self._store.delete(dossier_id, self._owner, version=version)

    def share(self, dossier_id: str) -> str:
        """Makes a link to a dossier and returns its token, which nothing can tell again; an earlier link ends.

        Raises:
            UnknownError: they have none of that id.
        """
        return self._store.share(dossier_id, self._owner)

    def unshare(self, dossier_id: str) -> None:
        """Ends the link to a dossier.

        Raises:
            UnknownError: they have none of that id.
        """
        self._store.unshare(dossier_id, self._owner)

    @property
    def _owner(self) -> str:
        if not self._is_somebody:
            raise UnauthorizedError("unauthorized")
        return self._reader.name

    @property
    def _is_somebody(self) -> bool:
        """Whether dossiers can be theirs: those of all who have no name would be everybody's."""
        return bool(self._reader.name) or self._reader == LOCAL

    def _contents(self) -> Contents:
        return Contents(self._shelf, self._practices, self._registry)

    def _shown(self, dossier: Dossier) -> ShownDossier:
        return ShownDossier(
            id=dossier.id,
            title=dossier.title,
            version=dossier.version,
            created_at=dossier.created_at,
            changed_at=dossier.changed_at,
            is_shared=dossier.is_shared,
            is_own=self._is_somebody and dossier.owner == self._reader.name,
            items=self._contents().shown(dossier.items),
        )

    def _listed(self, dossier: Dossier) -> ListedDossier:
        return ListedDossier(
            id=dossier.id,
            title=dossier.title,
            version=dossier.version,
            changed_at=dossier.changed_at,
            is_shared=dossier.is_shared,
            count=len(self._contents().seen(dossier.items)),
        )

    def _passage_item(self, passage_id: str, quote: str | None, note: str) -> DossierItem:
        stored = self._shelf.passage(passage_id)
        if stored is None:
            raise UnknownError("passage_unknown")
        said = stored.passage.text if quote is None else "\n".join(lines_of(quote))
        if quote is not None and not Texts([stored.passage.text]).holding(said):
            raise UsageError("practice_not_said", quote=said, source=stored.document.source)
        return DossierItem(
            id=_fresh_id(),
            kind=ItemKind.PASSAGE,
            document_id=stored.document.id,
            quote=said,
            passage_id=stored.passage.id,
            note=note_of(note),
        )

    def _add(self, dossier_id: str, item: DossierItem, version: int | None) -> ShownDossier:
        made = extended(self._store.get(dossier_id, self._owner), [item])
        # Only what is seen counts, so that nothing tells how much is hidden.
        if len(made.items) > MOST_ITEMS and len(self._contents().seen(made.items)) > MOST_ITEMS:
            raise UsageError("dossier_full", most=MOST_ITEMS)
        return self._change(dossier_id, lambda held: extended(held, [item]), "add", version)

    def _change_item(
        self,
        dossier_id: str,
        item_id: str,
        change: Callable[[Dossier, frozenset[str]], Dossier],
        action: str,
        version: int | None,
    ) -> ShownDossier:
        seen = self._seen(dossier_id)
        if item_id not in seen:
            raise UnknownError("dossier_item_unknown")
        return self._change(dossier_id, lambda held: change(held, seen), action, version)

    def _seen(self, dossier_id: str) -> frozenset[str]:
        """Returns the items that the reader sees.

        Asked before a transaction: who writes must not wait for connections that those hold who wait to write.
        """
        held = self._store.get(dossier_id, self._owner).items
        return frozenset(item.id for item in self._contents().seen(held))

    def _change(self, dossier_id: str, change: Change, action: str, version: int | None) -> ShownDossier:
        return self._shown(self._store.change(dossier_id, self._owner, change, action=action, version=version))


def _fresh_id() -> str:
    return token_hex(8)
