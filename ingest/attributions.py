"""Which lines name who said something, told by their form alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lexicon import Token, listed, parts, tokens
from ingest.names import name_length, title_length
from ingest.phrases import is_link, is_named
from kb.text import any_stop_word

# An attribution is one line or a few: name, role, organisation, partnership.
_WORDS = 40
_CHARACTERS = 400
# The role stands in one of the parts after the name, near its front: "..., Bugesera District Planning Officer".
_PARTS_TO_ROLE = 3
_WORDS_TO_ROLE = 4
# Without a name: "La première adjointe au maire de Ouinhi".
_WORDS_TO_FIRST_ROLE = 3
# A name without a role, below a quotation: "Fatou Diop, Pout (Sénégal)".
_WORDS_OF_A_NAME = 12
_DASH = re.compile(r"[—–-]+\s*(?=\S)")
# A sentence ends inside the line; behind a title or an initial ("Dr. Boateng") none does.
_NEXT_SENTENCE = re.compile(r"[^\W\d_]{5}\.\s+[^\W\d_]")
_MARKS = ' \t\n\xa0—–-:.,;"“”„«»()'
# What may follow a name directly; any other word in lower case makes a sentence of it.
_GOES_ON = (
    *("roles", "roles_of_several", "subjects", "departments", "organisations", "bodies", "relations", "pairs"),
    *("particles", "and", "articles", "prepositions", "ages"),
)


def without_introduction(text: str) -> list[Token]:
    """Returns the words of an attribution without what introduces it ("Aan het woord:", "..., témoigne :")."""
    words = tokens(text)
    opening = listed("openings").at(words, 0)
    if opening and opening < len(words) and _begins_speaker(text, words, opening):
        words = words[opening:]
    announces = text.rstrip(_MARKS.replace(":", "")).endswith(":")
    for place in range(1, len(words)):
        length = listed("closings").at(words, place)
        if length and (announces or place + length == len(words)):
            return words[:place]
    return words


def _begins_speaker(text: str, words: Sequence[Token], place: int) -> bool:
    between = text[words[place - 1].end : words[place].start]
    role = place + listed("articles").at(words, place)
    named = any(is_named(words, at) for at in range(role, len(words)))
    addressed = words[place].capital or listed("titles").at(words, place) > 0
    return ":" in between or addressed or (named and listed("roles").at(words, role) > 0)


def is_attribution(text: str) -> bool:
    """Tells whether a line names who said something: "name, role, place", or a role and whose it is."""
    if len(text) > _CHARACTERS:
        return False
    bare = text.strip()
    dash = _DASH.match(bare)
    if not (dash or bare[:1].isupper()) or bare.endswith(("?", "!")):
        return False
    words = without_introduction(bare)
    if not words or len(words) > _WORDS or _says_something(bare, words):
        return False
    return _is_name_with_role(words) or _is_role_of_somebody(words, announced=bool(dash) or bare.endswith(":"))


def names_somebody(text: str) -> bool:
    """Tells whether a short line is a name, perhaps with a place: enough below a quotation, nowhere else."""
    bare = text.strip()
    words = without_introduction(bare)
    if not words or len(words) > _WORDS_OF_A_NAME or bare.endswith(("?", "!")) or _says_something(bare, words):
        return False
    titled = title_length(words)
    length = name_length(words[titled:], _unknown)
    named = length > 1 or (length == 1 and (titled > 0 or _DASH.match(bare) is not None))
    rest = words[titled + length :]
    apart = length > 1 and bool(rest) and not rest[0].joined
    return named and (apart or all(token.capital or is_link(rest, place) for place, token in enumerate(rest)))


def _unknown(_name: str) -> bool:
    """Tells of no name that it is a town's: the form alone counts here."""
    return False


def _says_something(bare: str, words: Sequence[Token]) -> bool:
    """Tells whether a line is a sentence, an enumeration, or a label with what it stands for."""
    said = bare[words[0].start : words[-1].end]
    if _is_labelled(bare, words) or _NEXT_SENTENCE.search(said) or _lists_people(said) or _has_verb(words):
        return True
    found = parts(words)
    return any(_goes_on(part) for part in found) or (bare.endswith(".") and not _may_stand(found[-1], 0))


