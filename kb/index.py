"""Writing: documents into the catalogue, one transaction each, and the dense indexes after them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from kb import embeddings, generations, kinship, lexical, models
from kb.admission import ERASED, ERASED_STATUS, kept_originals, let_in
from kb.catalog import Catalog, SourceState
from kb.decided import with_decisions
from kb.embedder import Embedder
from kb.kinds import kind_classifier
from kb.models import ModelFacts
from kb.originals import Originals
from kb.rows import embedding_key, from_bytes, to_bytes
from kb.suggestions import completed, write_suggestions
from kb.theme_features import Writing
from kb.theme_tagger import tagger
from kb.types import LIKELY, Passage, PracticeKind, PreparedDocument, Suggestion
from kb.vectors import Numbers, Vector, VectorTable

# The dense index is rebuilt once more than this share of the vectors is newer than it, or removed since.
# What is newer is scanned exactly; a tenth of 100,000 passages takes half a millisecond.
_STALE_SHARE = 0.1


class Indexer:
    """Puts documents into a catalogue; the caller holds the write lock.

    Args:
        catalog: the passages.
        originals: the stored files.
        embedder: the model of the catalogue's vectors.
        root: folder of the generations.
        model: how that model was asked for; noted so that it can be opened again.

    Raises:
        StampMismatchError: the catalogue's vectors were made by another model.
    """

    def __init__(
        self,
        catalog: Catalog,
        originals: Originals,
        embedder: Embedder,
        root: Path,
        model: ModelFacts | None = None,
    ) -> None:
        catalog.check_stamp(embedder.stamp)
        self._catalog = catalog
        self._originals = originals
        self._embedder = embedder
        self._root = root
        renew_if_stale(catalog)
        if model and catalog.model_facts(embedder.stamp) is None:
            self._note(model)
        with catalog.engine.connect() as connection:
            self._comparer = kinship.Comparer(connection)
        originals.remove_unfinished()
        generations.remove_unfinished(root)

    def write(
        self, prepared: Sequence[tuple[PreparedDocument, SourceState]], *, classify: bool = False
    ) -> Iterator[SourceState]:
        """Embeds the passages of several documents at once and commits each document by itself.

        Args:
            prepared: documents as they were read and described, with what is noted of their files.
            classify: tells kind and themes of each passage, now that there are vectors; else they stay as described.

        Yields:
            The state of each document's source, once it is committed; with a reason if it was erased and is not.
        """
        passages = [passage for document, _ in prepared for passage in document.passages]
        made = embed(self._catalog, self._embedder, passages)
        for document, state in prepared:
            told = _classified(document, made, self._embedder.stamp) if classify else document
            yield self._commit(told, state, made)

    def finish(self) -> bool:
        """Removes originals that nothing refers to, and rebuilds the dense index if much has changed.

        Returns:
            Whether the dense index was rebuilt.
        """
        self._originals.keep_only(kept_originals(self._catalog))
        return publish_if_stale(self._catalog, self._root)

    def _note(self, model: ModelFacts) -> None:
        with self._catalog.transaction(revises=False) as connection:
            self._catalog.set_model_facts(connection, self._embedder.stamp, model)
            models.ask_for(connection, model)

    def _commit(self, prepared: PreparedDocument, state: SourceState, made: dict[str, bytes]) -> SourceState:
        """Commits a document, but for what was erased before this moment."""
        catalog, document = self._catalog, prepared.document
        with catalog.transaction() as connection:
            left = let_in(connection, catalog.path.parent, self._originals, prepared)
            if left is None:
                return replace(state, status=ERASED_STATUS, reason_key=ERASED, reason_values={}, document_id=None)
            # What was left out only now is looked for when the file is read again, should that be taken back.
            state, prepared = state if left is prepared else replace(state, reader=""), left
            if catalog.stamp() is None:
                models.switch(connection, self._embedder.stamp)
            catalog.put_document(connection, document, prepared.pages)
            held = catalog.numbers_by_passage(connection, document.id)
            said = {p.id: completed(p, prepared.suggestions.get(p.id, ())) for p in prepared.passages}
            passages = with_decisions(connection, document.id, prepared.passages, said)
            wanted = {(p.id, embedding_key(p)): p for p in passages}
            gone = [number for key, number in held.items() if key not in wanted]
            kept = {held[key]: passage for key, passage in wanted.items() if key in held}
            lexical.remove(connection, gone + list(kept))
            catalog.remove_passages(connection, gone)
            for number, passage in kept.items():
                catalog.update_passage(connection, number, passage)
            new = [passage for key, passage in wanted.items() if key not in held]
            numbers = catalog.add_passages(connection, new, [made[embedding_key(p)] for p in new], self._embedder.stamp)
            written = dict(zip([*kept, *numbers], [*kept.values(), *new], strict=True))
            lexical.add(connection, list(written), list(written.values()))
            write_suggestions(connection, {number: said[p.id] for number, p in written.items()})
            texts = {number: passage.text for number, passage in zip(numbers, new, strict=True)}
            self._comparer.compare(connection, document.id, texts)
            kinship.relate(connection, document.id)
            catalog.record_source(connection, state)
        return state


def _classified(document: PreparedDocument, made: Mapping[str, bytes], stamp: str) -> PreparedDocument:
    """Returns a document with the kind and the themes of each passage, and what else they may be."""
    told = [_told(passage, document, from_bytes(made[embedding_key(passage)]), stamp) for passage in document.passages]
    said = {passage.id: (*document.suggestions.get(passage.id, ()), *several) for passage, several in told}
    return replace(document, passages=tuple(passage for passage, _ in told), suggestions=said)


def _told(
    passage: Passage, document: PreparedDocument, vector: Vector, stamp: str
) -> tuple[Passage, tuple[Suggestion, ...]]:
    title = document.document.title
    writing = Writing(text=passage.text, headings=passage.headings, title=title, language=passage.language)
    kinds = kind_classifier().suggestions(passage, vector, stamp)
    themes = tagger().tag(writing, vector, stamp)
    likely = tuple(one.value for one in themes if one.probability >= LIKELY)
    return replace(passage, kind=PracticeKind(kinds[0].value), themes=likely), (*kinds, *themes)


def embed(catalog: Catalog, embedder: Embedder, passages: Sequence[Passage]) -> dict[str, bytes]:
    """Returns a vector for each embedded text, by its key, made only where the catalogue has none yet."""
    texts = {embedding_key(passage): passage.embedded_text for passage in passages}
    made = catalog.vectors_by_embedding_key(list(texts), embedder.stamp)
    missing = [key for key in texts if key not in made]
    if missing:
        matrix = embedder.embed_passages([texts[key] for key in missing])
        made.update({key: to_bytes(row) for key, row in zip(missing, matrix, strict=True)})
    return made


def renew_if_stale(catalog: Catalog) -> None:
    """Makes anew what is derived from passages by an older rule or lexicon: their kinship, their words' meanings."""
    for derived in (kinship, lexical):
        with catalog.engine.connect() as connection:
            current = derived.is_current(connection)
        if not current:
            with catalog.transaction() as connection:
                derived.renew(connection)


