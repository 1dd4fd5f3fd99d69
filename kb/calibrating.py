"""Measures from what evidence on there is an answer, on people's own judged questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kb.bootstrap import KnowledgeBase
from kb.calibration import least_evidence
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
        The calibration: its `threshold`, and on how many `questions` it was measured.

    Raises:
        UsageError: there are fewer than `FEWEST_QUESTIONS`.
        NotReadyError: the knowledge base is empty.
    """
    stamp = base.catalog.stamp()
    if stamp is None or not base.is_filled():
        raise NotReadyError("nothing_ingested", home=base.config.home)
    locator = Locator(base.catalog)
    answerable = [question for question in questions if locator.locate(question).right]
    if len(answerable) < FEWEST_QUESTIONS:
        raise UsageError("calibration_few", fewest=FEWEST_QUESTIONS, given=len(answerable))
    evidence = []
    for number, question in enumerate(answerable, start=1):
        evidence.append(base.searcher.search(Query(text=question.text, limit=1)).evidence)
        report(number, len(answerable))
    found = {"threshold": least_evidence(evidence), "questions": len(evidence)}
    _, facts = base.embedder_of(stamp)
    with base.catalog.transaction() as connection:
        base.catalog.set_model_facts(connection, stamp, replace(facts, calibration=found))
    return found