def _has_verb(words: Sequence[Token]) -> bool:
    """Tells whether a word makes a sentence; with a capital it is a name ("Zé" is a town, "ze" is she)."""
    return any(listed("sentences").at(words, place) for place in range(len(words)) if not words[place].capital)


def _is_labelled(bare: str, words: Sequence[Token]) -> bool:
    """Tells whether a colon stands between words, unless behind "partner"."""
    colons = (place for place in range(1, len(words)) if ":" in bare[words[place - 1].end : words[place].start])
    return any(not listed("relations").at(words, place - 1) for place in colons)


def _lists_people(said: str) -> bool:
    """Tells whether several people stand between semicolons ("Jan Peeters, schepen; Ann Claes, directeur")."""
    several = said.split(";")
    return len(several) > 1 and sum(listed("roles").find(tokens(part)) is not None for part in several) > 1


def _goes_on(part: Sequence[Token]) -> bool:
    """Tells whether a name goes on as a sentence ("Burgemeester van Pout bezoekt ..."); organisations' names may."""
    for place in range(1, len(part)):
        if listed("organisations").at(part, place - 1):
            return False
        if is_named(part, place - 1) and not _may_stand(part, place):
            return True
    return False


def _may_stand(part: Sequence[Token], place: int) -> bool:
    return not part[place].text[0].islower() or any(listed(name).at(part, place) for name in _GOES_ON)


def _is_name_with_role(words: Sequence[Token]) -> bool:
    titled = title_length(words)
    length = name_length(words[titled:], _unknown)
    if not length or (length == 1 and words[titled].folded in any_stop_word()):
        return False
    rest = words[titled + length :]
    others = next(iter(parts(rest)), [])
    named = [*words[: titled + length], *(others if name_length(others, _unknown) == len(others) else [])]
    several = listed("and").find(named) is not None
    names = ("roles", "roles_of_several") if several else ("roles",)
    if rest and rest[0].joined and (length == 1 or rest[0].text.istitle()):  # a label, a row of a table
        return False
    near = parts(rest)[:_PARTS_TO_ROLE]
    return any(_begins_with_role(part, names, _WORDS_TO_ROLE if length > 1 else 1) for part in near)


def _begins_with_role(part: Sequence[Token], names: Sequence[str], within: int) -> bool:
    for place in range(min(within + 1, len(part))):
        if any(listed(name).at(part, place) for name in names):
            return True
        if listed("and").at(part, place):
            return False
    return False


def _is_role_of_somebody(words: Sequence[Token], *, announced: bool) -> bool:
    titled = title_length(words)
    first = next(iter(parts(words[titled + listed("articles").at(words, titled) :])), [])
    role = listed("roles").find(first)
    if role is None or role > _WORDS_TO_FIRST_ROLE or listed("roles_of_several").find(words) is not None:
        return False
    if any(is_named(first, place) for place in range(role)) or listed("and").find(first[:role]) is not None:
        return False
    return announced or any(is_named(words, place) for place in range(role + 1, len(words)))


def has_name(text: str) -> bool:
    """Tells whether an attribution begins with a name, not with a role."""
    words = without_introduction(text.strip())
    return bool(words) and name_length(words[title_length(words) :], _unknown) > 0


def introduces(text: str) -> bool:
    """Tells whether a line says that somebody speaks in what follows ("Fatou Diop raconte :")."""
    bare = text.strip()
    if not bare.endswith(":") or len(bare) > _CHARACTERS or not bare[:1].isupper():
        return False
    words = without_introduction(bare)
    named = any(is_named(words, place) for place in range(len(words)))
    return named and len(words) < len(tokens(bare)) and (is_attribution(bare) or names_somebody(bare))


def signs_minutes(text: str) -> bool:
    """Tells whether a line has the role of those who sign minutes."""
    return listed("signing").find(tokens(text)) is not None


def speaks_of_oneself(text: str) -> bool:
    """Tells whether a paragraph is said in the first person."""
    return listed("first_person").find(tokens(text)) is not None
