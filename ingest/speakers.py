"""Who gives a testimonial: an attribution taken apart into name, role, organisation and places.

It is read from left to right, part by part as commas, dashes and brackets part it.
"""

from __future__ import annotations

import re

from ingest.affiliations import run_end, take_affiliation
from ingest.attributions import without_introduction
from ingest.fields import Fields
from ingest.lexicon import Token, listed, parts
from ingest.names import name_length, title_length
from ingest.phrases import Words, affiliation_start, is_link, is_named, is_organisation, named_after, place_end, trimmed
from ingest.places import Gazetteer
from kb.types import Speaker

_DASH_BETWEEN = re.compile(r"\s*[–—-]\s*")


def speaker_of(attribution: str, gazetteer: Gazetteer) -> Speaker:
    """Returns who speaks, as far as an attribution says; what it does not say is None.

    Args:
        attribution: "name, role, place" in any order and in any of the four languages, of one or more lines; of
            several people with roles of their own the first counts.
        gazetteer: knows towns and countries; other towns are found by where they stand.
    """
    fields = Fields(attribution, gazetteer)
    words = without_introduction(attribution)
    for part in _labelled(fields, parts(_without_pair(fields, words))):
        if _is_another_speaker(fields, part):
            break
        if not (_is_aside(fields, part) or _lengthens(fields, part)):
            _read(fields, part)
    return fields.speaker(words)


def _labelled(fields: Fields, found: list[list[Token]]) -> list[list[Token]]:
    """Joins "partner:" with what it stands for."""
    joined: list[list[Token]] = []
    for part in found:
        before = joined[-1] if joined else part
        label = ":" in fields.text[before[-1].end : part[0].start]
        if label and listed("relations").at(before, len(before) - 1):
            before.extend(part)
        else:
            joined.append(part)
    return joined


def _read(fields: Fields, part: Words) -> None:
    place, length = _relation(part)
    _read_own(fields, part[:place])
    _take_partner(fields, part[place + length :])


def _read_own(fields: Fields, words: Words) -> None:
    rest = _take_role(fields, _take_name(fields, words))
    place = take_affiliation(fields, rest)
    if place < len(rest):
        _read_own(fields, rest[place + 1 :])


def _without_pair(fields: Fields, words: Words) -> Words:
    """Takes "stedenband Laarne-Ouinhi" as an organisation: it says of neither side that it is the speaker's."""
    for place in range(len(words) - 1):
        if listed("pairs").at(words, place) and (end := _pair_end(fields, words, place + 1)):
            fields.put("organisation", words[place:end])
            return [*words[:place], *words[end:]]
    return words


def _pair_end(fields: Fields, words: Words, start: int) -> int | None:
    if not is_named(words, start):
        return None
    end = place_end(words, start)
    if end < len(words) and _DASH_BETWEEN.fullmatch(fields.text[words[end - 1].end : words[end].start]):
        return place_end(words, end) if is_named(words, end) else None
    halves = words[start].text.split("-")
    return end if len(halves) > 1 and all(fields.is_town(half) for half in halves) else None


def _is_aside(fields: Fields, part: Words) -> bool:
    """Tells whether a part says nothing of who speaks: an age, a party, the members of a body in brackets."""
    if fields.bracket(part)[:1].isdigit():
        return True
    aged = part[0].text.isdigit() and any(listed("ages").at(part, place) for place in range(len(part)))
    return aged or len(part) == listed("parties").at(part, 0)


def _is_another_speaker(fields: Fields, part: Words) -> bool:
    if "name" not in fields or fields.last == "name":
        return False
    joined = listed("and").at(part, 0)
    return bool(joined or ";" in fields.since_last(part)) and name_length(part[joined:], fields.is_town) > 1


def _lengthens(fields: Fields, part: Words) -> bool:
    """Adds a part to the field before it, of which it is one more: a name or a partner, joined by "and"."""
    if listed("and").find(part) is None:
        return False
    named = all(is_named(part, place) or listed("and").at(part, place) for place in range(len(part)))
    more_partners = fields.last == "partner" and named
    if more_partners or (fields.last == "name" and name_length(part, fields.is_town) == len(part)):
        fields.lengthen(part)
        return True
    return False


