from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from kb.embedder import SentenceEmbedder
from kb.kind_features import LETTERS, feature_names
from kb.kinds import KindClassifier, KindModel, kind_classifier
from kb.types import DocumentKind, EvidencePlace, Passage, PracticeKind, Speaker

MakePassage = Callable[..., Passage]


def told(passage: Passage, model: SentenceEmbedder | None = None) -> PracticeKind:
    vector, stamp = (None, "") if model is None else (model.embed_passages([passage.embedded_text])[0], model.stamp)
    return PracticeKind(kind_classifier().suggestions(passage, vector, stamp)[0].value)


def test_probabilities_are_those_of_all_kinds(make_passage: MakePassage) -> None:
    classifier = kind_classifier()
    shares = classifier.alone.probabilities(make_passage("Nine hundred handbooks were distributed."), None)
    assert shares.shape == (len(PracticeKind),)
    assert shares.sum() == pytest.approx(1)
    assert (shares > 0).all()


def test_the_surest_comes_first_and_what_is_improbable_is_left_out(make_passage: MakePassage) -> None:
    found = kind_classifier().suggestions(make_passage("Nine hundred handbooks were distributed."), None, "")
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)
    assert all(one.facet == "kind" and one.probability >= 0.1 for one in found[1:])


def test_another_models_vectors_mean_nothing(make_passage: MakePassage) -> None:
    passage, vector = make_passage("We learned to begin small."), np.ones(384, np.float32) / np.sqrt(384)
    classifier = kind_classifier()
    assert classifier.suggestions(passage, vector, "other/1") == classifier.suggestions(passage, None, "")
    assert classifier.suggestions(passage, vector, classifier.stamp) != classifier.suggestions(passage, None, "")


def test_a_heading_that_announces_the_kind_is_its_evidence(make_passage: MakePassage) -> None:
    passage = make_passage("In bijna elk land is er vertraging.", headings=("Verslag", "Uitdagingen"), language="nl")
    found = {one.value: one for one in kind_classifier().suggestions(passage, None, "")}
    assert [(e.where, e.quote) for e in found["challenge"].evidence] == [(EvidencePlace.HEADING, "Uitdagingen")]


def fixed(**shares: float) -> KindClassifier:
    """A classifier that gives every passage the same shares; the other kinds have equal parts of the rest."""
    kinds, (size, runs) = list(PracticeKind), (len(feature_names()), LETTERS)
    rest = (1 - sum(shares.values())) / (len(kinds) - len(shares))
    model = KindModel(
        of_features=np.zeros((len(kinds), size)),
        of_letters=np.zeros((len(kinds), runs)),
        of_vector=None,
        intercept=np.log([shares.get(kind, rest) for kind in kinds]),
    )
    return KindClassifier(stamp="", with_vector=model, alone=model)


def test_a_heading_decides_what_the_text_leaves_open_and_no_more(make_passage: MakePassage) -> None:
    passage = make_passage("The secretary left.", headings=("Challenges",))
    unsure, sure = fixed(result=0.48, challenge=0.3), fixed(result=0.6, challenge=0.3)
    assert [unsure.suggestions(passage, None, "")[0].value, sure.suggestions(passage, None, "")[0].value] == [
        "challenge",
        "result",
    ]
    assert unsure.suggestions(replace(passage, headings=("Town",)), None, "")[0].value == "result"


def test_a_speaker_makes_a_testimony(make_passage: MakePassage) -> None:
    passage = make_passage("We built three wells.", speaker=Speaker(role="Mayor"))
    [only] = fixed(result=0.8, challenge=0.15).suggestions(passage, None, "")
    assert (only.value, only.probability) == ("testimony", 0.9)


def test_weights_of_letters_count(make_passage: MakePassage) -> None:
    kinds, size = len(PracticeKind), kind_classifier().alone.of_features.shape[1]
    letters = np.zeros((kinds, kind_classifier().alone.of_letters.shape[1]))
    letters[3] = 1.0
    model = KindModel(
        of_features=np.zeros((kinds, size)), of_letters=letters, of_vector=None, intercept=np.zeros(kinds)
    )
    [first, *_] = KindClassifier(stamp="", with_vector=model, alone=model).suggestions(make_passage("abc"), None, "x")
    assert first.value == list(PracticeKind)[3]


@pytest.mark.parametrize(
    ("kind", "language", "heading", "text"),
    [
        ("challenge", "nl", "Uitdagingen", "Er is te weinig personeel, en de vertraging loopt op."),
        ("lesson", "fr", "Leçons apprises", "Nous avons appris qu’il faut commencer petit."),
        ("opportunity", "es", "Perspectivas", "El próximo año se podrá ampliar el proyecto a otros barrios."),
        ("result", "en", "Results", "In total 900 handbooks were distributed and 40 people were trained."),
        ("guidance", "en", "How to begin", "First ask the council. Then make sure that you have a budget."),
    ],
)
def test_plain_cases_are_told(  # noqa: PLR0913, PLR0917 - the columns of the table
    kind: str, language: str, heading: str, text: str, make_passage: MakePassage, model: SentenceEmbedder
) -> None:
    assert told(make_passage(text, headings=(heading,), language=language, context=heading), model) == kind


def test_somebody_who_is_quoted_gives_a_testimony(make_passage: MakePassage, model: SentenceEmbedder) -> None:
    passage = make_passage(
        "« J’avais seize ans quand j’ai montré sur la carte où il fait noir. »\nMembre du conseil des jeunes",
        language="fr",
        headings=("Paroles",),
        document_kind=DocumentKind.TESTIMONIAL,
        kind=PracticeKind.TESTIMONY,
    )
    assert told(replace(passage, speaker=Speaker(role="Membre du conseil des jeunes")), model) == "testimony"
