"""Measures from what evidence on there is an answer, on people's own judged questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from kb.bootstrap import KnowledgeBase
from kb.calibration import least_evidence, similarity_marks
from kb.errors import NotReadyError, UsageError
from kb.questions import JudgedQuestion, Locator
from kb.trial import Progress
from kb.types import Query

# Fewer answerable questions say too little of their lowest twentieth.
FEWEST_QUESTIONS = 20


def calibrate(base: KnowledgeBase, questions: Sequence[JudgedQuestion], report: Progress) -> dict[str, Any]:
    """Measures a threshold on people's own questions and keeps it with the model that answers.

    Args:
        base: the knowledge base that is asked.
        questions: those whose answer is there are measured.
        report: called with how many of them are asked so far, and in all.

    Returns:
        The calibration: its `threshold`, on how many `questions` it was measured, and which `similarities` are close.

    Raises:
        UsageError: there are fewer than `FEWEST_QUESTIONS`.
        NotReadyError: the knowledge base is empty.
    """
    stamp = base.catalog.stamp()
    if stamp is None or not base.is_filled():
        raise NotReadyError("nothing_ingested", home=base.config.home)
    locator = Locator(base.catalog)
    located = [(question, locator.locate(question).right) for question in questions]
    answerable = [(question, right) for question, right in located if right]
    if len(answerable) < FEWEST_QUESTIONS:
        raise UsageError("calibration_few", fewest=FEWEST_QUESTIONS, given=len(answerable))
    evidence, similarities = [], []
    for number, (question, right) in enumerate(answerable, start=1):
        evidence.append(base.searcher.search(Query(text=question.text, limit=1)).evidence)
        similarities.append(_nearest(base, question.text, right))
        report(number, len(answerable))
    found = {
        "threshold": least_evidence(evidence),
        "questions": len(evidence),
        "similarities": similarity_marks(similarities),
    }
    _, facts = base.embedder_of(stamp)
    with base.catalog.transaction() as connection:
        base.catalog.set_model_facts(connection, stamp, replace(facts, calibration=found))
    return found


def _nearest(base: KnowledgeBase, question: str, right: frozenset[str]) -> float:
    """Returns the similarity of a question to the nearest of the passages that are right for it."""
    serving = base.serving
    stored = (base.catalog.passage(passage_id) for passage_id in sorted(right))
    numbers = np.array([one.number for one in stored if one], np.int64)
    return float(serving.dense.similarities(serving.embedder.embed_query(question), numbers).max())
