"""Whose somebody is: the towns and organisations in an attribution."""

from __future__ import annotations

from ingest.fields import Fields
from ingest.lexicon import listed
from ingest.phrases import (
    Words,
    affiliation_start,
    department,
    further_role,
    is_link,
    is_named,
    is_told,
    named_after,
    organisation_cue,
    place_end,
    trimmed,
)


def take_affiliation(fields: Fields, words: Words) -> int:
    """Fills in towns and organisations; returns the place at which another role begins, or the end."""
    place = 0
    employed = False
    while place < len(words) and further_role(words, place) is None:
        taken = _take(fields, words, place, employed=employed)
        employed = listed("employing").at(words, place) > 0 or (employed and is_link(words, place))
        place += taken
    return place


def _take(fields: Fields, words: Words, place: int, *, employed: bool) -> int:
    """Takes what stands at a place; returns how many words that is."""
    if is_link(words, place):
        return 1
    if country := fields.country_at(words, place):
        return country
    if end := _take_organisation(fields, words, place):
        return end - place
    if body := listed("bodies").at(words, place):
        return body
    if not is_named(words, place):
        return 1
    end = run_end(fields, words, place)
    name = words[place:end]
    if is_told("localities", words, place, end):
        fields.put_locality(name)
    elif is_told("bodies", words, place, end):
        fields.put_municipality(name)
    else:
        _take_capitals(fields, name, employed=employed)
    return end - place


def run_end(fields: Fields, words: Words, place: int) -> int:
    """Returns where capitals end, a country behind them left out ("Santo Tomás Nicaragua")."""
    end = place_end(words, place)
    return next((at for at in range(place + 1, end) if fields.country_at(words, at)), end)


def _take_organisation(fields: Fields, words: Words, place: int) -> int | None:
    """Takes the organisation that a place begins, with the town in its name; returns its end, None if none begins."""
    if department(words, place):
        end = affiliation_start(words, place + department(words, place))
        fields.put("organisation", trimmed(words[place:end]))
        return end
    cue = organisation_cue(words, place)
    if cue is None:
        return None
    end = _organisation_end(fields, words, cue)
    fields.put("organisation", words[place:end])
    if found := _seat(fields, words[place:end], cue - place):
        fields.put_town(found)
    return end


def _organisation_end(fields: Fields, words: Words, cue: int) -> int:
    """Returns where an organisation's name ends: before its seat, a country, or a further role."""
    for place in range(cue + 1, len(words)):
        seated = listed("seated").at(words, place) > 0 and not words[place].capital
        at_seat = seated and named_after(words, place) == place + 1
        country = fields.country_at(words, place) > 0 and not is_link(words, place - 1)
        if at_seat or country or further_role(words, place) is not None:
            return len(trimmed(words[:place]))
    return len(words)


def _seat(fields: Fields, name: Words, cue: int) -> Words:
    """Returns the town in an organisation's name ("comité genre de Ouinhi", "Bugesera District").

    Of a name in capitals throughout ("Fundación Amigos de la Tierra") only what is known to be a town is one.
    """
    if cue and (listed("districts").at(name, cue) or fields.town(name[: run_end(fields, name, 0)])):
        return name[: run_end(fields, name, 0)]
    common = any(not token.capital and not is_link(name, place) for place, token in enumerate(name))
    for place in range(len(name) - 1, cue, -1):
        if not is_named(name, place) or is_named(name, place - 1):
            continue
        run = name[place : place_end(name, place)]
        if fields.town(run) or listed("districts").at(name, place - 1) or (common and _is_of(name, place)):
            return run
    return ()


def _is_of(name: Words, place: int) -> bool:
    """Tells whether a capital is where an organisation is from; not so in a name like "consejo Andrés de Vera"."""
    tied = listed("prepositions").at(name, place - 1) > 0 and not name[place - 1].capital
    capitals = [is_named(name, at) for at in range(max(place - 3, 0), place - 1)]
    inside = capitals[-1:] == [True] and sum(capitals) == 1
    return tied and not inside and not name[place].is_acronym


def _take_capitals(fields: Fields, run: Words, *, employed: bool) -> None:
    """Fills in a proper name: a town that is known, else an organisation if it looks like one, else a town."""
    known = next((length for length in range(len(run), 0, -1) if fields.town(run[:length])), 0)
    if known:
        fields.put_town(run[:known])
        if known < len(run):
            _take_capitals(fields, run[known:], employed=employed)
    elif employed or fields.is_acronym(run) or (fields.in_column(run) and not fields.is_municipal()):
        fields.put("organisation", run)
    else:
        fields.put_town(run)
