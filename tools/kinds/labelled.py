"""The labelled passages, read as passages, and the agreement of those who labelled them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.types import DocumentKind, Passage, PracticeKind, Speaker
from tools.passages import context_of, document_name

HERE = Path(__file__).parent
LABELLED = HERE / "labelled.jsonl"
WRITTEN = HERE / "written.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A passage with the kind that it is of; `first` and `second` are what two people said independently."""

    passage: Passage
    source: str
    document: str
    kind: PracticeKind
    first: PracticeKind
    second: PracticeKind
    held_out: bool


def read_labelled(path: Path = LABELLED) -> list[Labelled]:
    """Reads the labelled passages; what is held out has no translation and no near copy among the others."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Labelled(
            passage=_passage(row),
            source=row["source"],
            document=_document(row),
            kind=PracticeKind(row["kind"]),
            first=PracticeKind(row["first"]),
            second=PracticeKind(row["second"]),
            held_out=row["held_out"],
        )
        for row in rows
    ]


def read_written(path: Path = WRITTEN) -> list[tuple[Passage, PracticeKind, str]]:
    """Reads passages that one person labelled, or wrote as of a kind, with the kind and the document."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(_passage(row), PracticeKind(row["kind"]), _document(row)) for row in rows]


def _document(row: dict[str, Any]) -> str:
    """Returns one name for a document in all its languages; a passage that was written stands alone."""
    return document_name(row["source"], row["path"]) if "path" in row else str(row["id"])


def _passage(row: dict[str, Any]) -> Passage:
    return Passage(
        id=row["id"],
        document_id="",
        position=0,
        text=row["text"],
        context=context_of(row.get("title", ""), row["headings"]),
        pages=(),
        headings=tuple(row["headings"]),
        kind=PracticeKind.KEY_FIGURE if row.get("figures") else PracticeKind.CONTEXT,
        language=row["language"],
        year=None,
        countries=(),
        partnerships=(),
        document_kind=DocumentKind(row["document_kind"]),
        speaker=Speaker() if row.get("speaker") else None,
    )


def kappa(pairs: Iterable[tuple[PracticeKind, PracticeKind]]) -> float:
    """Returns how far two people agree beyond chance, 1 at best.

    Source: J. Cohen, "A coefficient of agreement for nominal scales" (1960).
    """
    listed = list(pairs)
    agreed = sum(one is other for one, other in listed) / len(listed)
    firsts, seconds = [one for one, _ in listed], [other for _, other in listed]
    chance = sum(firsts.count(kind) * seconds.count(kind) for kind in PracticeKind) / len(listed) ** 2
    return (agreed - chance) / (1 - chance)
