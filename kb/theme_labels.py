"""Finds the thesaurus's labels in a text: words in a row by their stems, with function words between them allowed.

Labels are looked up by their first word, so that a text costs one pass however many labels there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kb.text import Word, stem, stop_words, words
from kb.themes import Concept

# "lutte contre toutes les formes de corruption" has as many between two words; more bridge what is no phrase.
_MOST_BETWEEN = 4
# Inflection changes no more at a word's end than this: "training" is no form of "train", though their stems agree.
_ENDING = 2
_PARTS = re.compile(r"[.,;:!?()\[\]|\n•…]")
_ENDS_SENTENCE = re.compile(r"(?:^|[.!?:;\n|•–…(\"“”«»*_#>-])[^\w]*$")


class _Form(NamedTuple):
    """What a word of a label looks like: by its stem, or by letters that it begins with, ends with or holds."""

    letters: str
    stem: str
    before: bool
    after: bool

    def fits(self, folded: str, stemmed: str) -> bool:
        if self.before or self.after:
            return _holds(self, folded)
        return folded == self.letters or stemmed == self.stem


@dataclass(frozen=True, slots=True)
class _Label:
    """A label as the forms of its words."""

    theme: str
    forms: tuple[_Form, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A label where a text writes it: offsets [start, end), and how many words of the label stand there."""

    theme: str
    start: int
    end: int
    length: int


class Labels:
    """The labels of one language."""

    def __init__(self, concepts: Iterable[Concept], language: str) -> None:
        self._language = language
        self._function_words = stop_words(language)
        found = (label for concept in concepts for label in self._of(concept))
        self._by_stem, self._open = _indexed(dict.fromkeys(found))
        # Texts repeat their words; most begin no label.
        self._beginning = lru_cache(maxsize=100_000)(self._labels_that_begin_with)

    def mentions(self, text: str) -> list[Mention]:
        """Returns the labels that stand in a text, the longest where several overlap, in the text's order."""
        said = words(text)
        found = [
            Mention(theme=label.theme, start=word.start, end=said[last].end, length=len(label.forms))
            for place, word in enumerate(said)
            for label in self._beginning(word.folded)
            if (last := self._last(label, said, place, text)) is not None
        ]
        return [one for one in longest(found) if one.length > 1 or not _is_name(text, one)]

    def _of(self, concept: Concept) -> Iterator[_Label]:
        language = self._language
        written = (
            concept.labels.get(language, ""),
            *concept.alternative.get(language, ()),
            *concept.hidden.get(language, ()),
        )
        for one in written:
            if forms := self._forms(one):
                yield _Label(concept.id, forms)

    def _forms(self, label: str) -> tuple[_Form, ...]:
        """Returns a label's words without function words, unless one word alone would be left ("water for all")."""
        forms = [_form(word, label, self._language) for word in words(label)]
        telling = [form for form in forms if form.letters not in self._function_words]
        return tuple(telling if len(telling) > 1 else forms)

    def _labels_that_begin_with(self, folded: str) -> tuple[_Label, ...]:
        stemmed = stem(folded, self._language)
        closed = (label for label in self._by_stem.get(stemmed, ()) if _is_inflected(label, folded))
        opened = (label for label in self._open if _holds(label.forms[0], folded))
        return (*closed, *opened)

    def _last(self, label: _Label, said: Sequence[Word], place: int, text: str) -> int | None:
        """Returns the place of the label's last word if the label stands at a place."""
        for form in label.forms[1:]:
            following = self._next(form, said, place, text)
            if following is None:
                return None
            place = following
        return place

    def _next(self, form: _Form, said: Sequence[Word], place: int, text: str) -> int | None:
        for at in range(place + 1, min(place + 2 + _MOST_BETWEEN, len(said))):
            if _PARTS.search(text, said[at - 1].end, said[at].start):
                return None
            folded = said[at].folded
            if form.fits(folded, stem(folded, self._language)):
                return at
            if folded not in self._function_words:
                return None
        return None


def longest(found: Iterable[Mention]) -> list[Mention]:
    """Returns the mentions that do not lie within a longer one, each theme once at a place, in the text's order."""
    kept: dict[tuple[str, int, int], Mention] = {}
    reached = (-1, -1)
    for one in sorted(found, key=lambda mention: (mention.start, -mention.end)):
        if one.end > reached[1]:
            reached = (one.start, one.end)
        if (one.start, one.end) == reached:
            kept.setdefault((one.theme, one.start, one.end), one)
    return list(kept.values())


def _indexed(labels: Iterable[_Label]) -> tuple[Mapping[str, list[_Label]], list[_Label]]:
    """Returns labels by the stem of their first word, and those whose first word is open."""
    by_stem: dict[str, list[_Label]] = {}
    opened = []
    for label in labels:
        first = label.forms[0]
        if first.before or first.after:
            opened.append(label)
        else:
            by_stem.setdefault(first.stem, []).append(label)
    return by_stem, opened


def _form(word: Word, label: str, language: str) -> _Form:
    before = label[word.start - 1 : word.start] == "*"
    after = label[word.end : word.end + 1] == "*"
    return _Form(word.folded, stem(word.folded, language), before, after)


def _holds(form: _Form, folded: str) -> bool:
    if form.before and form.after:
        return form.letters in folded
    return folded.startswith(form.letters) if form.after else folded.endswith(form.letters)


def _is_inflected(label: _Label, folded: str) -> bool:
    """Tells whether a word can be a form of a label's first word; beside other words its stem is enough."""
    return len(label.forms) > 1 or folded.startswith(label.forms[0].letters[:-_ENDING])


def _is_name(text: str, mention: Mention) -> bool:
    """Tells whether a word is written as a name: with a capital within a sentence, and nowhere without."""
    written = text[mention.start : mention.end]
    if not written.istitle() or _ENDS_SENTENCE.search(text[max(0, mention.start - 8) : mention.start]):
        return False
    return not re.search(rf"\b{re.escape(written.lower())}", text)
