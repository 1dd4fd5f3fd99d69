"""A question in words: what counts as the same word, and what the words mean."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kb.lexicon import meanings
from kb.text import STEMMERS, any_stop_word, stem, stop_words, words


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryWord:
    """A content word of a question: folded, its stems, what it means (`kb.lexicon`), and what it means most likely.

    `language` is that of the question, None where it is not known: then there is a likeliest meaning in each.
    `capitalised` tells that the question writes it with a capital that does not only begin the question.
    """

    folded: str
    stems: frozenset[str]
    meanings: frozenset[str]
    likeliest: frozenset[str]
    language: str | None
    capitalised: bool = False

    @property
    def tokens(self) -> frozenset[str]:
        """The folded word and its stems: passages that hold one of them hold the word."""
        return self.stems | {self.folded}


def query_words(text: str, language: str | None) -> list[QueryWord]:
    """Returns the content words of a question, or all its words if none of them carries content.

    Args:
        text: the question.
        language: its language; None where its few words do not tell, and then each counts in all four.
    """
    stops = stop_words(language) if language else any_stop_word()
    found = words(text)
    folded = dict.fromkeys(word.folded for word in found)
    capitalised = {word.folded for word in found[1:] if text[word.start].isupper()}
    content = [word for word in folded if word not in stops] or list(folded)
    return [replace(query_word(word, language), capitalised=word in capitalised) for word in content]


def query_word(folded: str, language: str | None) -> QueryWord:
    """Returns a folded word of a question with what counts as the same word."""
    languages = (language,) if language in STEMMERS else tuple(STEMMERS)
    stems = frozenset(stem(folded, known) for known in languages)
    meant = [meanings(folded, known) for known in languages]
    return QueryWord(
        folded=folded,
        stems=stems,
        meanings=frozenset(one for several in meant for one in several),
        likeliest=frozenset(several[0] for several in meant),
        language=language,
    )
