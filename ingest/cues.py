"""Words that tell what something is: lines that name a speaker, headings of a kind, names of folders."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from ingest.attributions import is_attribution
from kb.text import fold
from kb.types import DocumentKind, PracticeKind

__all__ = ["is_attribution", "kind_of_document", "kind_of_heading"]


@cache
def _cues() -> dict[str, dict[str, list[str]]]:
    text = resources.files("ingest").joinpath("data/cues.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _patterns(table: str) -> dict[str, re.Pattern[str]]:
    """Returns a pattern for each name of a table that matches any of its cues as folded words."""
    return {name: re.compile("|".join(_cue_pattern(cue) for cue in cues)) for name, cues in _cues()[table].items()}


def _cue_pattern(cue: str) -> str:
    return r"\b" + re.escape(fold(cue)).replace(r"\*", r"\w*") + r"\b"


def kind_of_heading(heading: str) -> PracticeKind | None:
    """Returns the kind of practice that a heading announces ("Uitdagingen", "Leçons apprises")."""
    folded = fold(heading)
    for name, pattern in _patterns("headings").items():
        if pattern.search(folded):
            return PracticeKind(name)
    return None


def kind_of_document(*names: str) -> DocumentKind | None:
    """Returns the kind of document that a folder, file name or title tells."""
    for name in names:
        folded = re.sub(r"[_\W]+", " ", fold(name))
        for kind, pattern in _patterns("documents").items():
            if pattern.search(folded):
                return DocumentKind(kind)
    return None
