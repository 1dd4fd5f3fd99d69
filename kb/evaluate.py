"""Measuring retrieval on a test collection, in all modes and language pairs, through the search that answers people.

All texts share one index, embedded once; a filter picks the language that is asked of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import fmean, median
from time import perf_counter

from kb.bootstrap import KnowledgeBase
from kb.judged import Collection, MissingText, Pair
from kb.losses import Losses, Outcome, worst_losses
from kb.measures import DEPTH, Figures, mean, measure
from kb.trial import Progress, Trial, trial_of
from kb.types import SearchMode

# In the order in which tables show them.
MODES = (SearchMode.DENSE, SearchMode.LEXICAL, SearchMode.HYBRID)
# Hybrid search whose first hits a cross-encoder reordered, beside the modes.
RERANKED = "reranked"
MEASURES = ("ndcg", "recall", "mrr")


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFigures(Figures):
    """Means over the questions of one language pair in one mode; `abstentions` counts questions without an answer.

    `mode` is a mode of search, or "reranked".
    """

    query_language: str
    document_language: str
    mode: str
    questions: int
    abstentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One measure in one mode over all language pairs: the mean of those of one language, of the others, the worst."""

    mode: str
    measure: str
    monolingual: float | None
    crosslingual: float | None
    worst: float
    worst_pair: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All figures of a test collection; `missing` are right texts that are not there, which no figure counts.

    `milliseconds` is the median time of a question in each mode, but for embedding it.
    """

    collection: str
    model: str
    depth: int
    questions: int
    passages: int
    pairs: tuple[PairFigures, ...]
    summaries: tuple[Summary, ...]
    losses: Losses
    missing: tuple[MissingText, ...]
    milliseconds: Mapping[str, float] = field(compare=False)


@dataclass(slots=True)
class _Steps:
    """Counts what is done, towards a total."""

    report: Progress
    total: int
    done: int = 0

    def __call__(self, number: int) -> None:
        self.done += number
        self.report(self.done, self.total)


def evaluate(
    collection: Collection,
    base: KnowledgeBase,
    report: Progress,
    *,
    modes: Sequence[SearchMode] = MODES,
    losses: int = 5,
) -> Evaluation:
    """Measures nDCG@10, Recall@10 and MRR@10 for every pair of languages.

    Where a cross-encoder is configured, hybrid search is measured with it as well.

    Args:
        collection: texts, questions and judgements.
        base: lends settings and model; nothing is written to it.
        report: called with how many texts are embedded and questions asked so far, and in all.
        modes: which retrievers answer.
        losses: how many single questions to name.

    Raises:
        UsageError: ir-measures is not installed, or a question is too long to ask.
    """
    pairs = collection.pairs()
    passages = sum(len(texts) for texts in collection.corpora.values())
    ways = [(mode, False) for mode in modes]
    if base.config.reranker and SearchMode.HYBRID in modes:
        ways.append((SearchMode.HYBRID, True))
    steps = _Steps(report, passages + len(ways) * sum(len(pair.questions) for pair in pairs))
    with trial_of(collection, base, steps) as trial:
        outcomes = [_outcome(trial, pair, mode, steps, reranked=reranked) for pair in pairs for mode, reranked in ways]
        worst = worst_losses([one for one in outcomes if not one.reranked], collection, trial, losses)
    figures = [_pair_figures(outcome) for outcome in outcomes]
    labels = list(dict.fromkeys(one.mode for one in figures))
    return Evaluation(
        collection=collection.name,
        model=base.embedder.stamp,
        depth=DEPTH,
        questions=len({question.id for pair in pairs for question in pair.questions}),
        passages=passages,
        pairs=tuple(figures),
        summaries=tuple(summarise(figures, mode, name) for name in MEASURES for mode in labels),
        losses=worst,
        missing=tuple(collection.missing()),
        milliseconds={label: _median_time(outcomes, label) for label in labels},
    )


def _outcome(trial: Trial, pair: Pair, mode: SearchMode, steps: _Steps, *, reranked: bool) -> Outcome:
    answers, times = {}, []
    for question in pair.questions:
        start = perf_counter()
        answers[question.id] = trial.ask(question, pair.document_language, mode, DEPTH, rerank=reranked)
        times.append(1000 * (perf_counter() - start))
        steps(1)
    return Outcome(
        pair=pair,
        mode=mode,
        figures=measure(pair.judgements, {name: answer.hits for name, answer in answers.items()}),
        abstentions=sum(answer.abstained for answer in answers.values()),
        milliseconds=tuple(times),
        reranked=reranked,
    )


def _label(outcome: Outcome) -> str:
    return RERANKED if outcome.reranked else outcome.mode


def _median_time(outcomes: Sequence[Outcome], label: str) -> float:
    return median(time for outcome in outcomes if _label(outcome) == label for time in outcome.milliseconds)


def _pair_figures(outcome: Outcome) -> PairFigures:
    return PairFigures(
        query_language=outcome.pair.query_language,
        document_language=outcome.pair.document_language,
        mode=_label(outcome),
        questions=len(outcome.figures),
        abstentions=outcome.abstentions,
        **asdict(mean(outcome.figures.values())),
    )


def summarise(pairs: Sequence[PairFigures], mode: str, measure: str) -> Summary:
    """Returns one measure of one mode over the language pairs; all pairs weigh the same."""
    values = {(one.query_language, one.document_language): getattr(one, measure) for one in pairs if one.mode == mode}
    same = [value for (asked, held), value in values.items() if asked == held]
    across = [value for (asked, held), value in values.items() if asked != held]
    worst = min(values, key=lambda pair: values[pair])
    return Summary(
        mode=mode,
        measure=measure,
        monolingual=fmean(same) if same else None,
        crosslingual=fmean(across) if across else None,
        worst=values[worst],
        worst_pair=worst,
    )
