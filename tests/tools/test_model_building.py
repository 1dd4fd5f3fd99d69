from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from tools.model.__main__ import main
from tools.model.folders import read_tokens

ENGLISH = {"water": "water", "waste": "waste", "house": "house", "green": "green", "clean": "clean"}
WORDS = {
    "nl": dict(zip(ENGLISH, ("water", "afval", "huis", "groen", "schoon"), strict=True)),
    "fr": dict(zip(ENGLISH, ("eau", "dechets", "maison", "vert", "propre"), strict=True)),
    "es": dict(zip(ENGLISH, ("agua", "residuos", "casa", "verde", "limpio"), strict=True)),
    "en": ENGLISH,
}
STEPS = ("lexicon", "graft", "teach", "distil", "headings", "export", "meanings")
PAIRS = ("nl-en", "fr-en", "es-en", "fr-nl", "nl-es", "fr-es")


@pytest.fixture
def arguments(make_corpus: Callable, english_model: Path, tmp_path: Path) -> list[str]:
    """The command line for a corpus of all combinations of five words, in four languages."""
    phrases = [(a, b) for a in ENGLISH for b in ENGLISH if a != b]
    pairs = {
        name: [("tatoeba", *(" ".join(WORDS[language][word] for word in phrase) for language in name.split("-")))
               for phrase in phrases]
        for name in PAIRS
    }  # fmt: skip
    sentences = [f"the {a} and the {b} of all of us." for a, b in phrases]
    passages = [("a", " ".join(sentences[start : start + 10])) for start in range(10)]
    corpus = make_corpus(pairs, {"en": passages})
    places = {"parallel": corpus.parallel, "passages": corpus.passages, "work": tmp_path / "work"}
    places |= {"english": english_model, "out": tmp_path / "out", "meanings": tmp_path / "meanings"}
    return [part for name, place in places.items() for part in (f"--{name}", str(place))]


def test_all_steps_make_a_model_and_a_lexicon(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["all", *arguments, "--epochs", "1", "--headings-epochs", "3", "--tokens", "78"])
    told = capsys.readouterr().out
    assert all(f"{step}: " in told for step in STEPS)
    assert [told.index(f"{step}: ") for step in STEPS] == sorted(told.index(f"{step}: ") for step in STEPS)
    assert len(read_tokens(tmp_path / "out")) == 78
    model = SentenceTransformer(str(tmp_path / "out"), device="cpu")
    french, dutch, other = model.encode(["maison", "huis", "vert"], normalize_embeddings=True)
    assert french @ dutch > french @ other
    assert np.isfinite(model.encode(["ongezien woord!"])).all()


def test_a_step_before_its_time_says_what_is_missing(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match=r"glosses\.jsonl\.gz is missing.*before `graft`"):
        main(["graft", *arguments])


def test_a_wrong_number_of_tokens_is_refused(arguments: list[str], english_model: Path, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    english_model.rename(tmp_path / "work" / "headings-averaged")
    with pytest.raises(SystemExit, match="but --tokens is 3"):
        main(["export", *arguments, "--tokens", "3"])
