from __future__ import annotations

import pytest

from kb.bootstrap import KnowledgeBase
from kb.choices import document_choices, partnership_choices, theme_choices
from kb.titles import Title
from kb.types import FacetValue
from tests.kb.small_thesaurus import SMALL


def test_themes_go_by_their_names_in_all_languages_and_are_labelled_in_the_readers(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("kb.choices", "kb.facet_labels"):
        monkeypatch.setattr(f"{module}.thesaurus", lambda: SMALL)
    facets = {"theme": [FacetValue(value="water-supply", count=3), FacetValue(value="gone", count=1)]}
    known, gone = theme_choices(facets, "es", base.registry)
    assert known.label == SMALL.concepts["water-supply"].labels["es"]
    assert set(SMALL.concepts["water-supply"].labels.values()) <= set(known.names)
    assert known.passages == 3
    assert (gone.label, gone.names) == ("gone", ())


def test_partnerships_go_by_the_names_of_both_sides(base: KnowledgeBase) -> None:
    found = partnership_choices({"partnership": [FacetValue(value="laarne-ouinhi", count=2)]}, base.registry)
    one = next(choice for choice in found if choice.id == "laarne-ouinhi")
    assert one.passages == 2
    assert {"Laarne", "Ouinhi"} <= set(one.names)
    assert not any(name.endswith("*") for choice in found for name in choice.names)
    assert {choice.passages for choice in found} == {0, 2}


def test_documents_go_by_their_titles() -> None:
    title = Title(document_id="1", title="Minutes", visibility="internal", passages=5)
    [one] = document_choices([title])
    assert (one.id, one.label, one.names, one.passages) == ("1", "Minutes", ("Minutes",), 5)
