from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import UsageError
from kb.registry import load_registry, registry_faults

ENTRY = '[x]\nlabel = "A – B"\ntype = "city_twinning"\nflemish = ["A"]\npartner = ["B"]\ncountry = "BJ"\n'


def test_the_registry_that_ships_is_sound(tmp_path: Path) -> None:
    registry = load_registry(tmp_path)
    assert {p.country for p in registry.partnerships} == {"BJ", "SN", "NI", "RW", "EC"}
    assert len({p.id for p in registry.partnerships}) == len(registry.partnerships)


def test_a_file_in_the_data_folder_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "partnerships.toml").write_text(ENTRY, encoding="utf-8")
    assert [p.label for p in load_registry(tmp_path).partnerships] == ["A – B"]


@pytest.mark.parametrize(
    "wrong",
    [
        ENTRY.replace("city_twinning", "friendship"),
        ENTRY.replace('"BJ"', '"ZZ"'),
        ENTRY.replace('partner = ["B"]', 'partner = "B"'),
        ENTRY.replace('partner = ["B"]', "partner = []"),
        ENTRY.replace('label = "A – B"\n', ""),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "partnerships.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(UsageError, match=r"\[x\]"):
        load_registry(tmp_path)


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "partnerships.toml").write_text("[x", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        load_registry(tmp_path)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    wrong = ENTRY.replace("city_twinning", "friendship") + ENTRY.replace("[x]", "[y]").replace('"BJ"', '"ZZ"')
    (tmp_path / "partnerships.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(UsageError) as told:
        load_registry(tmp_path)

    lines = str(told.value).splitlines()
    assert str(tmp_path) in lines[0]
    assert [line.split(":")[0] for line in lines[1:]] == ["[x]", "[y]", "[y]"]
    assert "'B' stands for [x] as well" in lines[-1]
    assert [fault.entry for fault in registry_faults(tmp_path)] == ["x", "y", "y"]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "partnerships.toml").write_bytes(b"\xff\xfe[x]")
    with pytest.raises(UsageError, match="cannot be read"):
        load_registry(tmp_path)


def test_names_are_whole_names(tmp_path: Path) -> None:
    names = set(load_registry(tmp_path).names())

    assert {"Laarne", "Ouinhi", "KeMoPoDi", "Pout"} <= names
    assert not {name for name in names if name.endswith("*")}


def test_labels_are_in_the_readers_language(tmp_path: Path) -> None:
    registry = load_registry(tmp_path)
    assert registry.label("country", "EC", "fr") == "Équateur"
    assert registry.label("partnership", "mol-santo-tomas", "nl") == "Mol – Santo Tomás"
    assert registry.label("country", "BE", "nl") == "België"
    assert registry.label("country", "XX", "fr") == "XX"
    assert registry.label("year", "2024", "fr") == "2024"
