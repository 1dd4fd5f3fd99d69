"""Asking a knowledge base people's own judged questions, just as people ask them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.bootstrap import KnowledgeBase
from kb.errors import NotReadyError
from kb.measures import GLANCE, Figures, Places, first_right, mean, measure
from kb.questions import Absence, Expected, JudgedQuestion, Located, Locator, holds
from kb.trial import Excerpt, Progress, excerpt
from kb.types import LANGUAGES, Hit, Order, Query, Relation, Result, SearchMode

# How far down a right passage is looked for: as far as search ranks the same candidates as for its first page.
_RANKS = 50


class Fault(StrEnum):
    """What is wrong with an answer, the worst first."""

    FALSE_ABSTENTION = "false_abstention"
    MISSED = "missed"
    LATE = "late"
    FALSE_ANSWER = "false_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageFigures:
    """Figures of the questions of one language, or of all of them (`language` is None).

    `figures` are means over the answerable questions; an answer that was withheld counts as none. `false_abstentions`
    is the share of these that got no answer. Of the unanswerable questions, `abstained` is the share that got none, as
    is right, and `false_answers` the share of the others. Each is None where there are no such questions.
    """

    language: str | None
    answerable: int
    unanswerable: int
    figures: Figures | None
    false_abstentions: float | None
    abstained: float | None
    false_answers: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poor:
    """A question with a poor answer: the rank of the first right passage (None beyond 50), and what came first."""

    question_id: str
    question: str
    language: str
    fault: Fault
    rank: int | None
    expected: tuple[Expected, ...]
    instead: Excerpt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An expected passage that is not in the knowledge base; `unmeasured` if nothing that was expected is."""

    question_id: str
    question: str
    document: str
    quote: str
    absent: Absence
    unmeasured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """How a knowledge base did on judged questions; `poor` counts the poor answers, `worst` names some."""

    model: str
    mode: SearchMode
    total: LanguageFigures
    languages: tuple[LanguageFigures, ...]
    poor: int
    worst: tuple[Poor, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question with its answer; none of the passages in the base is `right` for an unanswerable one."""

    question: JudgedQuestion
    right: frozenset[str]
    result: Result

    @property
    def hits(self) -> list[Places]:
        return [_places(hit, self.question) for hit in self.result.hits]

    @property
    def rank(self) -> int | None:
        return first_right(self.hits, self.right)

    @property
    def fault(self) -> Fault | None:
        if not self.right:
            return None if self.result.abstained else Fault.FALSE_ANSWER
        if self.result.abstained:
            return Fault.FALSE_ABSTENTION
        rank = self.rank
        if rank is None:
            return Fault.MISSED
        return Fault.LATE if rank > GLANCE else None


def examine(
    questions: Sequence[JudgedQuestion], base: KnowledgeBase, report: Progress, *, mode: SearchMode, worst: int = 5
) -> Examination:
    """Asks each question once; one whose expected passages are all missing is reported instead.

    Args:
        questions: with what answers them.
        base: the knowledge base that is asked.
        report: called with how many questions are asked so far, and in all.
        mode: which retrievers answer.
        worst: how many poor answers to name, to answerable and to unanswerable questions each.

    Raises:
        NotReadyError: the knowledge base is empty.
        UsageError: ir-measures is not installed, or a question is too long to ask.
    """
    if not base.is_filled():
        raise NotReadyError("nothing_ingested", home=base.config.home)
    locator = Locator(base.catalog)
    located = {question.id: locator.locate(question) for question in questions}
    asked = list(_ask(questions, located, base, mode, report))
    figures = _measured(asked)
    languages = [language for language in LANGUAGES if any(one.question.language == language for one in asked)]
    return Examination(
        model=base.catalog.stamp() or base.serving.embedder.stamp,
        mode=mode,
        total=_figures(None, asked, figures),
        languages=tuple(_figures(language, asked, figures) for language in languages),
        poor=sum(one.fault is not None for one in asked),
        worst=tuple(_worst(asked, worst)),
        missing=tuple(one for question in questions for one in _missing(question, located[question.id])),
    )


def _ask(
    questions: Sequence[JudgedQuestion],
    located: Mapping[str, Located],
    base: KnowledgeBase,
    mode: SearchMode,
    report: Progress,
) -> Iterator[_Asked]:
    measured = [question for question in questions if located[question.id].right or not question.expected]
    for number, question in enumerate(measured, start=1):
        result = base.searcher.search(Query(text=question.text, mode=mode, limit=_RANKS, order=Order.RELEVANCE))
        yield _Asked(question=question, right=located[question.id].right, result=result)
        report(number, len(measured))


def _measured(asked: Sequence[_Asked]) -> dict[str, Figures]:
    """Returns the figures of each answerable question."""
    answerable = [one for one in asked if one.right]
    judgements = {one.question.id: dict.fromkeys(sorted(one.right), 1) for one in answerable}
    return measure(judgements, {one.question.id: [] if one.result.abstained else one.hits for one in answerable})


def _figures(language: str | None, asked: Sequence[_Asked], figures: Mapping[str, Figures]) -> LanguageFigures:
    own = [one for one in asked if language in (None, one.question.language)]
    answerable = [one for one in own if one.right]
    unanswerable = [one for one in own if not one.right]
    abstained = _abstained(unanswerable)
    return LanguageFigures(
        language=language,
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        figures=mean([figures[one.question.id] for one in answerable]) if answerable else None,
        false_abstentions=_abstained(answerable),
        abstained=abstained,
        false_answers=None if abstained is None else 1 - abstained,
    )


def _abstained(asked: Sequence[_Asked]) -> float | None:
    return sum(one.result.abstained for one in asked) / len(asked) if asked else None


def _worst(asked: Sequence[_Asked], number: int) -> list[Poor]:
    """Returns the worst answers to answerable questions, then those to questions that nothing answers."""
    poor = [_poor(one, fault) for one in asked if (fault := one.fault)]
    order = list(Fault)
    poor.sort(key=lambda one: (order.index(one.fault), -(one.rank or 0)))
    false_answers = [one for one in poor if one.fault is Fault.FALSE_ANSWER]
    return [one for one in poor if one.fault is not Fault.FALSE_ANSWER][:number] + false_answers[:number]


def _poor(one: _Asked, fault: Fault) -> Poor:
    first = one.result.hits[0] if one.result.hits else None
    return Poor(
        question_id=one.question.id,
        question=one.question.text,
        language=one.question.language,
        fault=fault,
        rank=one.rank,
        expected=one.question.expected,
        instead=excerpt(first.passage.id, first.document.title, first.passage.text) if first else None,
    )


def _places(hit: Hit, question: JudgedQuestion) -> Places:
    """Returns the passages that a hit answers for: its own, its text's, and a revision's whose quote it holds too."""
    places = [hit.passage.id, *(origin.passage_id for origin in hit.also_in)]
    if any(holds(hit.passage.text, expected.quote) for expected in question.expected):
        places += [one.passage_id for one in hit.related if one.relation is Relation.REVISION]
    return tuple(places)


def _missing(question: JudgedQuestion, located: Located) -> Iterator[Missing]:
    for expected, absent in located.missing:
        yield Missing(
            question_id=question.id,
            question=question.text,
            document=expected.document,
            quote=expected.quote,
            absent=absent,
            unmeasured=not located.right,
        )
