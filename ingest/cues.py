"""Words that tell what something is: roles under a testimonial, headings of a kind, names of folders."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from kb.text import fold, words
from kb.types import DocumentKind, PracticeKind

# An attribution is one line or a few: name, role, organisation, partnership.
_ATTRIBUTION_WORDS = 40
_ATTRIBUTION_CHARACTERS = 400
# The role stands near the front: "Ellen ..., algemeen directeur Laarne, partner Ouinhi (Benin)".
_ROLE_WITHIN_WORDS = 8
_ROLE_WITHIN_WORDS_WITHOUT_COMMA = 2
_DASH = re.compile(r"^[—–-]+\s*")


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


def is_attribution(text: str) -> bool:
    """Tells whether a line names who said something: "name, role, place", or a role and whose it is."""
    if len(text) > _ATTRIBUTION_CHARACTERS:
        return False
    bare = _DASH.sub("", text.strip())
    found = words(bare)
    if not found or len(found) > _ATTRIBUTION_WORDS or not bare[:1].isupper() or bare.endswith(("?", "!")):
        return False
    if _patterns("attribution")["verbs"].search(fold(bare)):
        return False
    near = _ROLE_WITHIN_WORDS if "," in bare else _ROLE_WITHIN_WORDS_WITHOUT_COMMA
    front = fold(bare[: found[min(len(found), near) - 1].end])
    related = "," in bare or _patterns("attribution")["relations"].search(fold(bare)) is not None
    return related and _patterns("attribution")["roles"].search(front) is not None


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
