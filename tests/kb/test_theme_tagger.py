from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.embedder import SentenceEmbedder
from kb.theme_features import FEATURES, WITH_VECTOR, ConceptFinder, Writing, tokens_of, vocabulary_of
from kb.theme_tagger import Profiles, Tagger, ThemeModel, read_vocabulary, tagger, write_vocabulary
from kb.themes import Concept, Thesaurus, thesaurus
from kb.types import LANGUAGES, LIKELY, EvidencePlace, Suggestion
from tests.kb.small_thesaurus import concept_of


def concept(name: str, *labels: str, broader: tuple[str, ...] = ()) -> Concept:
    """A concept with the same labels in every language."""
    return concept_of(name, dict.fromkeys(LANGUAGES, labels), broader=broader)


CONCEPTS = Thesaurus(
    {
        "water": concept("water", "Water"),
        "drinking-water": concept("drinking-water", "Drinkwater", "schoon drinkbaar water", broader=("water",)),
        "waste": concept("waste", "Afval"),
    }
)
TOLD = {"drinking-water": "kraan pomp drinkwater", "waste": "afval vuilnis ophaling", "water": "water rivier"}
VOCABULARY = vocabulary_of([Counter(tokens_of(TOLD[name], "nl")) for name in sorted(TOLD)])
FINDER = ConceptFinder(CONCEPTS, VOCABULARY)


def model(size: int, **weights: float) -> ThemeModel:
    """Regressions that go by some features alone."""
    row = [weights.get(name.replace(" ", "_"), 0.0) for name in WITH_VECTOR[:size]]
    return ThemeModel(weights=np.array([row, row]), intercepts=np.array([-2.0, -2.0]), threshold=0.5)


TAGGER = Tagger(
    CONCEPTS,
    FINDER,
    Profiles(stamp="words/1", weights=np.eye(3), intercepts=np.zeros(3)),
    with_vector=model(len(WITH_VECTOR), near=3.0),
    alone=model(len(FEATURES), words=1.5, phrases=3.0, in_heading=2.5, in_title=1.0),
)


def tagged(text: str, *headings: str, title: str = "", language: str = "nl") -> dict[str, Suggestion]:
    writing = Writing(text=text, headings=headings, title=title, language=language)
    return {one.value: one for one in TAGGER.tag(writing, None, "words/1")}


def test_evidence_of_the_text_says_where_the_words_stand() -> None:
    text = "Het afval en het Afval."
    (found,) = tagged(text).values()
    assert (found.facet, found.value) == ("theme", "waste")
    assert [(one.where, one.quote, text[one.start : one.end]) for one in found.evidence] == [
        (EvidencePlace.TEXT, "afval", "afval"),
        (EvidencePlace.TEXT, "Afval", "Afval"),
    ]


def test_a_theme_in_the_heading_says_so() -> None:
    found = tagged("Wij beginnen morgen.", "Jaarverslag", "Afval")["waste"]
    assert found.probability >= LIKELY
    assert [(one.where, one.quote, one.start) for one in found.evidence] == [(EvidencePlace.HEADING, "Afval", None)]


def test_a_heading_that_is_the_title_counts_as_title() -> None:
    found = tagged("Het afval ligt er nog.", "Afval", title="Afval")["waste"]
    assert [one.where for one in found.evidence] == [EvidencePlace.TEXT, EvidencePlace.TITLE]


def test_what_is_broader_than_a_likely_theme_follows_from_it() -> None:
    assert set(tagged("Schoon drinkbaar water. Het water is hier. Water en water.")) == {"drinking-water"}


def test_a_passage_in_another_language_is_looked_up_in_all_four() -> None:
    assert set(tagged("Afval! Afval!", language="de")) == {"waste"}


def test_a_passage_without_any_theme_has_none() -> None:
    assert tagged("Wij beginnen morgen.", "Jaarverslag", title="Verslag") == {}


