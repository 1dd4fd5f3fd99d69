from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from api.figures import figure, show_report
from kb.evaluate import MEASURES, MODES, RERANKED, Evaluation, PairFigures, summarise
from kb.losses import Loss, Losses
from kb.trial import Excerpt
from kb.types import LANGUAGES, SearchMode

NO_LOSSES = Losses(mode=SearchMode.HYBRID, lost=0, missed=0, losses=(), misses=())
LOSS = Loss(
    question_id="q7",
    question="Hoe betalen scholen hun groenten?",
    query_language="nl",
    document_language="fr",
    loss=0.5,
    ndcg={SearchMode.DENSE: 1.0, SearchMode.LEXICAL: 0.0, SearchMode.HYBRID: 0.5},
    ranks={SearchMode.DENSE: 1, SearchMode.LEXICAL: None, SearchMode.HYBRID: 3},
    right=Excerpt(id="d7", title="", text="Trois cantines…"),
    instead=Excerpt(id="d8", title="Rapport", text="Les écoles…"),
)


def evaluation(hybrid: float, *, losses: Losses = NO_LOSSES) -> Evaluation:
    """All pairs of four languages: dense .5, lexical .25."""
    values = dict(zip(MODES, (0.5, 0.25, hybrid), strict=True))
    pairs = tuple(
        PairFigures(
            query_language=asked,
            document_language=held,
            mode=mode,
            questions=10,
            abstentions=0,
            ndcg=value,
            recall=value,
            mrr=value,
            first_three=value,
            first_ten=value,
        )
        for asked in LANGUAGES
        for held in LANGUAGES
        for mode, value in values.items()
    )
    return Evaluation(
        collection="made up",
        model="words/1",
        depth=10,
        questions=10,
        passages=40,
        pairs=pairs,
        summaries=tuple(summarise(pairs, mode, measure) for measure in MEASURES for mode in MODES),
        losses=losses,
        missing=(),
        milliseconds=dict.fromkeys(MODES, 1234.56),
    )


def shown(found: Evaluation, width: int = 80) -> str:
    console = Console(width=width, record=True, force_terminal=False)
    with console.capture() as capture:
        show_report(console, found, "en")
    return capture.get()


@pytest.mark.parametrize(
    ("value", "text"), [(0, ".000"), (0.36749, ".367"), (0.9996, "1.00"), (0.9994, ".999"), (1, "1.00"), (None, "–")]
)
def test_a_figure_takes_four_characters(value: float | None, text: str) -> None:
    assert figure(value) == text


@given(value=st.floats(0, 1))
def test_every_share_takes_four_characters(value: float) -> None:
    assert len(figure(value)) == 4


def test_four_languages_in_three_modes_fit_eighty_columns() -> None:
    text = shown(evaluation(0.55))
    assert text.count(".500 .250 .550") == 16 * 3
    assert "↓" not in text


def test_reranking_is_shown_beside_hybrid_with_the_time_that_it_takes() -> None:
    found = evaluation(0.55)
    reranked = tuple(replace(one, mode=RERANKED, ndcg=0.6) for one in found.pairs if one.mode is SearchMode.HYBRID)
    summaries = (*found.summaries, summarise(reranked, RERANKED, "ndcg"))
    times = {**found.milliseconds, RERANKED: 1400.04}
    text = shown(replace(found, pairs=(*found.pairs, *reranked), summaries=summaries, milliseconds=times))
    assert text.count(".500 .250 .550") == 16 * 3
    assert text.count(".550 .600") == 16
    assert "hybrid 1234.6 ms, reranked 1400.0 ms" in " ".join(text.split())
    assert "reranked" not in shown(found)


@pytest.mark.parametrize(("hybrid", "marked"), [(0.5, False), (0.4901, False), (0.489, True), (0.1, True)])
def test_hybrid_is_marked_where_it_is_below_the_better_of_its_parts(hybrid: float, marked: bool) -> None:  # noqa: FBT001
    text = shown(evaluation(hybrid))
    assert (text.count("↓") == 16 * 3 + 1) is marked
    assert ("↓ hybrid is more than .01 below" in text) is marked


def test_a_loss_is_told_with_its_ranks_and_what_came_first() -> None:
    losses = replace(NO_LOSSES, lost=3, losses=(LOSS,))
    text = shown(evaluation(0.5, losses=losses), width=100)
    assert "For 3 of 160 questions hybrid does worse than another mode of search" in text
    assert "  nl→fr q7: Hoe betalen scholen hun groenten?\n" in text
    assert "    rank of the right one: dense 1 (1.00), lexical – (.000), hybrid 3 (.500)\n" in text
    assert "    right: d7 · Trois cantines…\n" in text
    assert "    first came: Rapport · Les écoles…\n" in text


def test_what_came_first_and_is_right_is_not_told_again() -> None:
    losses = replace(NO_LOSSES, missed=1, misses=(replace(LOSS, instead=None),))
    text = shown(evaluation(0.5, losses=losses), width=100)
    assert "For 1 of 160 questions hybrid has no right text in the first ten" in text
    assert "first came" not in text
