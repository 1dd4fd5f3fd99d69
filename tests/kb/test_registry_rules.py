from __future__ import annotations

from typing import Any

import pytest

from kb.registry_rules import checked

SOUND: dict[str, Any] = {"label": "A – Bado", "type": "city_twinning", "partner": ["Bado"], "country": "BJ"}


def problems(rows: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault.entry, fault.problem.key) for fault in checked(rows)[1]]


def test_what_is_not_filled_in_is_empty() -> None:
    (found,), faults = checked({"a-bado": SOUND})

    assert faults == ()
    assert (found.flemish, found.aliases, found.excluded, found.period) == ((), (), (), None)


def test_all_fields_are_taken_over() -> None:
    more = {"flemish": ["A"], "aliases": ["Badois*"], "excluded": ["Bado del Sur"], "period": [2017, 2026]}
    (found,), _ = checked({"a-bado": SOUND | more})

    assert found.flemish == ("A",)
    assert (found.aliases, found.excluded, found.period) == (("Badois*",), ("Bado del Sur",), (2017, 2026))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"label": " "}, "registry_text"),
        ({"label": 3}, "registry_text"),
        ({"type": "friendship"}, "registry_choice"),
        ({"type": ["city_twinning"]}, "registry_text"),
        ({"country": "ZZ"}, "registry_choice"),
        ({"country": "bj"}, "registry_choice"),
        ({"partner": []}, "registry_no_partner"),
        ({"partner": "Bado"}, "registry_names"),
        ({"partner": [3]}, "registry_names"),
        ({"partner": ["–"]}, "registry_name"),
        ({"aliases": [""]}, "registry_name"),
        ({"aliases": ["Ba*do"]}, "registry_name"),
        ({"aliases": ["Bad*"]}, "registry_open_end"),
        ({"partner": ["Badois*"]}, "registry_open_end"),
        ({"alias": ["Badu"]}, "registry_field"),
        ({"period": [2017]}, "registry_period"),
        ({"period": [2026, 2017]}, "registry_period"),
        ({"period": ["2017", "2026"]}, "registry_period"),
        ({"period": [17, 26]}, "registry_period"),
        ({"period": 2017}, "registry_period"),
        ({"aliases": ["Senegal"]}, "registry_country_name"),
        ({"aliases": ["oeganda"]}, "registry_country_name"),
        ({"flemish": ["Bado"]}, "registry_flemish_name"),
    ],
)
def test_what_is_wrong_with_an_entry_is_found(change: dict[str, Any], key: str) -> None:
    assert problems({"a-bado": SOUND | change}) == [("a-bado", key)]


@pytest.mark.parametrize("field", ["label", "type", "country", "partner"])
def test_what_is_lacking_is_found(field: str) -> None:
    assert problems({"a-bado": {name: v for name, v in SOUND.items() if name != field}}) == [
        ("a-bado", "registry_lacks")
    ]


@pytest.mark.parametrize("name", ["A-Bado", "a bado", "a_bado", "-a", "a--b", "é", ""])
def test_an_id_is_plain(name: str) -> None:
    assert problems({name: SOUND}) == [(name, "registry_id")]


def test_an_entry_is_a_table() -> None:
    assert problems({"label": "A – Bado"}) == [("label", "registry_no_table")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["Bado"], ["Bado"]),
        (["San Marcos"], ["San-márcos"]),
        (["San Marcos"], ["SanMarcos"]),
        (["Badois*"], ["Badoisien"]),
        (["Badoisien"], ["Badois*"]),
        (["Badois*"], ["Badoisien*"]),
    ],
)
def test_a_name_belongs_to_one_partnership(first: list[str], second: list[str]) -> None:
    rows = {
        "one": SOUND | {"partner": ["Uno"], "aliases": first},
        "two": SOUND | {"partner": ["Dos"], "aliases": second},
    }

    assert problems(rows) == [("two", "registry_shared_name")]


def test_names_that_only_begin_alike_are_two() -> None:
    assert problems({"one": SOUND, "two": SOUND | {"partner": ["Bado del Sur"]}}) == []


def test_a_spelling_may_stand_beside_the_name() -> None:
    assert problems({"one": SOUND | {"partner": ["Santo Tomás"], "aliases": ["Santo Tomas"]}}) == []


def test_two_partnerships_may_share_their_flemish_side() -> None:
    rows = {"one": SOUND | {"flemish": ["A"]}, "two": SOUND | {"flemish": ["A"], "partner": ["Dos"]}}

    assert problems(rows) == []


def test_everything_is_found_at_once_also_between_entries_that_are_wrong() -> None:
    rows = {
        "one": SOUND | {"type": "friendship", "country": "ZZ"},
        "two": SOUND | {"label": "", "partner": ["Bado", "Dos"]},
        "three": SOUND | {"partner": ["Tres"]},
    }

    assert problems(rows) == [
        ("one", "registry_choice"),
        ("one", "registry_choice"),
        ("two", "registry_text"),
        ("two", "registry_shared_name"),
    ]
    assert [one.id for one in checked(rows)[0]] == ["three"]
