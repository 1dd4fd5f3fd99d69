"""The shape of an attribution's phrases: what is a name in it, where a role ends, and where a town's name does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from ingest.lexicon import Token, listed

Words = Sequence[Token]


def is_link(words: Words, place: int) -> bool:
    """Tells whether a word only ties others together: a preposition, or an article that begins no name ("De Haan")."""
    if listed("articles").at(words, place):
        following = place + 1
        inside = following < len(words) and words[following].joined and words[following].capital
        return not (inside and words[place].text.istitle() and len(words[place].text) > 1)
    return listed("prepositions").at(words, place) > 0


def is_named(words: Words, place: int) -> bool:
    """Tells whether a word is part of a proper name: it has a capital, and is neither a role nor a subject of work."""
    if not words[place].capital or is_link(words, place):
        return False
    return not any(listed(name).at(words, place) for name in ("roles", "subjects", "departments", "and"))


def affiliation_start(words: Words, start: int) -> int:
    """Returns the first place from `start` on that tells whose somebody is; the end if none does."""
    place = start
    while place < len(words):
        within_role = listed("roles").at(words, place) or department(words, place)
        if not within_role and _begins_affiliation(words, place):
            return place
        place += within_role or 1
    return len(words)


def trimmed(words: Words) -> Words:
    """Returns words without the links at their end."""
    end = len(words)
    while end and (is_link(words, end - 1) or listed("and").at(words, end - 1)):
        end -= 1
    return words[:end]


def place_end(words: Words, start: int) -> int:
    """Returns where the capitals that begin at `start` end ("Santo Tomás", "San Juan de Oriente")."""
    end = start + 1
    has_head = listed("place_heads").at(words, start) > 0
    while end < len(words) and words[end].joined:
        joiners = takewhile(lambda at: listed("place_joiners").at(words, at), range(end, len(words)))
        following = end + (len(list(joiners)) if has_head else 0)
        if following >= len(words) or not _continues_name(words, following):
            break
        end = following + 1
    return end


def named_after(words: Words, place: int) -> int | None:
    """Returns the place of the name that follows, with nothing but links before it."""
    while place < len(words) and is_link(words, place):
        place += 1
    return place if place < len(words) and is_named(words, place) else None


def is_told(kind: str, words: Words, start: int, end: int) -> bool:
    """Tells whether a word of a list beside a name tells what it is of ("barrio San José", "Nyamata Sector")."""
    before = start - 1
    while before >= 0 and is_link(words, before):
        before -= 1
    after = end < len(words) and words[end].joined and words[end].capital and listed(kind).at(words, end)
    return bool(after) or (before >= 0 and listed(kind).at(words, before) > 0)


def further_role(words: Words, place: int) -> int | None:
    """Returns where another role begins, if "and" with one after it stands at a place."""
    following = place + 1
    if not listed("and").at(words, place) or following >= len(words):
        return None
    following += listed("articles").at(words, following)
    near = range(following, min(following + 2, len(words)))
    return following if any(listed("roles").at(words, at) for at in near) else None


def organisation_cue(words: Words, start: int) -> int | None:
    """Returns the place of the word that tells an organisation, with nothing but capitals from `start` to it."""
    for place in range(start, len(words)):
        if is_organisation(words, place):
            return place
        if not words[place].capital or is_link(words, place) or listed("roles").at(words, place):
            return None
    return None


def is_organisation(words: Words, place: int) -> bool:
    """Tells whether a word tells that an organisation is named."""
    return listed("organisations").at(words, place) > 0 or _stands_for_itself(words, place)


def _stands_for_itself(words: Words, place: int) -> bool:
    """Tells whether a department has a name of its own, which is an acronym."""
    return listed("departments").at(words, place) > 0 and not department(words, place)


def department(words: Words, place: int) -> int:
    """Returns how many words are a part of an administration."""
    length = listed("departments").at(words, place)
    after = place + length
    return 0 if after < len(words) and words[after].joined and words[after].is_acronym else length


def _begins_affiliation(words: Words, place: int) -> bool:
    if is_organisation(words, place):
        return not listed("roles").at(words, place + 1)  # "cooperative president"
    if is_named(words, place):
        return True
    length = listed("bodies").at(words, place)
    return length > 0 and named_after(words, place + length) is not None


def _continues_name(words: Words, place: int) -> bool:
    stops = ("organisations", "bodies", "districts", "and")
    return is_named(words, place) and not any(listed(name).at(words, place) for name in stops)
