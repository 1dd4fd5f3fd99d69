"""Quality floors: what search with the model that ships reaches on judged questions over the examples.

A change may not go below them silently; one that goes well above raises them. The whole tables are in docs/quality.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.evaluate import evaluate
from kb.examination import Examination, examine
from kb.judged import read_collection
from kb.questions import JudgedQuestion, read_questions
from kb.types import Query, SearchMode

SETS = Path(__file__).parent
COLLECTIONS = Path(__file__).parents[3] / "shared" / "eval"


def asked_of(base: KnowledgeBase, questions: Sequence[JudgedQuestion]) -> Examination:
    return examine(questions, base, lambda _done, _all: None, mode=SearchMode.HYBRID, worst=0)


@pytest.fixture(scope="module")
def held_out(examples_base: KnowledgeBase) -> Examination:
    return asked_of(examples_base, read_questions(SETS / "held_out" / "questions.jsonl"))


def test_hard_questions_across_languages_find_their_passage(held_out: Examination) -> None:
    figures = held_out.total.figures
    assert figures is not None
    assert figures.ndcg >= 0.70
    assert figures.mrr >= 0.64
    assert figures.recall >= 0.92
    assert figures.first_three >= 0.74


def test_an_answerable_question_gets_its_answer(held_out: Examination) -> None:
    assert held_out.total.false_abstentions is not None
    assert held_out.total.false_abstentions <= 0.05


def test_what_nothing_answers_is_mostly_told(held_out: Examination) -> None:
    """Half of these ask of the base's own themes what no document says, which similarity cannot tell."""
    assert held_out.total.false_answers is not None
    assert held_out.total.false_answers <= 0.35


@pytest.mark.parametrize(
    "question",
    [
        "Hoe bak je een appeltaart?",
        "Comment soigner une fracture du poignet ?",
        "¿Quién ganó la final del campeonato de fútbol?",
        "How do I undo a commit in Git?",
    ],
)
def test_a_question_of_another_world_has_no_answer(examples_base: KnowledgeBase, question: str) -> None:
    result = examples_base.searcher.search(Query(text=question))
    assert (result.abstained, result.hits, result.total) == (True, (), 0)
    assert result.nearest


@pytest.mark.parametrize("question", ["KeMoPoDi", "kemopodi", "OUINHI", "ouinhi", "b3p", "B3P", "umujyi wanjye"])
def test_exact_names_come_first_in_any_case(examples_base: KnowledgeBase, question: str) -> None:
    hits = examples_base.searcher.search(Query(text=question, limit=5)).hits
    assert hits
    assert all(word in hits[0].passage.text.casefold() for word in question.casefold().split())


@pytest.mark.skipif(not COLLECTIONS.is_dir(), reason="the parallel question sets are not part of the repository")
@pytest.mark.parametrize(("name", "floors"), [("osg", (0.53, 0.47, 0.40)), ("gnome", (0.84, 0.79, 0.74))])
def test_a_sample_of_the_parallel_sets(
    tmp_path: Path, examples_base: KnowledgeBase, name: str, floors: tuple[float, float, float]
) -> None:
    base = KnowledgeBase(load_config(tmp_path, {}), examples_base.serving.embedder)
    collection = read_collection(COLLECTIONS / name).sampled(60)
    found = evaluate(collection, base, lambda _done, _all: None, modes=(SearchMode.HYBRID,), losses=0)
    base.close()
    summary = next(one for one in found.summaries if one.measure == "ndcg")
    reached = (summary.monolingual or 0.0, summary.crosslingual or 0.0, summary.worst)
    assert all(figure >= floor for figure, floor in zip(reached, floors, strict=True)), reached
