"""What people decide of passages, and what counts then: their judgement over the machine's.

A decision names its passage by document and text, so that it finds it again after the document was corrected, cut
anew or embedded by another model. The machine's suggestions are never changed; what counts is always both together.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.quotes import Texts
from kb.shingles import text_key
from kb.text import digest
from kb.themes import thesaurus
from kb.types import LIKELY, JudgedFacet, Passage, PracticeKind, Suggestion

KIND, THEME, PARTNERSHIP, COUNTRY = (facet.value for facet in JudgedFacet)


class Action(StrEnum):
    """What a person does: accepts a value, puts one in the place of another, rejects one, takes a decision back."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided of one facet of a passage.

    Decisions with the same `at` and `who` are one act, and are undone together.

    Attributes:
        id: numbers the decisions of a knowledge base; nought for one that is not in it.
        at: when, in UTC to the microsecond; the later one counts.
        who: whose it is.
        action: what was done.
        document_id: the passage's document.
        quote: the passage's whole text, as it was then.
        facet: one of `JudgedFacet`.
        accepted: values that count from now on.
        rejected: values that do not count any more.
        note: why.
        undoes: the decision that is taken back, if that is the action.
    """

    who: str
    action: Action
    document_id: str
    quote: str
    facet: str
    accepted: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    note: str = ""
    at: str = ""
    id: int = 0
    undoes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A decision by its content, as it goes from one knowledge base to another, where its number is another one.

    `key` names its content, and `undoes` that of the decision that it takes back, empty if it does not.
    """

    decision: Decision
    key: str
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people decided of a passage, all decisions together: values accepted and rejected, by facet."""

    accepted: Mapping[str, tuple[str, ...]]
    rejected: Mapping[str, frozenset[str]]

    def kind(self, said: Sequence[Suggestion]) -> str:
        """Returns the kind that counts: the accepted one, else the most probable that was not rejected."""
        if accepted := self.accepted.get(KIND):
            return accepted[0]
        left = [one for one in said if one.facet == KIND and one.value not in self._rejected(KIND)]
        likely = min(left, key=lambda one: (-one.probability, one.value), default=None)
        return likely.value if likely else PracticeKind.CONTEXT.value

    def values(self, facet: str, said: Sequence[Suggestion]) -> tuple[str, ...]:
        """Returns the values of a facet that count, given what the machine says of the passage."""
        if facet == KIND:
            return (self.kind(said),)
        rejected = self._rejected(facet)
        likely = [one.value for one in said if one.facet == facet and one.probability >= LIKELY]
        machine = [value for value in likely if not _falls_under(facet, value, rejected)]
        return tuple(dict.fromkeys([*machine, *self.accepted.get(facet, ())]))

    def settles(self, facet: str, value: str) -> bool:
        """Tells whether nobody need judge a value any more; any accepted kind settles all kinds."""
        accepted = self.accepted.get(facet, ())
        if facet == KIND and accepted:
            return True
        implied = thesaurus().with_broader(accepted) if facet == THEME else accepted
        return value in implied or _falls_under(facet, value, self._rejected(facet))

    def _rejected(self, facet: str) -> frozenset[str]:
        return self.rejected.get(facet, frozenset())


def told_of(decisions: Iterable[Decision]) -> list[Told]:
    """Returns decisions by their content, in their order; what they take back is among them."""
    every = list(decisions)
    keys = {one.id: key_of(one) for one in every if one.undoes is None}
    undone = ((one, keys[one.undoes] if one.undoes is not None else "") for one in every)
    return [Told(decision=one, key=key_of(one, undoes), undoes=undoes) for one, undoes in undone]


def key_of(decision: Decision, undoes: str = "") -> str:
    """Returns the name of a decision's content, given that of the decision that it takes back."""
    said = (decision.at, decision.who, decision.action.value, decision.document_id, decision.quote, decision.facet)
    values = (json.dumps(decision.accepted), json.dumps(decision.rejected))
    return digest(*said, *values, decision.note, undoes)


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Returns the decisions that nobody took back, in the order in which they were taken."""
    every = list(decisions)
    undone = {one.undoes for one in every}
    stand = (one for one in every if one.action is not Action.UNDO and one.id not in undone)
    return sorted(stand, key=lambda one: (one.at, one.id))


def verdict(decisions: Iterable[Decision]) -> Verdict:
    """Returns what decisions on a passage come to, given those that stand, in order: of a value, the last one counts.

    Who rejects a theme rejects what is narrower, unless that is accepted later.
    """
    accepted: dict[str, tuple[str, ...]] = {}
    rejected: dict[str, frozenset[str]] = {}
    for one in decisions:
        facet, refused = one.facet, frozenset(one.rejected)
        kept = [value for value in accepted.get(facet, ()) if not _falls_under(facet, value, refused)]
        now = one.accepted if facet == KIND and one.accepted else tuple(dict.fromkeys([*kept, *one.accepted]))
        accepted[facet] = now
        rejected[facet] = (rejected.get(facet, frozenset()) | refused) - frozenset(one.accepted)
    return Verdict(accepted, rejected)


def decided(passage: Passage, said: Sequence[Suggestion], decisions: Iterable[Decision]) -> Passage:
    """Returns a passage with the values that count.

    Args:
        passage: as the machine, or an earlier decision, left it.
        said: all that the machine says of it.
        decisions: those on it that stand, in order.
    """
    found = verdict(decisions)
    return replace(
        passage,
        kind=PracticeKind(found.kind(said)),
        themes=found.values(THEME, said),
        partnerships=found.values(PARTNERSHIP, said),
        countries=found.values(COUNTRY, said),
    )


def concerning(decisions: Iterable[Decision], texts: Sequence[str], keys: Sequence[int]) -> list[list[Decision]]:
    """Returns, for each passage of a document, the decisions on it, in their order.

    Args:
        decisions: all of the document.
        texts: its passages'.
        keys: their text keys, by which a quote is found at once that stands there as it did.
    """
    found: list[list[Decision]] = [[] for _ in texts]
    stands = Quoted(texts, keys)
    for one in decisions:
        for place in stands.places(one.quote):
            found[place].append(one)
    return found


class Quoted:
    """Finds where the quotes of decisions stand among the passages of a document."""

    def __init__(self, texts: Sequence[str], keys: Sequence[int]) -> None:
        self._texts = Texts(texts)
        self._found: dict[str, list[int]] = {}
        self._by_key: dict[int, list[int]] = {}
        for place, key in enumerate(keys):
            self._by_key.setdefault(key, []).append(place)

    def places(self, quote: str) -> list[int]:
        """Returns the places of the passages that a quote belongs to."""
        if quote not in self._found:
            self._found[quote] = self._by_key.get(text_key(quote)) or self._texts.saying(quote)
        return self._found[quote]


def _falls_under(facet: str, value: str, rejected: frozenset[str]) -> bool:
    """Tells whether a value is among rejected ones, or is a theme that is narrower than one of them."""
    if facet == THEME and rejected:
        return not rejected.isdisjoint(thesaurus().with_broader([value]))
    return value in rejected
