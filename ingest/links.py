"""Which partnerships and countries a document and its passages belong to, with the words that tell it.

A passage belongs to all partnerships that its text or its headings name, and if they name none, to those of its
document. A document belongs to those of the first place that names one: its title, its file, the nearest folder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.mentions import Mention
from ingest.places import COUNTRY, PARTNERSHIP, Gazetteer
from kb.types import Evidence, EvidencePlace, Suggestion

# How far a name is trusted by where it stands. The order is what counts, the figures are set: in the 74 passages of the
# examples and the first report that name a partnership no link is wrong, too few to measure how seldom one is. A title
# may name one of several, a folder may hold what came along.
RIGHT = {
    EvidencePlace.TEXT: 0.97,
    EvidencePlace.HEADING: 0.9,
    EvidencePlace.TITLE: 0.8,
    EvidencePlace.FOLDER: 0.7,
}
# What a passage names more often is no surer, and who looks at the evidence has seen enough.
_MOST_SHOWN = 5

Found = dict[str, list[Evidence]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Partnerships in the registry's order and countries by code, each with the evidence for it."""

    partnerships: Mapping[str, Sequence[Evidence]]
    countries: Mapping[str, Sequence[Evidence]]

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Returns the links as suggestions, each as sure as its best evidence."""
        return tuple(
            Suggestion(
                facet=facet,
                value=value,
                probability=max(RIGHT[one.where] for one in evidence),
                evidence=tuple(evidence[:_MOST_SHOWN]),
            )
            for facet, found in ((PARTNERSHIP, self.partnerships), (COUNTRY, self.countries))
            for value, evidence in found.items()
        )


def links_of_document(title: str, path: Sequence[str], gazetteer: Gazetteer) -> Links:
    """Returns what a document belongs to.

    Args:
        title: its title, empty if it is made of the file's name.
        path: its folders and its file, the outermost first.
        gazetteer: knows the names.
    """
    places = [_in_title(title, gazetteer), *(_in_path(part, gazetteer) for part in reversed(path))]
    partnerships = next((found for found, _ in places if found), {})
    told = (_with_their_countries(countries, named, gazetteer) for named, countries in places)
    countries = next((found for found in told if found), {})
    return _ordered(partnerships, _with_their_countries(countries, partnerships, gazetteer), gazetteer)


def links_of_passage(text: str, headings: Iterable[str], document: Links, gazetteer: Gazetteer) -> Links:
    """Returns what a passage belongs to.

    Args:
        text: the passage's.
        headings: those above it, without the document's title.
        document: what its document belongs to.
        gazetteer: knows the names.
    """
    partnerships, countries = _parted(_near(text, headings, gazetteer))
    named = bool(partnerships)
    for value, of_document in document.partnerships.items():
        if not named or value in partnerships:
            partnerships.setdefault(value, []).extend(of_document)
    countries = _with_their_countries(countries, partnerships, gazetteer)
    if not countries:
        countries = {value: list(evidence) for value, evidence in document.countries.items()}
    return _ordered(partnerships, countries, gazetteer)


def _near(text: str, headings: Iterable[str], gazetteer: Gazetteer) -> Iterator[tuple[Mention, Evidence]]:
    for one in gazetteer.mentions(text):
        quote = text[one.start : one.end]
        yield one, Evidence(where=EvidencePlace.TEXT, quote=quote, start=one.start, end=one.end)
    for heading in headings:
        for one in gazetteer.mentions(heading):
            yield one, Evidence(where=EvidencePlace.HEADING, quote=heading[one.start : one.end])


def _in_title(title: str, gazetteer: Gazetteer) -> tuple[Found, Found]:
    """Returns the partnerships and the countries that a title names."""
    return _parted(
        (one, Evidence(where=EvidencePlace.TITLE, quote=title[one.start : one.end]))
        for one in gazetteer.mentions(title)
    )


def _in_path(part: str, gazetteer: Gazetteer) -> tuple[Found, Found]:
    """Returns the partnerships and the countries that a folder's or file's name names."""
    evidence = Evidence(where=EvidencePlace.FOLDER, quote=part)
    return _parted((one, evidence) for one in gazetteer.mentions(_as_words(part)))


def _parted(mentions: Iterable[tuple[Mention, Evidence]]) -> tuple[Found, Found]:
    found: tuple[Found, Found] = ({}, {})
    for one, evidence in mentions:
        found[0 if one.facet == PARTNERSHIP else 1].setdefault(one.value, []).append(evidence)
    return found


def _as_words(part: str) -> str:
    """Returns a file's or folder's name as words with capitals: people name files without, and join years to names."""
    spaced = re.sub(r"[^\w'’-]|_", " ", unicodedata.normalize("NFC", part))
    parted = re.sub(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])", " ", spaced)
    return re.sub(r"\b[^\W\d]", lambda first: first.group().upper(), parted)


def _with_their_countries(countries: Found, partnerships: Found, gazetteer: Gazetteer) -> Found:
    """Adds the countries of partnerships, which rest on what these rest on."""
    found = {value: list(evidence) for value, evidence in countries.items()}
    for value, evidence in partnerships.items():
        if code := gazetteer.country_of(value):
            found.setdefault(code, []).extend(evidence)
    return found


def _ordered(partnerships: Found, countries: Found, gazetteer: Gazetteer) -> Links:
    return Links(
        partnerships={value: tuple(dict.fromkeys(partnerships[value])) for value in gazetteer.in_order(partnerships)},
        countries={value: tuple(dict.fromkeys(countries[value])) for value in sorted(countries)},
    )
