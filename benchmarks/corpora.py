"""Corpora: a folder of documents as it is, or passages (JSON lines) turned into a folder of Markdown documents."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path, PurePosixPath

# Years of the generated documents and the share of the passages that each gets; the rest goes to the others.
SHARE_OF_YEAR = {2003: 0.005, 2002: 0.05, 2001: 0.5}
OTHER_YEARS = tuple(range(2004, 2016))
_SEED = 20
_LONGEST_TITLE = 120
_DEEPEST_HEADING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One passage of a passage file: a text under its heading path."""

    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One document to be: the passages of one source path, in their order."""

    title: str
    language: str
    sections: tuple[Section, ...]


def documents_folder(corpus: Path, passages: int, scratch: Path) -> Path:
    """Returns the folder to ingest: `corpus` itself, or Markdown made of its passage files.

    Args:
        corpus: a folder of documents, or one with `*.jsonl` or `*.jsonl.gz` of passages.
        passages: how many passages to take of passage files, alternating between languages.
        scratch: an empty folder for what is made.
    """
    files = sorted([*corpus.glob("*.jsonl"), *corpus.glob("*.jsonl.gz")])
    if not files:
        return corpus
    taken = _take(_alternating(list(_documents(file)) for file in files), passages)
    for number, (document, year) in enumerate(_with_years(list(taken))):
        folder = scratch / str(year)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{document.language}-{number:06}.md").write_text(_markdown(document, year), encoding="utf-8")
    return scratch


def _documents(file: Path) -> Iterator[Written]:
    """Yields the documents of one passage file, in random but repeatable order."""
    grouped: dict[tuple[str, str], list[dict[str, str]]] = {}
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            grouped.setdefault((row.get("repo", ""), row["path"]), []).append(row)
    paths = sorted(grouped)
    random.Random(_SEED).shuffle(paths)  # noqa: S311 - an order, no secret
    for path in paths:
        rows = grouped[path]
        sections = tuple(Section(headings=_path_of(row["heading"]), text=row["text"]) for row in rows)
        yield Written(title=_title(path[1]), language=rows[0]["lang"], sections=sections)


def _path_of(heading: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in heading.split(" > ") if part.strip())[:_DEEPEST_HEADING]


def _title(path: str) -> str:
    """Returns a path as words; digits go, so that only the year that is set for a document counts."""
    words = re.sub(r"[\W\d_]+", " ", str(PurePosixPath(path).with_suffix(""))).split()
    kept = [word for word in words if word.lower() not in ("readme", "index")]
    return " ".join(kept)[-_LONGEST_TITLE:] or "Text"


def _alternating(groups: Iterable[Sequence[Written]]) -> Iterator[Written]:
    for row in zip_longest(*groups):
        yield from (document for document in row if document is not None)


def _take(documents: Iterable[Written], passages: int) -> Iterator[Written]:
    left = passages
    for document in documents:
        if left <= 0:
            return
        yield Written(title=document.title, language=document.language, sections=document.sections[:left])
        left -= len(document.sections)


def _with_years(documents: Sequence[Written]) -> Iterator[tuple[Written, int]]:
    """Yields documents with years, so that each year of `SHARE_OF_YEAR` has about its share of the passages."""
    total = sum(len(document.sections) for document in documents)
    waiting = list(documents)
    for year, share in SHARE_OF_YEAR.items():
        room, rest = round(share * total), []
        for document in waiting:
            if len(document.sections) <= room:
                room -= len(document.sections)
                yield document, year
            else:
                rest.append(document)
        waiting = rest
    for number, document in enumerate(waiting):
        yield document, OTHER_YEARS[number % len(OTHER_YEARS)]


def _markdown(document: Written, year: int) -> str:
    parts = [f"---\ntitle: {json.dumps(document.title, ensure_ascii=False)}\ndate: {year}-06-01\n---"]
    held: tuple[str, ...] = ()
    for section in document.sections:
        same = _shared(held, section.headings)
        parts += [f"{'#' * (level + 1)} {text}" for level, text in enumerate(section.headings) if level >= same]
        parts += [_paragraph(line) for line in section.text.splitlines() if line.strip()]
        held = section.headings
    return "\n\n".join(parts) + "\n"


def _shared(left: Sequence[str], right: Sequence[str]) -> int:
    """Returns how many headings two paths begin with alike."""
    pairs = zip(left, right, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))


def _paragraph(line: str) -> str:
    text = line.strip()
    return f"\\{text}" if text.startswith("#") else text
