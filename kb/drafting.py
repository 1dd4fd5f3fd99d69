"""Drafts of practice records, out of passages by plain rules: every word of a draft stands in a document.

What a passage contributes is told by its kind; in a lesson each sentence is a success factor, or a condition if it
tells one. Passages of the same section fill in what the chosen ones do not say. What nobody says stays "not stated".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import groupby

from kb.citations import cite
from kb.kind_features import kind_of_heading
from kb.phrases import Phrases, folded_words
from kb.practices import Citation, PracticeRecord, Statement
from kb.rows import StoredPassage
from kb.sections import neighbours, topic_of
from kb.sentences import sentences
from kb.themes import thesaurus
from kb.types import PracticeKind

_FIELDS = {
    PracticeKind.GOOD_PRACTICE: "what_was_done",
    PracticeKind.GUIDANCE: "what_was_done",
    PracticeKind.CONTEXT: "context",
    PracticeKind.RESULT: "results",
    PracticeKind.KEY_FIGURE: "results",
    PracticeKind.CHALLENGE: "did_not_work",
    PracticeKind.LESSON: "success_factors",
}
_CONDITIONS = "transfer_conditions"
# What a neighbour fills in is meant to be read: a page at most for a field.
_MOST_NEIGHBOURS = 2
# A title is read at a glance: two lines of a list.
_MOST_LETTERS = 120
_NUMBERING = re.compile(r"^\s*\d+(?:\.\d+)*[.)]?\s+")


@cache
def _condition_phrases() -> Phrases:
    text = resources.files("kb").joinpath("data/practice_cues.toml").read_text(encoding="utf-8")
    return Phrases({_CONDITIONS: tomllib.loads(text)["conditions"]})


def draft(practice_id: str, chosen: Sequence[StoredPassage], around: Sequence[StoredPassage]) -> PracticeRecord:
    """Returns a suggested record that says what passages say, word for word.

    Args:
        practice_id: the new record's.
        chosen: the passages that it is made of, at least one.
        around: the passages of their documents.
    """
    drawn = _Drawn()
    for stored in chosen:
        drawn.take(stored)
    told = set(drawn.fields)
    for stored in neighbours(chosen, around):
        drawn.fill(stored, told)
    passages = [stored.passage for stored in chosen]
    years = sorted(passage.year for passage in passages if passage.year)
    record = PracticeRecord(
        id=practice_id,
        title=_title(chosen),
        language=passages[0].language,
        evidence=tuple(dict.fromkeys(drawn.evidence)),
        partnerships=tuple(dict.fromkeys(name for passage in passages for name in passage.partnerships)),
        countries=tuple(dict.fromkeys(code for passage in passages for code in passage.countries)),
        themes=thesaurus().narrowest(theme for passage in passages for theme in passage.themes),
        from_year=years[0] if years else None,
        to_year=years[-1] if years else None,
    )
    return record.with_statements({field: tuple(said.values()) for field, said in drawn.fields.items()})


class _Drawn:
    """What passages say, field by field; the same words are one statement, with all that say them."""

    def __init__(self) -> None:
        self.fields: dict[str, dict[str, Statement]] = {}
        self.evidence: list[Citation] = []

    def take(self, stored: StoredPassage) -> None:
        """Takes all that a passage says; what belongs in no field is evidence."""
        if stored.passage.kind not in _FIELDS:
            self.evidence.append(cite(stored))
        for field, text in _contributions(stored):
            self._add(field, text, stored)

    def fill(self, stored: StoredPassage, told: set[str]) -> None:
        """Takes what a neighbour says for fields that are not told yet, and testimonies, a few of each."""
        if stored.passage.kind is PracticeKind.TESTIMONY and len(self.evidence) < _MOST_NEIGHBOURS:
            self.evidence.append(cite(stored))
        for field, text in _contributions(stored):
            if field not in told and len(self.fields.get(field, ())) < _MOST_NEIGHBOURS:
                self._add(field, text, stored)

    def _add(self, field: str, text: str, stored: StoredPassage) -> None:
        said, citation = self.fields.setdefault(field, {}), cite(stored, text)
        key = " ".join(folded_words(text)) or text
        before = said[key].evidence if key in said else ()
        first = said[key].text if key in said else text
        said[key] = Statement(text=first, evidence=tuple(dict.fromkeys((*before, citation))))


def _contributions(stored: StoredPassage) -> Iterator[tuple[str, str]]:
    """Yields what a passage says, word for word, with the field that each part belongs in."""
    passage = stored.passage
    field = _FIELDS.get(passage.kind)
    if field is None:
        return
    if field == "what_was_done" and passage.headings and _tells_condition(passage.headings[-1]):
        field = _CONDITIONS
    if passage.kind is not PracticeKind.LESSON:
        yield field, passage.text
        return
    yield from _lessons(passage.text)


def _lessons(text: str) -> Iterator[tuple[str, str]]:
    def field_of(place: tuple[int, int]) -> str:
        return _CONDITIONS if _tells_condition(text[slice(*place)]) else _FIELDS[PracticeKind.LESSON]

    for field, group in groupby(sentences(text), field_of):
        places = list(group)
        yield field, text[places[0][0] : places[-1][1]]


def _tells_condition(text: str) -> bool:
    return bool(_condition_phrases().names_in(folded_words(text)))


def _title(chosen: Sequence[StoredPassage]) -> str:
    """Returns the heading that tells what the passages are about, else what they say first."""
    topics = (topic_of(stored.passage.headings) for stored in chosen)
    heading = next((topic[-1] for topic in topics if topic), None) or chosen[0].document.title
    if not heading or kind_of_heading(heading) is not None:
        text = chosen[0].passage.text
        first = next(iter(sentences(text)), (0, len(text)))
        heading = text[slice(*first)]
    title = " ".join(_NUMBERING.sub("", heading).split())
    return title if len(title) <= _MOST_LETTERS else f"{title[:_MOST_LETTERS].rsplit(' ', 1)[0]}…"
