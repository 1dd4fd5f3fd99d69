from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.kind_features import LETTERS, feature_names, features, kind_of_heading, letters
from kb.types import LANGUAGES, Passage, PracticeKind, Speaker
from tests.conftest import MakePassage


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Geleerde lessen", PracticeKind.LESSON),
        ("4.2 Geleerde lessen", PracticeKind.LESSON),
        ("LEÇONS APPRISES", PracticeKind.LESSON),
        ("Lecciones aprendidas", PracticeKind.LESSON),
        ("Lessons learned", PracticeKind.LESSON),
        ("Goede praktijken", PracticeKind.GOOD_PRACTICE),
        ("Bonnes pratiques", PracticeKind.GOOD_PRACTICE),
        ("Buenas prácticas para otros municipios", PracticeKind.GOOD_PRACTICE),
        ("Good practices to copy", PracticeKind.GOOD_PRACTICE),
        ("Bonnes pratiques et leçons apprises", PracticeKind.LESSON),
        ("Uitdagingen", PracticeKind.CHALLENGE),
        ("Défis", PracticeKind.CHALLENGE),
        ("Desafíos", PracticeKind.CHALLENGE),
        ("Challenges", PracticeKind.CHALLENGE),
        ("Opportuniteiten", PracticeKind.OPPORTUNITY),
        ("Oportunidades", PracticeKind.OPPORTUNITY),
        ("Perspectives 2025", PracticeKind.OPPORTUNITY),
        ("Resultaten na een jaar", PracticeKind.RESULT),
        ("Résultats", PracticeKind.RESULT),
        ("Getuigenissen", PracticeKind.TESTIMONY),
        ("2024 in cijfers", PracticeKind.KEY_FIGURE),
        ("3.1 Stappenplan", PracticeKind.GUIDANCE),
        ("2.1 Les neuf étapes", PracticeKind.GUIDANCE),
        ("Hoe de ophaling werkt", PracticeKind.GUIDANCE),
        ("Regards croisés", None),
        ("Politieke context en planning", None),
        ("Schoolessen", None),
        ("", None),
    ],
)
def test_a_heading_tells_what_its_section_contributes(heading: str, kind: PracticeKind | None) -> None:
    assert kind_of_heading(heading) is kind


def feature(passage: Passage, name: str) -> float:
    return float(features(passage)[feature_names().index(name)])


@given(st.text(max_size=400), st.sampled_from([*LANGUAGES, "de"]), st.lists(st.text(max_size=30), max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_text_has_as_many_features_as_there_are_names_all_of_them_small(
    make_passage: MakePassage, text: str, language: str, headings: list[str]
) -> None:
    found = features(make_passage(text, language=language, headings=tuple(headings)))
    assert found.shape == (len(feature_names()),)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found <= 3).all()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Er is een tekort aan geld en de vergunningen lopen vertraging op."),
        ("fr", "Le manque de moyens et les retards restent un problème."),
        ("es", "Falta presupuesto y los retrasos son un problema."),
        ("en", "A lack of money and delays remain a problem."),
    ],
)
def test_words_tell_a_challenge_in_each_language(make_passage: MakePassage, language: str, text: str) -> None:
    passage = make_passage(text, language=language)
    told = {kind: feature(passage, f"{kind} is told") for kind in PracticeKind}
    assert max(told, key=lambda kind: told[kind]) is PracticeKind.CHALLENGE


def test_the_nearest_heading_goes_before_those_above_it(make_passage: MakePassage) -> None:
    passage = make_passage("Tekst.", headings=("Resultaten", "Uitdagingen", "Personeel"))
    assert feature(passage, "challenge is announced") == 1
    assert feature(passage, "result is announced") == 0
    assert feature(passage, "result is announced above") == 1


def test_form_tells_who_speaks_and_what_counts(make_passage: MakePassage) -> None:
    spoken = make_passage("« Nous avons déplacé les réunions après le marché. »", speaker=Speaker(name="A"))
    counted = make_passage("41% vrouwen, 14% in 2022", kind=PracticeKind.KEY_FIGURE)
    assert feature(spoken, "speaker") == feature(spoken, "opens quoted") == 1
    assert feature(spoken, "quoted") > 0.9
    assert feature(counted, "key figure by form") == 1
    assert feature(counted, "numbers") > feature(spoken, "numbers") == 0


def test_letters_are_counted_within_words_and_have_length_one() -> None:
    places, weights = letters("Été, été!")
    again, _ = letters("ete ETE")
    assert len(places) == len(weights) == len(set(places.tolist()))
    assert float((weights * weights).sum()) == pytest.approx(1)
    assert set(again.tolist()) & set(places.tolist())
    assert places.max() < LETTERS


def test_a_text_without_letters_has_none() -> None:
    assert [len(part) for part in letters("")] == [0, 0]
