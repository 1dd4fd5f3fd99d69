"""What people took over from what is erased: quotes of it, six words of it in a row, names in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPICursor

from kb.persons import MARK, Persons, without
from kb.text import folded_words, words

# Five words in a row are a turn of phrase; six that stand nowhere else were copied.
_RUN = 6
# A heading, or a remark, of two words is anybody's.
_LEAST_WORDS = 3
_HOLDS = "SELECT 1 FROM passage_words WHERE passage_words MATCH ? LIMIT 1"

Words = tuple[str, ...]


class Copies:
    """Tells what of a text was copied; the passages that are erased are out of the full-text index already.

    Args:
        connection: the catalogue, in the transaction of the erasure.
        documents: ids of documents that are gone.
        texts: the texts that are gone, by the document that each was of.
        phrases: titles and headings that are gone.
        persons: whose names go; None if it is not about people.
    """

    def __init__(
        self,
        connection: sa.Connection,
        documents: Collection[str],
        texts: Mapping[str, Collection[str]],
        phrases: Collection[str],
        persons: Persons | None,
    ) -> None:
        self.documents = frozenset(documents)
        self.persons = persons
        self._cursor: DBAPICursor = connection.connection.cursor()
        self._phrases = {folded_words(phrase) for phrase in phrases}
        self._texts = {document: [" ".join(folded_words(text)) for text in held] for document, held in texts.items()}
        self._runs = {run for held in texts.values() for text in held for run in _runs(folded_words(text))}
        self._stands_elsewhere = lru_cache(maxsize=None)(self._looked_up)

    def is_quote(self, document_id: str, quote: str) -> bool:
        """Tells whether a quote from a document is of what is erased."""
        if document_id in self.documents or self._names(quote):
            return True
        folded = folded_words(quote)
        stood = any(" ".join(folded) in text for text in self._texts.get(document_id, ()))
        if stood and folded:
            return not self._stands_elsewhere(folded)
        return bool(list(self._copied(quote)))

    def redacted(self, text: str) -> str:
        """Returns a text with a mark in the place of names and of what was copied."""
        if self._is_copy(folded_words(text)):
            return MARK
        named = self.persons.places(text) if self.persons else ()
        return without(text, [*named, *self._copied(text)])

    def redacted_data(self, data: Any) -> Any:  # noqa: ANN401 - JSON
        """Returns JSON with all its texts redacted, keys but for."""
        if isinstance(data, str):
            return self.redacted(data)
        if isinstance(data, dict):
            return {key: self.redacted_data(value) for key, value in data.items()}
        return [self.redacted_data(value) for value in data] if isinstance(data, list) else data

    def _names(self, text: str) -> bool:
        return self.persons is not None and self.persons.named_in(text)

    def _is_copy(self, folded: Words) -> bool:
        """Tells whether all of a text stood in what is erased, as a title, heading or part of a passage."""
        if len(folded) < _LEAST_WORDS:
            return False
        stood = folded in self._phrases or any(
            " ".join(folded) in text for texts in self._texts.values() for text in texts
        )
        return stood and not self._stands_elsewhere(folded)

    def _copied(self, text: str) -> Iterator[tuple[int, int]]:
        """Yields where a text has words in a row that stand in what is erased and nowhere else."""
        if not self._runs:
            return
        held = words(text)
        folded = tuple(word.folded for word in held)
        for place in range(len(folded) - _RUN + 1):
            run = folded[place : place + _RUN]
            if run in self._runs and not self._stands_elsewhere(run):
                yield held[place].start, held[place + _RUN - 1].end

    def _looked_up(self, folded: Words) -> bool:
        self._cursor.execute(_HOLDS, (f'{{words headings}} : "{" ".join(folded)}"',))
        return self._cursor.fetchone() is not None


def _runs(folded: Words) -> Iterator[Words]:
    return (folded[place : place + _RUN] for place in range(len(folded) - _RUN + 1))
