"""How often each word is used: in the parallel texts, and in texts of the domain."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.model.corpus import LANGUAGES, Corpus, pairs_with, words

# The unit of shares of use; parallel texts and domain texts have half of it each, as neither should decide alone
# (chosen by hand: the first are many and general, the second few and to the point).
_MILLION = 1e6
_HALF = _MILLION / 2


def _by_language() -> dict[str, Counter[str]]:
    return {language: Counter() for language in LANGUAGES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Counts of words, by language."""

    parallel: Mapping[str, Counter[str]] = field(default_factory=_by_language)
    domain: Mapping[str, Counter[str]] = field(default_factory=_by_language)

    def words(self, language: str) -> list[str]:
        """Returns the words of a language, in order."""
        return sorted(self.parallel[language].keys() | self.domain[language].keys())

    def count(self, language: str, word: str) -> int:
        """Returns how often a word occurs."""
        return self.parallel[language][word] + self.domain[language][word]

    def per_million(self, language: str) -> dict[str, float]:
        """Returns the share of each word in the language's texts, per million words."""
        parallel, domain = self.parallel[language], self.domain[language]
        of_parallel, of_domain = _HALF / (parallel.total() or 1), _HALF / (domain.total() or 1)
        return {word: parallel[word] * of_parallel + domain[word] * of_domain for word in self.words(language)}


def count_use(corpus: Corpus) -> Use:
    """Returns how often each word occurs; a text that has many translations counts once for each language of theirs."""
    use = Use()
    for language in LANGUAGES:
        for text in _parallel_texts(corpus, language):
            use.parallel[language].update(words(text))
        for passage in corpus.domain(language):
            use.domain[language].update(words(f"{passage.heading} {passage.text}"))
    return use


def _parallel_texts(corpus: Corpus, language: str) -> Iterator[str]:
    for languages in pairs_with(language):
        is_left = languages.startswith(f"{language}-")
        yield from {pair.left if is_left else pair.right: None for pair in corpus.pairs(languages)}


def load_use(corpus: Corpus, path: Path) -> Use:
    """Returns the counts that are kept in `path`, which is written first if it is not there."""
    if not path.exists():
        _write(count_use(corpus), path)
    return _read(path)


def _write(use: Use, path: Path) -> None:
    with gzip.open(path, "wt", encoding="utf-8", newline="\n") as file:
        for language in LANGUAGES:
            for word in use.words(language):
                file.write(f"{language}\t{word}\t{use.parallel[language][word]}\t{use.domain[language][word]}\n")


def _read(path: Path) -> Use:
    use = Use()
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            language, word, parallel, domain = line.rstrip("\n").split("\t")
            use.parallel[language][word] = int(parallel)
            use.domain[language][word] = int(domain)
    return use
