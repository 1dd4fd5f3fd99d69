from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tools.model.corpus import DomainText, Pair, is_word, words
from tools.model.use import Use, count_use, load_use


def test_passages_that_a_test_collection_is_made_of_are_never_seen(make_corpus: Callable) -> None:
    corpus = make_corpus({}, {"nl": [("github/opensource.guide", "gemeten"), ("github/other", "geleerd")]})
    assert list(corpus.domain("nl")) == [DomainText("github/other", "", "geleerd")]
    assert count_use(corpus).words("nl") == ["geleerd"]


def test_incomplete_pairs_and_codes_are_passed_over(make_corpus: Callable) -> None:
    rows = [("a", "huis", "house"), ("a", " ", "house"), ("tico19", "code", "code"), ("tico19", "een code", "a code")]
    corpus = make_corpus({"nl-en": rows})
    assert list(corpus.pairs("nl-en")) == [Pair("a", "huis", "house"), Pair("tico19", "een code", "a code")]


def test_a_file_that_is_missing_is_named(make_corpus: Callable, tmp_path: Path) -> None:
    corpus = make_corpus({})
    (tmp_path / "nl-en.tsv.gz").unlink()
    with pytest.raises(FileNotFoundError, match=r"nl-en\.tsv\.gz"):
        list(corpus.pairs("nl-en"))


def test_words_are_split_as_the_tokenizer_splits_them() -> None:
    assert words("L’eau, DÉCHETS ĳs!") == ["l", "'", "eau", ",", "dechets", "ijs", "!"]
    assert [word for word in words("a - 3 !") if is_word(word)] == ["a", "3"]


def test_a_text_with_many_translations_counts_once_for_each_language(make_corpus: Callable) -> None:
    corpus = make_corpus(
        {"nl-en": [("a", "huis", "house"), ("a", "huis", "home")], "fr-nl": [("a", "maison", "huis")]},
        {"nl": [("b", "huis en tuin")]},
    )
    use = count_use(corpus)
    assert (use.parallel["nl"]["huis"], use.domain["nl"]["huis"], use.count("nl", "huis")) == (2, 1, 3)


def test_parallel_and_domain_texts_have_half_of_a_languages_use_each() -> None:
    use = Use()
    use.parallel["nl"].update({"huis": 99, "tuin": 1})
    use.domain["nl"].update({"tuin": 2})
    assert use.per_million("nl") == {"huis": 495_000, "tuin": pytest.approx(505_000)}


def test_counts_are_kept(make_corpus: Callable, tmp_path: Path) -> None:
    corpus = make_corpus({"nl-en": [("a", "huis", "house")]})
    first = load_use(corpus, tmp_path / "use")
    make_corpus({})
    assert load_use(corpus, tmp_path / "use") == first
    assert first.count("en", "house") == 1
