"""Decisions for tests: of one passage, in turn, and strategies for any of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import strategies as st

from kb.bootstrap import KnowledgeBase
from kb.decisions import Action, Decision
from kb.text import digest
from kb.types import LIKELY, PracticeKind, Suggestion
from tests.documents import write_document
from tests.kb.fake_models import passage
from tests.kb.small_thesaurus import SMALL

QUOTE = "Three municipalities share one depot of spare parts for their pumps, and each pays a third of its rent."
_FIELDS = {"themes": "theme", "partnerships": "partnership", "countries": "country"}
_WITH_THEMES = ("kb.decisions", "kb.rows", "kb.curation_queue", "kb.vocabulary", "kb.facet_labels")

# What people may say of each facet.
VALUES = {
    "kind": ("lesson", "challenge", "result", "context"),
    "theme": ("water", "water-supply", "water-points", "gender", "women-in-committees", "waste"),
    "partnership": ("laarne-ouinhi", "bugesera", "karongi"),
    "country": ("BJ", "RW"),
}


def use_small_thesaurus(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the small thesaurus the one that decisions go by."""
    for module in _WITH_THEMES:
        monkeypatch.setattr(f"{module}.thesaurus", lambda: SMALL)


def decision(facet: str = "kind", **changes: Any) -> Decision:
    held = Decision(who="An", action=Action.ACCEPT, document_id="d" * 16, quote=QUOTE, facet=facet)
    return replace(held, **changes)


def in_turn(*decisions: Decision) -> list[Decision]:
    """Numbers decisions as if each had been taken after the one before."""
    return [replace(one, id=n, at=f"2026-03-31T12:00:00.{n:06}+00:00") for n, one in enumerate(decisions, start=1)]


def suggestion(facet: str, value: str, probability: float) -> Suggestion:
    return Suggestion(facet=facet, value=value, probability=probability)


def put(base: KnowledgeBase, name: str, said: dict[str, tuple[Suggestion, ...]]) -> list[str]:
    """Writes texts with what the machine says of them as one document, and returns the ids of their passages."""
    document_id = digest(name)
    passages = []
    suggestions = {}
    for position, (text, several) in enumerate(said.items()):
        likely = [one for one in several if one.probability >= LIKELY]
        kinds = sorted((one for one in several if one.facet == "kind"), key=lambda one: -one.probability)
        described = replace(
            passage(document_id, text, position),
            kind=PracticeKind(kinds[0].value) if kinds else PracticeKind.CONTEXT,
            **{name: tuple(o.value for o in likely if o.facet == facet) for name, facet in _FIELDS.items()},  # type: ignore[arg-type]  # all are tuples
        )
        passages.append(described)
        suggestions[described.id] = several
    write_document(base, name, passages, name.encode(), suggestions)
    return [one.id for one in passages]


def labels(base: KnowledgeBase) -> dict[str, dict[str, set[int]]]:
    """All that passages can be filtered by, as search reads it, without values that none carries."""
    found = base.catalog.snapshot().labelled
    return {
        facet: {value: set(carriers.nonzero()[0].tolist()) for value, carriers in values.items() if carriers.any()}
        for facet, values in found.items()
    }


@st.composite
def acts(draw: st.DrawFn) -> Decision:
    """Any decision of a person on the passage."""
    facet = draw(st.sampled_from(tuple(VALUES)))
    action = draw(st.sampled_from((Action.ACCEPT, Action.CORRECT, Action.REJECT)))
    several = st.lists(st.sampled_from(VALUES[facet]), min_size=1, max_size=1 if facet == "kind" else 2, unique=True)
    accepted = tuple(draw(several)) if action is not Action.REJECT else ()
    rejected = tuple(draw(several)) if action is not Action.ACCEPT else ()
    kept = tuple(value for value in rejected if value not in accepted)
    return decision(facet, action=action, accepted=accepted, rejected=kept)


@st.composite
def sayings(draw: st.DrawFn) -> tuple[Suggestion, ...]:
    """Anything that the machine may say of a passage: always of its kind, with no two kinds as probable."""
    kinds = draw(st.lists(st.sampled_from(tuple(PracticeKind)), min_size=1, max_size=3, unique=True))
    shares = draw(st.lists(st.integers(10, 99), min_size=len(kinds), max_size=len(kinds), unique=True))
    found = [suggestion("kind", kind.value, share / 100) for kind, share in zip(kinds, shares, strict=True)]
    for facet in ("theme", "partnership", "country"):
        named = draw(st.lists(st.sampled_from(VALUES[facet]), max_size=3, unique=True))
        found += [suggestion(facet, value, draw(st.sampled_from((0.3, 0.5, 0.9)))) for value in named]
    return tuple(found)
