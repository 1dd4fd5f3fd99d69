from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.bootstrap import KnowledgeBase
from kb.dense import ChromaIndex
from kb.evaluate import MODES, RERANKED, PairFigures, evaluate, summarise
from kb.judged import read_collection
from kb.nearest import DenseIndex
from kb.rerank import Scores
from kb.types import SearchMode
from kb.vectors import Neighbours, Vector
from tests.conftest import WordEmbedder
from tests.kb.judged_sets import collection, write_collection


def ignore(_done: int, _of: int) -> None:
    pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_collection(tmp_path)


def test_all_modes_and_pairs_are_measured_in_one_run(folder: Path, base: KnowledgeBase) -> None:
    found = evaluate(read_collection(folder), base, ignore)
    assert [(one.query_language, one.document_language, one.mode) for one in found.pairs] == [
        (asked, held, mode) for asked in ("nl", "en") for held in ("nl", "en") for mode in MODES
    ]
    assert (found.questions, found.passages, found.depth, found.model) == (2, 6, 10, "words/1")
    assert {one.questions for one in found.pairs} == {2}
    # Lexical search finds nothing for one of two questions, and says so.
    lexical = [one for one in found.pairs if one.mode is SearchMode.LEXICAL]
    assert all((one.ndcg, one.recall, one.mrr, one.abstentions) == (0.5, 0.5, 0.5, 1) for one in lexical)


def test_each_text_and_question_is_embedded_once(folder: Path, base: KnowledgeBase, embedder: WordEmbedder) -> None:
    asked: list[str] = []
    embed = embedder.embed_query

    def noted(text: str) -> Vector:
        asked.append(text)
        return embed(text)

    embedder.embed_passages = lambda texts: WordEmbedder.embed_passages(WordEmbedder(), texts)  # type: ignore[method-assign]
    embedder.embed_query = noted  # type: ignore[method-assign]
    evaluate(read_collection(folder), base, ignore)
    assert Counter(asked) == {"water": 1, "nourriture": 1}


def test_progress_ends_where_it_says(folder: Path, base: KnowledgeBase) -> None:
    seen: list[tuple[int, int]] = []
    evaluate(read_collection(folder), base, lambda done, of: seen.append((done, of)))
    assert seen == sorted(seen)
    # Six texts; four pairs, two questions, three modes.
    assert seen[-1] == (30, 30)


def test_one_mode_is_enough(folder: Path, base: KnowledgeBase) -> None:
    found = evaluate(read_collection(folder), base, ignore, modes=[SearchMode.DENSE])
    assert {one.mode for one in found.pairs} == {SearchMode.DENSE}
    assert [(one.measure, one.mode) for one in found.summaries] == [
        (measure, SearchMode.DENSE) for measure in ("ndcg", "recall", "mrr")
    ]


def test_the_knowledge_base_itself_stays_as_it_was(folder: Path, base: KnowledgeBase) -> None:
    evaluate(read_collection(folder), base, ignore)
    assert not base.is_filled()


def test_what_is_judged_and_not_there_lowers_no_figure(base: KnowledgeBase) -> None:
    texts, asked = {"en": {"d0": "water", "d1": "waste"}}, {"en": {"q0": "water", "q1": "waste"}}
    whole = evaluate(collection(texts, asked, {"q0": {"d0": 1}}), base, ignore)
    lacking = evaluate(collection(texts, asked, {"q0": {"d0": 1, "d8": 1}, "q1": {"d9": 1}}), base, ignore)
    assert lacking.pairs == whole.pairs
    assert [(one.question_id, one.text_id) for one in lacking.missing] == [("q0", "d8"), ("q1", "d9")]


def test_the_same_text_twice_is_right_in_either_place(base: KnowledgeBase) -> None:
    texts = {"en": {"d0": "clean water for the whole town", "d1": "clean water for the whole town", "d2": "waste"}}
    found = evaluate(collection(texts, {"en": {"q": "clean water"}}, {"q": {"d1": 1}}), base, ignore)
    assert {one.ndcg for one in found.pairs} == {1.0}


def test_a_large_collection_is_asked_through_chroma(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"en": {f"d{number}": f"water {number}" for number in range(30)}}
    held = collection(texts, {"en": {"q": "water 7"}}, {"q": {"d7": 1}})
    exact = evaluate(held, base, ignore)
    asked: list[int] = []
    nearest = ChromaIndex.nearest

    def noted(index: ChromaIndex, question: Vector, limit: int) -> Neighbours:
        asked.append(limit)
        return nearest(index, question, limit)

    monkeypatch.setattr(ChromaIndex, "nearest", noted)
    defaults = DenseIndex.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "exact_rows", 0)
    assert evaluate(held, base, ignore) == exact
    assert asked


def pair(asked: str, held: str, ndcg: float, mode: SearchMode = SearchMode.DENSE) -> PairFigures:
    return PairFigures(
        query_language=asked,
        document_language=held,
        mode=mode,
        questions=1,
        abstentions=0,
        ndcg=ndcg,
        recall=1,
        mrr=1,
        first_three=1,
        first_ten=1,
    )


def test_a_summary_is_the_means_within_and_across_languages_and_the_worst_pair() -> None:
    pairs = [pair("nl", "nl", 0.8), pair("nl", "fr", 0.2), pair("fr", "nl", 0.4), pair("fr", "fr", 0.6)]
    found = summarise([*pairs, pair("nl", "nl", 0, SearchMode.HYBRID)], SearchMode.DENSE, "ndcg")
    assert found.monolingual == pytest.approx(0.7)
    assert found.crosslingual == pytest.approx(0.3)
    assert (found.worst, found.worst_pair) == (0.2, ("nl", "fr"))


def test_one_language_has_no_mean_across() -> None:
    assert summarise([pair("nl", "nl", 0.8)], SearchMode.DENSE, "ndcg").crosslingual is None
    assert summarise([pair("nl", "fr", 0.8)], SearchMode.DENSE, "ndcg").monolingual is None


class Reversing:
    """A cross-encoder that turns the first hits round."""

    depth = 10

    def scores(self, question: str, texts: Sequence[str]) -> Scores:  # noqa: ARG002 - the order is fixed
        return np.arange(len(texts), dtype=np.float64)


def test_a_configured_cross_encoder_is_measured_beside_hybrid(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {"en": {"d0": "clean water", "d1": "water of the town and its many wells"}}
    held = collection(texts, {"en": {"q": "clean water"}}, {"q": {"d0": 1}})
    monkeypatch.setattr("kb.bootstrap.configured_reranker", lambda config: Reversing() if config.reranker else None)
    plain = evaluate(held, base, ignore)
    base.config = replace(base.config, reranker="reversing")
    seen: list[tuple[int, int]] = []
    found = evaluate(held, base, lambda done, of: seen.append((done, of)))
    assert found.pairs[:-1] == plain.pairs
    assert [(one.mode, one.mrr) for one in found.pairs[-2:]] == [(SearchMode.HYBRID, 1.0), (RERANKED, 0.5)]
    assert [one.mode for one in found.summaries if one.measure == "ndcg"] == [*MODES, RERANKED]
    assert list(found.milliseconds) == [*MODES, RERANKED]
    assert all(time > 0 for time in found.milliseconds.values())
    assert found.losses == plain.losses
    assert seen[-1] == (6, 6)
    only = evaluate(held, base, ignore, modes=[SearchMode.DENSE])
    assert [one.mode for one in only.pairs] == [SearchMode.DENSE]
