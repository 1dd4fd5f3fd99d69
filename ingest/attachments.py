"""Files inside files: each is a document of its own, named after the file that it came in."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import count, takewhile
from pathlib import PurePosixPath

from ingest.blocks import Attachment
from ingest.sources import Source
from kb import lexical
from kb.catalog import Catalog, SourceState
from kb.types import INSIDE

# Longer ones are cut, as file systems do; where a name says nothing this does.
_LONGEST_NAME = 120
_NAMELESS = "attachment"


def attached_sources(source: Source, attachments: Iterable[Attachment]) -> list[tuple[Source, bytes]]:
    """Returns the files inside a file with their content, each under a name that no other has."""
    found: dict[str, bytes] = {}
    for attachment in attachments:
        found[_unused(file_name(attachment.name), found)] = attachment.content
    return [(source.attached(name), content) for name, content in found.items()]


def file_name(name: str) -> str:
    """Returns the last part of a name that someone else chose, without what steers a terminal or a path."""
    plain = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in name)
    last = " ".join(re.split(r"[\\/]", plain)[-1].split()).strip(".! ")
    path = PurePosixPath(last or _NAMELESS)
    ending = path.suffix[:_LONGEST_NAME]
    return path.stem[: _LONGEST_NAME - len(ending)] + ending


def _unused(name: str, taken: Mapping[str, bytes]) -> str:
    path = PurePosixPath(name)
    numbered = (f"{path.stem} ({number}){path.suffix}" for number in count(2))
    return name if name not in taken else next(other for other in numbered if other not in taken)


class States:
    """What became of each file that was ever read, with the files inside it."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._states = catalog.source_states()
        self._origins = sorted(self._states)

    def of(self, source: Source) -> SourceState | None:
        """Returns what became of a file, None if it was never read."""
        return self._states.get(source.origin)

    def inside(self, source: Source) -> list[SourceState]:
        """Returns what became of the files inside a file, and inside those, in order of name."""
        before = source.origin + INSIDE
        later = self._origins[bisect_left(self._origins, before) :]
        return [self._states[origin] for origin in takewhile(lambda origin: origin.startswith(before), later)]

    def drop_gone(self, source: Source, names: set[str]) -> bool:
        """Removes the documents of files that are no longer inside a file.

        Args:
            source: the file.
            names: of the files that still are.

        Returns:
            Whether there were any.
        """
        start = len(source.origin + INSIDE)
        gone = [state for state in self.inside(source) if state.origin[start:].split(INSIDE)[0] not in names]
        if gone:
            self._remove(gone)
        return bool(gone)

    def _remove(self, gone: Iterable[SourceState]) -> None:
        catalog = self._catalog
        with catalog.transaction() as connection:
            for state in gone:
                if state.document_id:
                    lexical.remove(connection, list(catalog.numbers_by_passage(connection, state.document_id).values()))
                    catalog.remove_document(connection, state.document_id)
                catalog.forget_source(connection, state.origin)
