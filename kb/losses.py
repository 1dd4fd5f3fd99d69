"""Where fusing dense and lexical search costs most: single questions, with what was right and what came instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.judged import Collection, JudgedText, Pair
from kb.measures import Figures, first_right
from kb.trial import Excerpt, Trial, excerpt
from kb.types import SearchMode

# How far down a right text is looked for: as far as search ranks the same candidates as for its first page.
_RANKS = 50
# Differences of nDCG below this are those of rounding.
_LEAST_LOSS = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one mode of search made of a language pair: the figures of each question, and how long each took.

    `reranked` where a cross-encoder reordered the first hits.
    """

    pair: Pair
    mode: SearchMode
    figures: Mapping[str, Figures]
    abstentions: int
    milliseconds: tuple[float, ...] = ()
    reranked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A question of which a mode of search did worse than another, or found nothing that is right.

    `loss` is what it lacks in nDCG@10 to the better of the others; `ranks` are those of the first right text in each
    mode, None beyond 50.
    """

    question_id: str
    question: str
    query_language: str
    document_language: str
    loss: float
    ndcg: Mapping[SearchMode, float]
    ranks: Mapping[SearchMode, int | None]
    right: Excerpt
    instead: Excerpt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """The worst losses of a mode and the worst of what it misses, and how many there are in all."""

    mode: SearchMode
    lost: int
    missed: int
    losses: tuple[Loss, ...]
    misses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    pair: Pair
    question: JudgedText
    figures: Mapping[SearchMode, Figures]
    loss: float


def worst_losses(outcomes: Sequence[Outcome], collection: Collection, trial: Trial, number: int) -> Losses:
    """Returns the questions that hybrid search (else the only mode that was measured) does worst on.

    A question that is among the losses is not named again among what is missed; of these, those that another mode
    found come first.

    Args:
        outcomes: of all pairs and modes.
        collection: the texts.
        trial: answers the questions that are named once more, to see how far down the right text is.
        number: how many to name of either sort.
    """
    modes = list(dict.fromkeys(outcome.mode for outcome in outcomes))
    mode = SearchMode.HYBRID if SearchMode.HYBRID in modes else modes[0]
    cases = _cases(outcomes, mode)
    lost = sorted((case for case in cases if case.loss > _LEAST_LOSS), key=lambda case: -case.loss)
    missed = [case for case in sorted(cases, key=lambda case: -case.loss) if not case.figures[mode].first_ten]
    named = {id(case) for case in lost[:number]}
    further = [case for case in missed if id(case) not in named][:number]
    return Losses(
        mode=mode,
        lost=len(lost),
        missed=len(missed),
        losses=tuple(_loss(case, mode, collection, trial) for case in lost[:number]),
        misses=tuple(_loss(case, mode, collection, trial) for case in further),
    )


def _cases(outcomes: Sequence[Outcome], mode: SearchMode) -> list[_Case]:
    of_pair: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        of_pair.setdefault((outcome.pair.query_language, outcome.pair.document_language), []).append(outcome)
    found = []
    for together in of_pair.values():
        pair = together[0].pair
        for question in pair.questions:
            figures = {outcome.mode: outcome.figures[question.id] for outcome in together}
            best = max(one.ndcg for one in figures.values())
            found.append(_Case(pair, question, figures, best - figures[mode].ndcg))
    return found


def _loss(case: _Case, mode: SearchMode, collection: Collection, trial: Trial) -> Loss:
    pair, question = case.pair, case.question
    grades = pair.judgements[question.id]
    right = {name for name, grade in grades.items() if grade > 0}
    answers = {one: trial.ask(question, pair.document_language, one, _RANKS) for one in case.figures}
    texts = collection.texts[pair.document_language]
    best = texts[max(sorted(right), key=lambda name: grades[name])]
    first = answers[mode].hits[:1]
    instead = texts[first[0][0]] if first and right.isdisjoint(first[0]) else None
    return Loss(
        question_id=question.id,
        question=question.text,
        query_language=pair.query_language,
        document_language=pair.document_language,
        loss=case.loss,
        ndcg={one: figures.ndcg for one, figures in case.figures.items()},
        ranks={one: first_right(answer.hits, right) for one, answer in answers.items()},
        right=excerpt(best.id, best.title, best.text),
        instead=excerpt(instead.id, instead.title, instead.text) if instead else None,
    )
