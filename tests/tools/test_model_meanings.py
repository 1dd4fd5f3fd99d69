from __future__ import annotations

import gzip
from pathlib import Path

from kb.text import stem
from tools.model.glosses import Gloss
from tools.model.meanings import meanings, write_meanings
from tools.model.use import Use


def gloss(evidence: float = 1.0, **english: float) -> Gloss:
    return Gloss(english=tuple(english.items()), evidence=evidence)


def test_a_stem_means_what_its_forms_mean_by_their_use() -> None:
    use = Use()
    use.parallel["nl"].update({"gemeente": 99, "gemeenten": 3})
    held = {("nl", "gemeente"): gloss(municipality=1.0), ("nl", "gemeenten"): gloss(towns=1.0)}
    assert meanings(held, use) == {("nl", stem("gemeente", "nl")): [stem("municipality", "en")]}


def test_a_second_meaning_has_a_fifth_of_all() -> None:
    held = {("nl", "bank"): gloss(bank=0.5, bench=0.3, couch=0.2), ("nl", "zet"): gloss(set=0.85, put=0.15)}
    assert list(meanings(held, Use()).values()) == [["bank", "bench"], ["set"]]


def test_little_evidence_counts_little() -> None:
    held = {("fr", "eau"): gloss(0.1, tea=1.0), ("fr", "éau"): gloss(5.0, water=1.0)}
    assert meanings(held, Use()) == {("fr", "eau"): ["water"]}


def test_function_words_and_numbers_mean_nothing() -> None:
    held = {("nl", "de"): gloss(water=1.0), ("nl", "2024"): gloss(water=1.0), ("fr", "pain"): gloss(the=1.0)}
    assert meanings(held, Use()) == {}


def test_equally_likely_meanings_stand_as_the_gloss_has_them() -> None:
    assert meanings({("nl", "bank"): gloss(couch=0.5, bench=0.5)}, Use()) == {("nl", "bank"): ["couch", "bench"]}


def test_the_same_meanings_are_the_same_file(tmp_path: Path) -> None:
    write_meanings({("nl", "b"): ["x", "y"], ("fr", "a"): ["z"]}, tmp_path / "one")
    write_meanings({("fr", "a"): ["z"], ("nl", "b"): ["x", "y"]}, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert gzip.decompress((tmp_path / "one").read_bytes()) == b"fr\ta\tz\nnl\tb\tx y\n"
