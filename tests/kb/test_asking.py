from __future__ import annotations

import pytest

from kb.asking import asked_filters
from kb.errors import UsageError
from kb.types import Filters, PracticeKind
from tests.kb.small_thesaurus import SMALL


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.asking.thesaurus", lambda: SMALL)


def test_what_is_typed_becomes_filters() -> None:
    typed = {"country": ["bj", "SN"], "kind": [PracticeKind.LESSON], "theme": ["Afval"], "sdg": ["6"], "year": [2024]}
    assert asked_filters({**typed, "marker": None}) == Filters(
        country=("BJ", "SN"), kind=("lesson",), theme=("waste",), sdg=("6",), year=("2024",)
    )


def test_nothing_typed_is_no_filter() -> None:
    assert asked_filters({}) == Filters()


def test_an_unknown_theme_is_told() -> None:
    with pytest.raises(UsageError, match="waste"):
        asked_filters({"theme": ["wastte"]})