def test_a_vector_tells_a_theme_that_no_word_names_and_says_that_it_did() -> None:
    writing = Writing(text="Wij beginnen morgen.", headings=(), title="", language="nl")
    vector = np.array([0.0, 1.0, 0.0], np.float32)
    (found,) = TAGGER.tag(writing, vector, "words/1")
    assert found.value == sorted(CONCEPTS.concepts)[1]
    assert [one.where for one in found.evidence] == [EvidencePlace.MODEL]


def test_another_models_vectors_mean_nothing() -> None:
    writing = Writing(text="Het afval. Het afval.", headings=(), title="", language="nl")
    vector = np.array([0.0, 1.0, 0.0], np.float32)
    assert TAGGER.tag(writing, vector, "others/1") == TAGGER.tag(writing, None, "words/1")


def test_confidence_is_one_half_at_the_threshold_and_grows_with_the_score() -> None:
    found = ThemeModel(weights=np.zeros((2, 1)), intercepts=np.zeros(2), threshold=0.3)
    scores = np.array([0.1, 0.3, 0.6, 0.9])
    confidence = found.confidence(scores)
    assert confidence[1] == pytest.approx(LIKELY)
    assert (np.diff(confidence) > 0).all()


def test_a_vocabulary_is_read_as_it_was_written() -> None:
    found = read_vocabulary(write_vocabulary(VOCABULARY))
    assert found.rarity == pytest.approx(dict(VOCABULARY.rarity))
    for token, (concepts, shares) in VOCABULARY.postings.items():
        assert found.postings[token][0].tolist() == concepts.tolist()
        assert found.postings[token][1] == pytest.approx(shares, abs=1e-3)


def test_features_have_a_row_a_concept_and_a_column_a_name() -> None:
    writing = Writing(text="Het afval.", headings=("Water",), title="Verslag", language="nl")
    named = FINDER.named(writing)
    assert FINDER.features(writing, named, None).shape == (3, len(FEATURES))
    assert FINDER.features(writing, named, np.zeros(3)).shape == (3, len(WITH_VECTOR))


@given(st.lists(st.text("ab Wwaterfl.\n", max_size=30), max_size=3), st.text("ab Wwaterfl.,\n", max_size=80))
def test_suggestions_are_ordered_and_quote_the_text(headings: list[str], text: str) -> None:
    found = list(tagged(text, *headings).values())
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)
    for evidence in (one for suggestion in found for one in suggestion.evidence):
        if evidence.where is EvidencePlace.TEXT:
            assert text[evidence.start : evidence.end] == evidence.quote
        else:
            assert any(evidence.quote in heading for heading in headings)


def test_what_ships_was_trained_on_the_thesaurus_that_ships() -> None:
    shipped = tagger()
    assert shipped._finder.ids == tuple(sorted(thesaurus().concepts))
    assert shipped._profiles.weights.shape[0] == len(thesaurus().concepts)


@pytest.mark.parametrize(
    ("text", "language", "theme"),
    [
        ("De gemeente legde drinkwaterleidingen en openbare kranen aan in acht dorpen.", "nl", "water-supply"),
        ("Chaque ménage paie la collecte des ordures à la fin du mois.", "fr", "waste-management"),
        ("Los vecinos votaron los proyectos del presupuesto participativo.", "es", "participatory-budgeting"),
        ("A handover file is kept, because staff leave and knowledge is lost.", "en", "learning-and-knowledge"),
    ],
)
def test_plain_sentences_get_their_theme(text: str, language: str, theme: str, model: SentenceEmbedder) -> None:
    [vector] = model.embed_passages([text])
    writing = Writing(text=text, headings=(), title="", language=language)
    found: Sequence[Suggestion] = tagger().tag(writing, vector, model.stamp)
    likely = [one.value for one in found if one.probability >= LIKELY]
    assert theme in thesaurus().with_broader(likely)