def _take_name(fields: Fields, words: Words) -> Words:
    titled = title_length(words)
    length = name_length(words[titled:], fields.is_town)
    name = words[titled : titled + length]
    rest = words[titled + length :]
    if not length or "name" in fields or not (titled or _is_person(fields, name)):
        return words
    if rest and rest[0].joined and (is_organisation(rest, 0) or listed("bodies").at(rest, 0)):
        return words
    fields.put("name", name)
    return rest


def _is_person(fields: Fields, name: Words) -> bool:
    """Tells whether capitals are a name and no town: they begin the attribution, or are two after a role."""
    if fields.is_known(name):
        return False
    return not fields or (len(name) > 1 and not listed("place_heads").at(name, 0) and not fields.bracket(name))


def _take_role(fields: Fields, words: Words) -> Words:
    start = title_length(words)
    while listed("articles").at(words, start):
        start += 1
    role = _role_place(fields, words, start)
    if role is None:
        return words
    if length := _affiliation_before(fields, words[start:role]):
        take_affiliation(fields, words[start : start + length])
        start += length
    end = affiliation_start(words, max(role + _role_length(words, role), start + 1))
    taken = trimmed(words[start:end])
    if fields.last == "role":
        fields.lengthen(taken)
    fields.put("role", taken)
    return _take_name_after_role(fields, words[start + len(taken) :])


def _role_place(fields: Fields, words: Words, start: int) -> int | None:
    """Returns where a role stands: a word that is known as one, or any in lower case after the name."""
    if start == len(words):
        return None
    known = next((at for at in range(start, len(words)) if _role_length(words, at)), None)
    if known != start and any(listed(name).at(words, start) for name in ("organisations", "prepositions")):
        return None
    if known != start and any(listed(name).at(words, start) for name in ("departments", "bodies")):
        return known if known is not None and _is_compound(words[start:known]) else None
    follows = "name" in fields and words[start].text[0].islower()
    return start if known is None and follows else known


def _is_compound(words: Words) -> bool:
    """Tells whether words are one with the role behind them: "programme manager", no "dienst van de burgemeester"."""
    return not any(is_link(words, place) for place in range(len(words)))


def _role_length(words: Words, place: int) -> int:
    return listed("roles").at(words, place) or listed("roles_of_several").at(words, place)


def _affiliation_before(fields: Fields, before: Words) -> int:
    """Returns how many words before a role are whose it is ("Bugesera District Planning Officer")."""
    if not before or not is_named(before, 0):
        return 0
    cues = [place for place in range(len(before)) if is_organisation(before, place)]
    known = run_end(fields, before, 0)
    return cues[-1] + 1 if cues else known if fields.is_known(before[:known]) else 0


def _take_name_after_role(fields: Fields, words: Words) -> Words:
    """Takes a name that follows its role directly: "Burgemeester Jan Peeters van Mol"."""
    titled = title_length(words)
    length = name_length(words[titled:], fields.is_town, after_role=True)
    name = words[titled : titled + length]
    if "name" in fields or not length or not words[0].joined or fields.is_known(name):
        return words
    if listed("place_heads").at(name, 0) or (length == 1 and fields.is_acronym(name)):
        return words
    fields.put("name", name)
    return words[titled + length :]


def _relation(part: Words) -> tuple[int, int]:
    """Returns the place and length of the words that name the other side; else the end and nothing."""
    for place in range(len(part)):
        length = listed("relations").at(part, place)
        start = _partner_start(part, place + length) if length else None
        if start is not None and not (listed("roles").at(part, place) and is_organisation(part, start)):
            return place, length
    return len(part), 0


def _partner_start(part: Words, place: int) -> int | None:
    """Returns where the other side's name begins, behind "de gemeente" or nothing."""
    found = named_after(part, place)
    if found is None and place < len(part):
        bodied = next((at for at in range(place, len(part)) if listed("bodies").at(part, at)), None)
        found = named_after(part, bodied + listed("bodies").at(part, bodied)) if bodied is not None else None
    return found


def _take_partner(fields: Fields, words: Words) -> None:
    start = _partner_start(words, 0) if words else None
    if start is None:
        return
    end = start
    while end < len(words) and (is_named(words, end) or listed("and").at(words, end)):
        if fields.country_at(words, end) and end > start:
            break
        end = run_end(fields, words, end)
    fields.put("partner", trimmed(words[start:end]))
