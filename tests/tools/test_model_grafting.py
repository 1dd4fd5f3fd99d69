from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from tools.model.folders import EMBEDDINGS, open_tokenizer, read_tokens, read_weights, special_tokens
from tools.model.glosses import Gloss
from tools.model.grafting import graft
from tools.model.use import Use
from tools.model.vocabulary import English, choose_vocabulary, share_of_foreign


def gloss(**english: float) -> Gloss:
    return Gloss(english=tuple(english.items()), evidence=1.0)


GLOSSES = {
    ("nl", "afval"): gloss(waste=1.0),
    ("nl", "inzameling"): gloss(collection=0.75, waste=0.25),
    ("nl", "is"): gloss(water=1.0),
    ("fr", "eau"): gloss(water=1.0),
    ("nl", "2024"): gloss(water=1.0),
}


@pytest.fixture
def use() -> Use:
    found = Use()
    found.parallel["nl"].update({"afval": 6, "inzameling": 3, "afvalinzameling": 2, "is": 1, "2024": 1})
    found.parallel["fr"].update({"eau": 10})
    found.parallel["en"].update({"is": 9, "water": 18, "wastes": 1, "2024": 1})
    return found


@pytest.fixture
def grafted(english_model: Path, tmp_path: Path, use: Use) -> Path:
    graft(english_model, tmp_path / "grafted", GLOSSES, use)
    return tmp_path / "grafted"


def embedding(folder: Path, token: str) -> np.ndarray:
    return read_weights(folder)[EMBEDDINGS][read_tokens(folder).index(token)]


def test_a_compound_is_split_into_its_parts(grafted: Path) -> None:
    assert open_tokenizer(grafted).encode("Afvalinzameling", add_special_tokens=False).tokens == [
        "afval",
        "##inzameling",
    ]


def test_english_is_split_as_before(english_model: Path, grafted: Path) -> None:
    before, after = open_tokenizer(english_model), open_tokenizer(grafted)
    for text in ("The water is clean.", "Wastes of green houses, cleaning!"):
        assert after.encode(text).tokens == before.encode(text).tokens


def test_a_new_word_is_the_weighted_mean_of_its_translations(english_model: Path, grafted: Path) -> None:
    waste, collection = embedding(english_model, "waste"), embedding(english_model, "collection")
    assert np.allclose(embedding(grafted, "afval"), waste)
    assert np.allclose(embedding(grafted, "inzameling"), 0.75 * collection + 0.25 * waste)
    assert np.allclose(embedding(grafted, "##inzameling"), embedding(grafted, "inzameling"))


def test_a_shared_spelling_is_a_blend_by_use(english_model: Path, grafted: Path, use: Use) -> None:
    foreign, at_home = (use.per_million(language)["is"] for language in ("nl", "en"))
    share = foreign / (foreign + at_home)
    expected = (1 - share) * embedding(english_model, "is") + share * embedding(english_model, "water")
    assert np.allclose(embedding(grafted, "is"), expected)


def test_a_spelling_that_only_english_uses_keeps_its_reading(english_model: Path, grafted: Path) -> None:
    assert np.array_equal(embedding(grafted, "water"), embedding(english_model, "water"))


def test_the_new_words_stand_in_the_order_of_their_use(english_model: Path, use: Use) -> None:
    tokens, special = read_tokens(english_model), special_tokens(english_model)
    english = English(tokens=tokens, special=special, tokenizer=open_tokenizer(english_model))
    found = choose_vocabulary(english, GLOSSES, use)
    assert list(found.words) == ["eau", "afval", "inzameling"]
    assert list(choose_vocabulary(english, GLOSSES, use, new_words=2).words) == ["eau", "afval"]
    assert list(found.endings) == ["inzameling"]
    assert list(choose_vocabulary(english, GLOSSES, use, endings=0).endings) == []


def test_an_english_token_stays_if_it_is_frequent_or_used(english_model: Path, use: Use) -> None:
    tokens = [
        *read_tokens(english_model),
        *(f"語{place}" for place in range(14_000)),
        "wastes",
        "agreement",
        "日",
    ]
    tokens[tokens.index("wastes")] = "frequent"
    kept = choose_vocabulary(
        English(tokens=tokens, special=frozenset(), tokenizer=open_tokenizer(english_model)), {}, use
    ).kept
    assert "frequent" in {tokens[place] for place in kept}
    assert {"agreement", "日", "語1"}.isdisjoint(tokens[place] for place in kept)


@pytest.mark.parametrize(
    ("token", "foreign", "english", "expected"),
    [
        (20_000, {"nl": 6.0}, {}, 1.0),
        (100, {"nl": 6.0}, {}, 0.75),
        (20_000, {"nl": 1.0, "fr": 2.0}, {"word": 1.0}, 0.75),
        (20_000, {"nl": 0.0}, {}, 0.0),
    ],
)
def test_a_frequent_english_token_is_taken_to_be_used_in_english(
    token: int, foreign: dict[str, float], english: dict[str, float], expected: float
) -> None:
    assert share_of_foreign("word", token, foreign, english) == expected


def test_the_grafted_model_embeds_a_word_as_its_translation(grafted: Path) -> None:
    model = SentenceTransformer(str(grafted), device="cpu")
    dutch, french, english = model.encode(["afval", "eau", "waste"], normalize_embeddings=True)
    assert dutch @ english == pytest.approx(1, abs=1e-5)
    assert french @ english < 0.999
