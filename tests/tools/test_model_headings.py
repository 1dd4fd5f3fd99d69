from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tools.model import headings
from tools.model.corpus import Corpus, DomainText
from tools.model.distillation import Distillation
from tools.model.headings import Headings, chosen_passages, headings_loss, search
from tools.model.lessons import Lesson
from tools.model.student import Student
from tools.model.teaching import Lessons, taught, teacher
from tools.model.training import Limits, Training

WORDS = ["water", "waste", "house", "green", "clean"]
SENTENCES = [f"the {one} is {other} and stays as {other}." for one in WORDS for other in WORDS if one != other]
LONG = " ".join(SENTENCES[:8])


@pytest.fixture
def lessons(english_model: Path) -> Lessons:
    return taught([Lesson(word, (word,), 1.0) for word in WORDS], teacher(english_model), lambda _: None)


@pytest.fixture
def make_course(english_model: Path, lessons: Lessons) -> Callable[[Corpus], tuple[Student, Headings]]:
    def make(corpus: Corpus) -> tuple[Student, Headings]:
        student = Student(english_model)
        return student, Headings(student, corpus, Distillation(student, lessons))

    return make


def drawn(passage: DomainText, times: int = 60) -> list[tuple[str, str]]:
    random = np.random.default_rng(0)
    return [search(passage, random) for _ in range(times)]


def test_a_passage_is_searched_with_its_title_or_with_a_sentence_that_it_then_lacks() -> None:
    found = drawn(DomainText("a", "Handbook > Clean water", LONG))
    titles = [passage for asked, passage in found if asked == "Clean water"]
    assert 20 < len(titles) < 50
    assert set(titles) == {LONG}
    for asked, passage in found:
        if asked != "Clean water":
            assert asked in SENTENCES
            assert asked not in passage
            assert Counter(f"{asked} {passage}".split()) == Counter(LONG.split())


def test_a_title_of_one_word_is_searched_with_only_below_the_one_above_it() -> None:
    text = "No sentence here can be taken out, as they are but two. It says no more."
    assert set(drawn(DomainText("a", "Waste > Costs", text))) == {("Waste Costs", text)}
    assert "Costs" not in {asked for asked, _ in drawn(DomainText("a", "Costs", LONG))}


def test_very_short_and_very_long_sentences_are_not_taken_out() -> None:
    text = f"Yes. {SENTENCES[0]} {'word ' * 31}end. {SENTENCES[1]}"
    assert {asked for asked, _ in drawn(DomainText("a", "", text))} == set(SENTENCES[:2])


def test_passages_are_read_that_are_long_enough_and_offer_a_search() -> None:
    good = [DomainText("a", "Water", "word " * 50), DomainText("a", "", LONG)]
    poor = [DomainText("a", "Water", "short"), DomainText("a", " > ", "word " * 50)]
    assert sorted(chosen_passages([*good, *poor])) == sorted(good)


def test_no_repository_is_most_of_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headings, "_MOST_OF_A_REPOSITORY", 3)
    laws = [DomainText("laws", f"Article {number}", LONG) for number in range(20)]
    found = chosen_passages([*laws, DomainText("b", "Water", LONG)])
    assert Counter(passage.repository for passage in found) == {"laws": 3, "b": 1}
    assert found == chosen_passages([*laws, DomainText("b", "Water", LONG)])


def test_passages_and_lessons_take_turns(
    make_course: Callable, make_corpus: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headings, "_PAIRS", 4)
    texts = {language: [(language, f"{LONG} {number}") for number in range(5)] for language in ("nl", "fr", "es", "en")}
    _, course = make_course(make_corpus({}, texts))
    epoch = course.epoch(0)
    assert len(epoch) == 2 * 20 / 4
    assert {len(batch.args[0]) for batch in epoch[::2]} == {4}
    assert {tuple(sorted(batch.args[0])) for batch in epoch[1::2]} == {tuple(range(len(WORDS)))}
    assert [batch.args for batch in epoch] == [batch.args for batch in course.epoch(0)]
    assert [batch.args for batch in epoch[::2]] != [batch.args for batch in course.epoch(1)[::2]]


def test_a_batch_is_of_one_language_and_english_comes_half_as_often(
    make_course: Callable, make_corpus: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headings, "_PAIRS", 1)
    passages = {language: [("a", f"{LONG} {language}.")] * 200 for language in ("nl", "fr", "es", "en")}
    _, course = make_course(make_corpus({}, passages))
    languages = Counter(batch.args[0][0][1][-3:-1] for batch in course.epoch(0)[::2])
    assert languages.total() == 800
    assert 80 < languages["en"] < 150
    assert all(190 < languages[language] < 270 for language in ("nl", "fr", "es"))


def test_a_corpus_without_passages_is_refused(make_course: Callable, make_corpus: Callable) -> None:
    with pytest.raises(ValueError, match="more than 200 characters"):
        make_course(make_corpus({}, {"nl": [("a", "short")]}))


def test_training_lowers_the_loss(make_course: Callable, make_corpus: Callable, tmp_path: Path) -> None:
    texts = [" ".join(SENTENCES[place : place + 8]) for place in range(12)]
    student, course = make_course(make_corpus({}, {"en": [("a", text) for text in texts]}))
    training = Training(student, course, tmp_path / "out", Limits(epochs=120, minutes=60))
    training.run(lambda _: None)
    of_headings = training.losses[::2]
    assert len(of_headings) == 120
    assert np.mean(of_headings[-20:]) < np.mean(of_headings[:20])


@given(st.integers(2, 5), st.integers(0, 100))
def test_searches_that_find_their_passages_lose_least(count: int, seed: int) -> None:
    near = torch.eye(count)
    order = torch.randperm(count, generator=torch.Generator().manual_seed(seed))
    assert headings_loss(near, near) <= headings_loss(near, near[order])
    assert torch.isclose(headings_loss(near, near[order]), headings_loss(near[order], near))


def test_a_search_is_told_from_others_and_a_passage_too() -> None:
    # Both searches are like the first passage: the first is found by both, so only the second has another's text.
    asked, passages = torch.tensor([[1.0, 0.0], [1.0, 0.0]]), torch.eye(2)
    forward = (0 + 20) / 2
    backward = np.log(2)
    assert headings_loss(asked, passages).item() == pytest.approx((forward + backward) / 2, abs=1e-4)
