"""Themes as readers type them: by id, by a label in any of the four languages, or nearly so."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from kb.errors import UsageError
from kb.messages import Saying
from kb.text import fold
from kb.themes import Concept, Thesaurus

_MOST_PROPOSED = 5
# Of what is typed and a proposed name at least this share of letters agree; proposals may be further off than
# spellings that are taken for a word without asking (`kb/spelling.py`).
_ALIKE = 0.75


def themes_named(texts: Iterable[str], thesaurus: Thesaurus) -> tuple[str, ...]:
    """Returns the ids of themes that are named, each by its id or a label; case, accents and spaces do not matter.

    Raises:
        UsageError: a text names no theme, or several; the message proposes the nearest.
    """
    return tuple(dict.fromkeys(_theme_named(text, thesaurus) for text in texts))


def themes_like(text: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    """Returns the ids of the themes of which some name holds the text.

    Themes whose own name it is come before those that have it in another word for them, names that begin so before
    others, short names before long ones.
    """
    wanted = _plain(text)
    found: dict[str, tuple[bool, bool, int, str]] = {}
    for name, concept in thesaurus.concepts.items():
        own = _preferred(concept)
        holding = [one for one in (*own, *_alternative(concept)) if wanted in one]
        if holding:
            found[name] = min((one not in own, not one.startswith(wanted), len(one), name) for one in holding)
    return tuple(sorted(found, key=found.__getitem__))


def _theme_named(text: str, thesaurus: Thesaurus) -> str:
    if text in thesaurus.concepts:
        return text
    bearers = _bearers(text, thesaurus)
    if len(bearers) == 1:
        return bearers[0]
    proposed = (bearers or _nearest(text, thesaurus))[:_MOST_PROPOSED]
    known = Saying("themes_proposed", themes=", ".join(proposed)) if proposed else Saying("themes_all")
    raise UsageError("filter_unknown", facet="theme", value=text, known=known)


def _bearers(text: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    """Returns the themes that a text is the id or preferred label of; if of none, an alternative label, or a form."""
    wanted = _plain(text)
    for names in (_preferred, _alternative, _forms):
        found = tuple(name for name, concept in thesaurus.concepts.items() if wanted in names(concept))
        if found:
            return found
    return ()


def _nearest(text: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    """Returns themes with a name that holds the text, then those with a name that is written much like it."""
    named = {
        written: name
        for name, concept in thesaurus.concepts.items()
        for written in (*_forms(concept), *_alternative(concept), *_preferred(concept))
    }
    alike = get_close_matches(_plain(text), list(named), n=3 * _MOST_PROPOSED, cutoff=_ALIKE)
    found = dict.fromkeys((*themes_like(text, thesaurus), *(named[written] for written in alike)))
    return tuple(found)


def _preferred(concept: Concept) -> list[str]:
    return [_plain(concept.id), *map(_plain, concept.labels.values())]


def _alternative(concept: Concept) -> list[str]:
    return [_plain(label) for labels in concept.alternative.values() for label in labels]


def _forms(concept: Concept) -> list[str]:
    """Returns the forms for matching alone; one with a star, which stands for any letters, equals nothing typed."""
    return [_plain(form) for forms in concept.hidden.values() for form in forms]


def _plain(text: str) -> str:
    return " ".join(fold(text).replace("-", " ").split())
