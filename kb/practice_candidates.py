"""The passages that practice records are best made of: the surest lessons and good practices that none cites yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from kb.catalog import Catalog
from kb.citations import trace
from kb.practices import PracticeRecord
from kb.rows import StoredPassage
from kb.schema import labels, suggestions
from kb.text import fold
from kb.types import PracticeKind

_KINDS = (PracticeKind.GOOD_PRACTICE.value, PracticeKind.LESSON.value)
# So many are read at once, as usually a few are asked for.
_AT_ONCE = 50


class Cited:
    """What records cite: passages, and the same texts elsewhere."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._ids: set[str] = set()
        self._texts: set[str] = set()

    def note(self, records: Iterable[PracticeRecord]) -> None:
        """Notes what records cite, as it stands now."""
        citations = dict.fromkeys(citation for record in records for citation in record.citations())
        self._texts |= {_folded(citation.quote) for citation in citations}
        traced = trace(self._catalog, citations).values()
        self._ids |= {place.passage_id for one in traced for place in one.places}

    def __contains__(self, stored: StoredPassage) -> bool:
        return stored.passage.id in self._ids or _folded(stored.passage.text) in self._texts


def candidates(catalog: Catalog) -> Iterator[StoredPassage]:
    """Yields lessons and good practices, the surest first; those that a person has called so are quite sure."""
    by_number = sa.and_(
        suggestions.c.number == labels.c.number,
        suggestions.c.facet == labels.c.facet,
        suggestions.c.value == labels.c.value,
    )
    chosen = (
        sa.select(labels.c.number)
        .select_from(labels.outerjoin(suggestions, by_number))
        .where(labels.c.facet == "kind", labels.c.value.in_(_KINDS))
        .order_by(sa.desc(sa.func.coalesce(suggestions.c.probability, 1.0)), labels.c.number)
    )
    with catalog.engine.connect() as connection:
        numbers = [int(number) for number in connection.scalars(chosen)]
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        held = catalog.passages_by_number(part)
        yield from (held[number] for number in part if number in held)


def _folded(text: str) -> str:
    return " ".join(fold(text).split())
