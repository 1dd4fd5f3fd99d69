"""Words that tell what something is: lines that name a speaker, names of folders and files."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from ingest.attributions import is_attribution
from kb.text import fold
from kb.types import DocumentKind

__all__ = ["is_attribution", "is_evaluation", "kind_of_document"]


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


def kind_of_document(*names: str) -> DocumentKind | None:
    """Returns the kind of document that a folder, file name or title tells."""
    for name in names:
        folded = re.sub(r"[_\W]+", " ", fold(name))
        for kind, pattern in _patterns("documents").items():
            if pattern.search(folded):
                return DocumentKind(kind)
    return None


def is_evaluation(name: str) -> bool:
    """Tells whether a title, heading, folder or file name is that of an evaluation, a review or an audit."""
    folded = re.sub(r"[_\W]+", " ", fold(name))
    voices = _patterns("voices")
    return bool(voices["evaluation"].search(voices["unlike"].sub(" ", folded)))
