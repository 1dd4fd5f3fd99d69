from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import UsageError
from kb.messages import message
from kb.registry import load_registry
from kb.vocabulary import Vocabulary
from tests.kb.curated import use_small_thesaurus


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vocabulary:
    use_small_thesaurus(monkeypatch)
    return Vocabulary(load_registry(tmp_path))


@pytest.mark.parametrize(
    ("facet", "value", "expected"),
    [
        ("kind", "Lesson", "lesson"),
        ("theme", "water-points", "water-points"),
        ("partnership", "laarne-ouinhi", "laarne-ouinhi"),
        ("country", "bj", "BJ"),
    ],
)
def test_values_are_known_in_any_case_and_come_once(words: Vocabulary, facet: str, value: str, expected: str) -> None:
    assert words.known(facet, [value, expected]) == (expected,)
    assert words.unlisted(facet, expected) is None


@pytest.mark.parametrize(
    ("facet", "value", "near"),
    [
        ("kind", "lessons", "lesson"),
        ("theme", "waterpunten", "water-points"),
        ("theme", "water-point", "water-points"),
        ("partnership", "Ouinhi", "laarne-ouinhi"),
        ("partnership", "Keur Moussa", "deinze-lievegem-kemopodi"),
        ("country", "Bénin", "BJ"),
        ("country", "qqq", ""),
    ],
)
def test_an_unknown_value_is_refused_with_the_nearest(words: Vocabulary, facet: str, value: str, near: str) -> None:
    with pytest.raises(UsageError) as refused:
        words.known(facet, [value])
    told = str(refused.value.values["near"])
    assert told.startswith(near)
    assert 1 <= len(told.split(", ")) <= 3
    assert value in message(refused.value.key, "nl", **refused.value.values)
    fault = words.unlisted(facet, value)
    assert fault
    assert fault.told("en") == str(refused.value)


def test_a_partnership_has_its_country(words: Vocabulary) -> None:
    assert words.country_of("laarne-ouinhi") == "BJ"
    assert words.country_of("nowhere") is None