def publish_if_stale(catalog: Catalog, root: Path) -> bool:
    """Builds a new generation of each stamp whose newest one lacks, or still has, too many vectors.

    Returns:
        Whether one was built.
    """
    stamps = [stamp for stamp in sorted(catalog.models().published) if is_stale(catalog, root, stamp)]
    for stamp in stamps:
        publish(catalog, root, stamp)
    return bool(stamps)


def publish(catalog: Catalog, root: Path, stamp: str | None = None) -> None:
    """Builds a new generation of all the catalogue's vectors of a stamp, or removes the old ones if there are none.

    Args:
        catalog: the vectors.
        root: folder of the generations.
        stamp: which vectors; without one, those that answer.
    """
    held = catalog.models()
    stamp = stamp or held.serving
    numbers, matrix = catalog.vectors_after(0, stamp) if stamp else (np.empty(0, np.int64), None)
    if stamp is None or matrix is None or not len(numbers):
        generations.keep_newest(root, held.kept - {stamp})
        return
    generations.publish(root, VectorTable(numbers, matrix), stamp, held.kept)


def is_stale(catalog: Catalog, root: Path, stamp: str) -> bool:
    """Tells whether the newest generation of a stamp lacks, or still has, too many vectors."""
    with catalog.engine.connect() as connection:
        live = embeddings.numbers_with_vector(connection, stamp)
    generation = generations.newest(root, stamp)
    if generation is None:
        return bool(len(live))
    return _changed(live, generation.table.numbers) > _STALE_SHARE * max(len(live), 1)


def _changed(live: Numbers, held: Numbers) -> int:
    """Returns how many numbers are in only one of the two."""
    return len(np.setxor1d(live, held, assume_unique=True))
