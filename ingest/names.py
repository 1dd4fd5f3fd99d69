"""The names of people: how they are written, and where they end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.lexicon import Token, listed

IsTown = Callable[[str], bool]


def title_length(words: Sequence[Token]) -> int:
    """Returns how many words at the begin are a form of address ("Prof. Dr.", "Monsieur le")."""
    length = 0
    while listed("titles").at(words, length):
        length += 1
    article = length and listed("articles").at(words, length) and not words[length].capital
    return length + 1 if article else length


def name_length(words: Sequence[Token], is_town: IsTown, *, after_role: bool = False) -> int:
    """Returns how many words at the begin are the name of a person, or of several ("Ann Claes en Bert Smet").

    Args:
        words: the words of an attribution from where the name would begin.
        is_town: tells whether a name is known as a town's.
        after_role: whether a role stands before; "Jan Peeters van Mol" is of Mol then.
    """
    length = _one_name(words, is_town, after_role=after_role)
    while length and length < len(words) - 1 and words[length].joined and listed("and").at(words, length):
        following = _one_name(words[length + 1 :], is_town, after_role=after_role)
        if not following or not words[length + 1].joined:
            break
        length += 1 + following
    return length


def _one_name(words: Sequence[Token], is_town: IsTown, *, after_role: bool) -> int:
    length = place = 0
    while place < len(words) and (place == 0 or words[place].joined):
        if _is_of_name(words, place):
            length = place = place + 1
        elif place and not words[place].capital and (skipped := _particles(words, place)):
            if _tells_place(words[place : place + skipped + 1], is_town, before=length, after_role=after_role):
                break
            place += skipped
        else:
            break
    return 0 if all(listed("subjects").at(words, at) for at in range(length)) else length


def _is_of_name(words: Sequence[Token], place: int) -> bool:
    token = words[place]
    if not token.capital or any(char.isdigit() for char in token.text):
        return False
    if place == 0 and listed("articles").at(words, 0):  # "El Hadji Diouf", "De Smet Jan"; not "De burgemeester"
        return len(words) > 1 and words[1].joined and _is_of_name(words[1:], 0)
    stops = ("roles", "organisations", "bodies", "departments")
    return not any(listed(name).at(words, place) for name in stops)


def _particles(words: Sequence[Token], place: int) -> int:
    """Returns how many particles stand between two parts of a name."""
    length = 0
    while place + length < len(words) and listed("particles").at(words, place + length):
        length += 1
    following = place + length
    inside = following < len(words) and all(token.joined for token in words[place : following + 1])
    return length if inside and _is_of_name(words, following) else 0


def _tells_place(part: Sequence[Token], is_town: IsTown, *, before: int, after_role: bool) -> bool:
    """Tells whether a particle and the capital after it are where somebody is from, no surname."""
    if len(part) != 2 or before < 2 or not listed("place_particles").at(part, 0):  # noqa: PLR2004 - forename, surname
        return False
    return after_role or is_town(part[1].text)
