"""What `kb eval` measures: a test collection, or people's own questions of the knowledge base; and its JSON."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from api.evaluation_schemas import EvaluationOut, ExaminationOut
from kb.bootstrap import KnowledgeBase
from kb.evaluate import MODES, Evaluation, evaluate
from kb.examination import Examination, examine
from kb.judged import read_collection, sample
from kb.questions import JudgedQuestion, questions_file, read_questions
from kb.trial import Progress
from kb.types import SearchMode

Report = Evaluation | Examination


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted: one mode only, how many of the worst questions, how many of the questions at all."""

    mode: SearchMode | None
    losses: int
    sample: int | None


def measured(path: Path, base: KnowledgeBase, report: Progress, wish: Wish) -> Report:
    """Measures on what is at `path`.

    Raises:
        UsageError: there is nothing to measure with, or it is not as expected.
        NotReadyError: people's questions are asked of an empty knowledge base.
    """
    questions = questions_file(path)
    if questions is None:
        collection = read_collection(path).sampled(wish.sample)
        modes = (wish.mode,) if wish.mode else MODES
        return evaluate(collection, base, report, modes=modes, losses=wish.losses)
    asked = read_questions(questions)
    if wish.sample is not None:
        chosen = sample((question.id for question in asked), wish.sample)
        asked = [question for question in asked if question.id in chosen]
    return examine(asked, base, report, mode=wish.mode or SearchMode.HYBRID, worst=wish.losses)


def questions_at(path: Path) -> list[JudgedQuestion]:
    """Returns people's own judged questions.

    Raises:
        UsageError: there are none, or they are not as expected.
    """
    return read_questions(questions_file(path) or path)


def report_out(report: Report) -> EvaluationOut | ExaminationOut:
    """Returns figures as they leave."""
    if isinstance(report, Evaluation):
        return EvaluationOut.model_validate(report, from_attributes=True)
    return ExaminationOut.model_validate(report, from_attributes=True)
