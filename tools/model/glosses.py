"""What each Dutch, French and Spanish word means, as weighted English words.

A word's translations are those of both directions of alignment that agree. Where they are few, those of its
translations into a third language join them; where there are none, those of the words of its stem do.
"""

from __future__ import annotations

import gzip
import heapq
import json
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.text import stem
from tools.model.alignment import Alignment, align
from tools.model.corpus import ENGLISH, FOREIGN, WITH_ENGLISH, WITHOUT_ENGLISH, Corpus, is_word
from tools.model.use import Use

# All constants here were chosen by hand.
# Translations that both directions together find less likely are left out.
_LEAST_LIKELY = 1e-3
# A word whose translations weigh less is also translated through the third languages, each step of which may err.
_ENOUGH_OF_ITS_OWN = 0.5
_TRIANGULATED = 0.5
# A word whose translations still weigh less takes those of its stem.
_ENOUGH_WITHOUT_STEM = 0.3
_OF_STEM = 0.3
# Glosses of a word: at most so many, none that weighs less than this share of the heaviest.
_MOST_GLOSSES = 6
_LEAST_OF_HEAVIEST = 0.08

Weights = dict[str, float]
# What a word of one language may mean in another, and how much speaks for it.
Translations = Mapping[str, Mapping[str, float]]
# Translations by the languages from and into which they are.
Tables = Mapping[tuple[str, str], Translations]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """The meaning of a word: English words with weights that add up to 1, and how much speaks for all of it."""

    english: tuple[tuple[str, float], ...]
    evidence: float


# By language and word.
Glosses = dict[tuple[str, str], Gloss]


def translation_tables(corpus: Corpus) -> dict[tuple[str, str], Translations]:
    """Returns the translations from each foreign language into English and the two others."""
    tables: dict[tuple[str, str], Translations] = {}
    for languages in (*WITH_ENGLISH, *WITHOUT_ENGLISH):
        left, right = languages.split("-")
        alignment = align(corpus, languages)
        tables[left, right] = symmetrised(alignment)
        if right != ENGLISH:
            tables[right, left] = symmetrised(alignment, backward=True)
    return tables


def symmetrised(alignment: Alignment, *, backward: bool = False) -> Translations:
    """Returns translations from left to right, or backward, as far as both directions of the alignment agree.

    Each weighs p(target | word) times the root of p(word | target): of the latter the root only, as a common target has
    many sources, and is the right translation of each.
    """
    sources, targets = (alignment.right, alignment.left) if backward else (alignment.left, alignment.right)
    ids = (alignment.right_ids, alignment.left_ids) if backward else (alignment.left_ids, alignment.right_ids)
    forth, back = alignment.right_given_left, alignment.left_given_right
    weights = back * np.sqrt(forth) if backward else forth * np.sqrt(back)
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for source, target, weight in zip(*ids, weights, strict=True):
        if weight > _LEAST_LIKELY:
            found[sources[source]][targets[target]] = float(weight)
    return found


def gloss_all(tables: Tables, use: Use) -> Glosses:
    """Returns the glosses of all words that are used and that something speaks for."""
    found: Glosses = {}
    for language in FOREIGN:
        own = {word: meant for word in use.words(language) if (meant := triangulated(tables, language, word))}
        stems = _by_stem(own, use, language)
        for word in use.words(language):
            meant = _with_stem(own.get(word, {}), stems, language, word)
            if meant:
                found[language, word] = _heaviest(meant)
    return found


def triangulated(tables: Tables, language: str, word: str) -> Weights:
    """Returns the English translations of a word: its own and, if they weigh little, those of its translations."""
    found = defaultdict[str, float](float, tables[language, ENGLISH].get(word, {}))
    if sum(found.values()) >= _ENOUGH_OF_ITS_OWN:
        return found
    for third in FOREIGN:
        for between, likely in tables.get((language, third), {}).get(word, {}).items():
            for english, likely_too in tables[third, ENGLISH].get(between, {}).items():
                found[english] += _TRIANGULATED * likely * likely_too
    return found


def _by_stem(own: Mapping[str, Weights], use: Use, language: str) -> Mapping[str, Weights]:
    """Returns the translations of all words of a stem together; a frequent word says more than a rare one."""
    found: defaultdict[str, Weights] = defaultdict(lambda: defaultdict(float))
    for word, meant in own.items():
        said = math.sqrt(use.parallel[language][word] + 1)
        for english, weight in meant.items():
            found[stem(word, language)][english] += weight * said
    return found


def _with_stem(own: Weights, stems: Mapping[str, Weights], language: str, word: str) -> Weights:
    if sum(own.values()) >= _ENOUGH_WITHOUT_STEM or word.isdigit() or not is_word(word):
        return own
    family = stems.get(stem(word, language), {})
    whole = sum(family.values())
    found = defaultdict[str, float](float, own)
    for english, weight in family.items():
        found[english] += _OF_STEM * weight / whole
    return found


def _heaviest(meant: Weights) -> Gloss:
    heaviest = max(meant.values())
    enough = [(weight, english) for english, weight in meant.items() if weight >= _LEAST_OF_HEAVIEST * heaviest]
    kept = heapq.nlargest(_MOST_GLOSSES, enough)
    whole = sum(weight for weight, _ in kept)
    english = tuple((english, weight / whole) for weight, english in kept)
    return Gloss(english=english, evidence=sum(meant.values()))


def write_glosses(glosses: Glosses, path: Path) -> None:
    """Writes glosses, a JSON array a line."""
    with gzip.open(path, "wt", encoding="utf-8", newline="\n") as file:
        for (language, word), gloss in glosses.items():
            file.write(json.dumps([language, word, gloss.evidence, gloss.english], ensure_ascii=False) + "\n")


def read_glosses(path: Path) -> Glosses:
    """Returns what `write_glosses` wrote."""
    found: Glosses = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            language, word, evidence, english = json.loads(line)
            found[language, word] = Gloss(english=tuple((one, weight) for one, weight in english), evidence=evidence)
    return found
