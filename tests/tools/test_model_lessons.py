from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.model.batching import batches
from tools.model.lessons import Lesson, all_lessons
from tools.model.teaching import read_lessons, taught, teacher, write_lessons

LENGTHS = st.lists(st.integers(3, 128), max_size=600)


def test_a_sentence_teaches_both_its_languages(make_corpus: Callable) -> None:
    rows = [("a", "Dit is schoon.", "This is clean."), ("a", "Water", "Water")]
    assert all_lessons(make_corpus({"nl-en": [*rows, *rows]})) == [
        Lesson("Dit is schoon.", ("This is clean.",), 1.0),
        Lesson("This is clean.", ("This is clean.",), 0.5),
    ]


def test_a_word_is_taught_with_all_its_translations(make_corpus: Callable) -> None:
    rows = [("omw", "Bank", "couch"), ("freedict", "bank", "bench"), ("omw", "een twee drie vier vijf zes", "many")]
    assert all_lessons(make_corpus({"nl-en": rows})) == [Lesson("bank", ("bench", "couch"), 0.5)]


def test_a_sentence_without_english_has_that_of_its_translation(make_corpus: Callable) -> None:
    corpus = make_corpus(
        {
            "fr-en": [("a", "C'est propre.", "This is clean.")],
            "fr-nl": [("tatoeba", "C'est propre.", "Dit is schoon."), ("other", "C'est propre.", "Niet dit.")],
        }
    )
    texts = [lesson.text for lesson in all_lessons(corpus) if lesson.english == ("This is clean.",)]
    assert list(dict.fromkeys(texts)) == ["C'est propre.", "Dit is schoon.", "This is clean."]


def test_passages_of_the_domain_are_taught_but_for_those_that_are_evaluated(make_corpus: Callable) -> None:
    held = [("github/opensource.guide", "secret"), ("github/other", "known")]
    assert all_lessons(make_corpus({}, {"en": held})) == [Lesson("known", ("known",), 1.0)]


def test_pseudo_passages_run_sentences_and_their_translations_together_alike(make_corpus: Callable) -> None:
    rows = [("tatoeba", f"zin{place}", f"sentence{place}") for place in range(20)]
    corpus = make_corpus({"nl-en": rows})
    passages = [lesson for lesson in all_lessons(corpus) if " " in lesson.text]
    assert len(passages) == 700
    assert all(lesson.english == (lesson.text.replace("zin", "sentence"),) for lesson in passages)
    assert {len(lesson.text.split()) for lesson in passages} == set(range(3, 10))
    assert all_lessons(corpus) == all_lessons(corpus)


def test_each_english_text_is_embedded_once() -> None:
    embedded: list[str] = []

    def encode(texts: Sequence[str]) -> np.ndarray:
        embedded.extend(texts)
        return np.array([[len(text)] for text in texts], np.float32)

    found = taught([Lesson("bank", ("bench", "a"), 0.5), Lesson("a", ("a",), 1.0)], encode, lambda _: None)
    assert embedded == ["a", "bench"]
    assert found.targets == [(1, 0), (0,)]
    assert found.teacher.tolist() == [[1], [5]]


def test_lessons_are_read_as_they_were_written(english_model: Path, tmp_path: Path) -> None:
    made = taught([Lesson("l'eau", ("water", "the water"), 0.5)], teacher(english_model), lambda _: None)
    write_lessons(made, tmp_path)
    found = read_lessons(tmp_path)
    assert (found.texts, found.targets, found.weights) == (["l'eau"], [(1, 0)], [0.5])
    assert np.array_equal(found.teacher, made.teacher)
    assert np.linalg.norm(found.teacher, axis=1) == pytest.approx([1, 1])


@given(LENGTHS, st.integers(0, 9))
def test_batches_hold_each_text_once_and_keep_to_their_size(lengths: list[int], seed: int) -> None:
    found = batches(lengths, seed)
    assert sorted(text for batch in found for text in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[text] for text in batch) <= 3072 for batch in found)
    assert all(len(batch) <= 384 for batch in found)
    assert found == batches(lengths, seed)


def test_epochs_mix_texts_differently() -> None:
    lengths = [10] * 1000
    assert batches(lengths, 0) != batches(lengths, 1)
