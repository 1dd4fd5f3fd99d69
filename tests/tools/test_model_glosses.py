from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tools.model.alignment import Alignment
from tools.model.glosses import Gloss, gloss_all, read_glosses, symmetrised, triangulated, write_glosses
from tools.model.use import Use

ALIGNMENT = Alignment(
    left=["huis", "thuis"],
    right=["house", "home"],
    left_ids=np.array([0, 0, 1]),
    right_ids=np.array([0, 1, 1]),
    left_given_right=np.array([0.81, 0.0001, 0.64]),
    right_given_left=np.array([0.5, 0.05, 0.9]),
)
NOTHING: dict[str, dict[str, float]] = {}


def tables(**named: dict[str, dict[str, float]]) -> dict[tuple[str, str], dict[str, dict[str, float]]]:
    pairs = [(source, target) for source in ("nl", "fr", "es") for target in ("en", "nl", "fr", "es")]
    return {(source, target): named.get(f"{source}_{target}", NOTHING) for source, target in pairs if source != target}


def used(**counts: int) -> Use:
    use = Use()
    use.parallel["nl"].update(counts)
    return use


def test_both_directions_must_agree() -> None:
    assert symmetrised(ALIGNMENT) == {
        "huis": {"house": pytest.approx(0.5 * 0.9)},
        "thuis": {"home": pytest.approx(0.9 * 0.8)},
    }


def test_the_other_way_weighs_the_other_direction_most() -> None:
    found = symmetrised(ALIGNMENT, backward=True)
    assert found == {
        "house": {"huis": pytest.approx(0.81 * 0.5**0.5)},
        "home": {"thuis": pytest.approx(0.64 * 0.9**0.5)},
    }


def test_a_word_without_english_is_translated_through_the_third_language() -> None:
    held = tables(nl_fr={"eau": {"never": 1.0}, "water": {"eau": 0.6}}, fr_en={"eau": {"water": 0.5}})
    assert triangulated(held, "nl", "water") == {"water": pytest.approx(0.5 * 0.6 * 0.5)}


def test_a_word_with_translations_of_its_own_needs_no_third_language() -> None:
    held = tables(nl_en={"bank": {"bench": 0.6}}, nl_fr={"bank": {"banque": 1.0}}, fr_en={"banque": {"bank": 1.0}})
    assert triangulated(held, "nl", "bank") == {"bench": 0.6}


def test_a_rare_form_takes_the_meaning_of_its_stem() -> None:
    found = gloss_all(tables(nl_en={"gemeente": {"municipality": 0.9}}), used(gemeente=5, gemeenten=1))
    assert found["nl", "gemeenten"].english == (("municipality", 1.0),)
    assert found["nl", "gemeenten"].evidence == pytest.approx(0.3)


def test_glosses_are_the_heaviest_and_add_up_to_one() -> None:
    many = {f"word{place}": 0.1 for place in range(9)}
    (gloss,) = gloss_all(tables(nl_en={"zet": {"set": 0.9} | many}), used(zet=1)).values()
    assert gloss.english[0][0] == "set"
    assert len(gloss.english) == 6
    assert sum(weight for _, weight in gloss.english) == pytest.approx(1)


def test_glosses_far_lighter_than_the_heaviest_are_left_out() -> None:
    (gloss,) = gloss_all(tables(nl_en={"zet": {"set": 0.9, "near": 0.1, "far": 0.05}}), used(zet=1)).values()
    assert [english for english, _ in gloss.english] == ["set", "near"]


def test_a_word_that_nothing_speaks_for_has_no_gloss() -> None:
    assert gloss_all(tables(), used(xyz=3)) == {}


def test_glosses_are_read_as_they_were_written(tmp_path: Path) -> None:
    held = {("fr", "eau"): Gloss(english=(("water", 0.1 + 0.2), ("tea", 0.7)), evidence=1 / 3)}
    write_glosses(held, tmp_path / "glosses")
    assert read_glosses(tmp_path / "glosses") == held
