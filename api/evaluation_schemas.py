"""The JSON of `kb eval`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel


class FiguresOut(BaseModel):
    """Figures of retrieval at a depth of ten, 0 to 1; the last two are the share right in the first three or ten."""

    ndcg: float
    recall: float
    mrr: float
    first_three: float
    first_ten: float


class PairOut(FiguresOut):
    """Figures of one language pair in one mode; `abstentions` counts questions without an answer."""

    query_language: str
    document_language: str
    mode: str
    questions: int
    abstentions: int


class SummaryOut(BaseModel):
    """One measure in one mode: its means over the pairs of one language and of two, and the worst pair."""

    mode: str
    measure: str
    monolingual: float | None
    crosslingual: float | None
    worst: float
    worst_pair: tuple[str, str]


class ExcerptOut(BaseModel):
    """A text by its id, title and first words."""

    id: str
    title: str
    text: str


class LossOut(BaseModel):
    """A question that a mode does worse on than another, by `loss` of nDCG, or finds nothing right for.

    `ranks` are those of the first right text by mode, null beyond 50; `instead` came first, null if what did is right.
    """

    question_id: str
    question: str
    query_language: str
    document_language: str
    loss: float
    ndcg: dict[str, float]
    ranks: dict[str, int | None]
    right: ExcerptOut
    instead: ExcerptOut | None


class LossesOut(BaseModel):
    """The worst losses of `mode`, and of what it does not find; `lost` and `missed` count them all."""

    mode: str
    lost: int
    missed: int
    losses: list[LossOut]
    misses: list[LossOut]


class MissingTextOut(BaseModel):
    """A right text that is not in a test collection."""

    question_id: str
    text_id: str
    language: str


class EvaluationOut(BaseModel):
    """All figures of a test collection; `milliseconds` is the median time of a question by mode, less embedding it."""

    kind: Literal["collection"] = "collection"
    collection: str
    model: str
    depth: int
    questions: int
    passages: int
    pairs: list[PairOut]
    summaries: list[SummaryOut]
    losses: LossesOut
    missing: list[MissingTextOut]
    milliseconds: dict[str, float] = {}


class LanguageFiguresOut(BaseModel):
    """Figures of the questions of one language, or of all (null); the shares are null where there is none to count.

    `false_abstentions` is the share of the answerable questions that got no answer, `abstained` and `false_answers`
    those of the unanswerable ones that got none and one.
    """

    language: str | None
    answerable: int
    unanswerable: int
    figures: FiguresOut | None
    false_abstentions: float | None
    abstained: float | None
    false_answers: float | None


class ExpectedOut(BaseModel):
    """A passage that answers a question."""

    document: str
    quote: str


class PoorOut(BaseModel):
    """A question with a poor answer; `rank` is that of the first right passage, null beyond 50."""

    question_id: str
    question: str
    language: str
    fault: str
    rank: int | None
    expected: list[ExpectedOut]
    instead: ExcerptOut | None


class MissingOut(ExpectedOut):
    """An expected passage that is not there, for want of its document or its quote; `unmeasured` if none is."""

    question_id: str
    question: str
    absent: str
    unmeasured: bool


class ExaminationOut(BaseModel):
    """How the knowledge base did on people's own questions."""

    kind: Literal["questions"] = "questions"
    model: str
    mode: str
    total: LanguageFiguresOut
    languages: list[LanguageFiguresOut]
    poor: int
    worst: list[PoorOut]
    missing: list[MissingOut]
