"""The JSON that leaves the system, the same from the command line and over HTTP."""

from __future__ import annotations

from pydantic import BaseModel


class SpeakerOut(BaseModel):
    """Who gives a testimonial."""

    name: str | None
    role: str | None
    organisation: str | None
    place: str | None
    municipality: str | None
    partner: str | None
    country: str | None


class BoxOut(BaseModel):
    """Where a line stands: points from the upper left of the physical page, numbered from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


class ReasonOut(BaseModel):
    """Why a passage is a hit, in a sentence in the reader's language."""

    sentence: str


class WhyOut(ReasonOut):
    """Why a passage is a hit; `lexical` and the ranks are null where that retriever did not bring it.

    `concepts` are themes of the passage that the question names, `closeness` puts the similarity in words (null where
    the model's similarities were not measured), `named` tells that it holds what was asked for by name, `reranked` is
    the cross-encoder's score, null where none read the passage.
    """

    words: list[str]
    concepts: list[str]
    closeness: str | None
    named: bool
    similarity: float | None
    dense_rank: int | None
    lexical: float | None
    lexical_rank: int | None
    reranked: float | None


class OriginOut(BaseModel):
    """Another place where the same text stands."""

    passage_id: str
    document_id: str
    title: str
    source: str
    page: int | None


class RelatedOut(OriginOut):
    """A place of a text that is like a hit's, in a revision of its document or in another ("kin").

    `similarity` is 0 to 1, null where only a third version connects the two.
    """

    similarity: float | None
    relation: str


class PassageOut(BaseModel):
    """A passage with its place; `themes` are the narrowest that fit, from which `sdgs` and `markers` follow."""

    passage_id: str
    document_id: str
    title: str
    source: str
    page: int | None
    page_label: str | None
    pages: list[int]
    boxes: list[BoxOut]
    heading: str
    headings: list[str]
    position: int
    text: str
    language: str
    kind: str
    voice: str
    themes: list[str]
    sdgs: list[str]
    markers: list[str]
    document_kind: str
    countries: list[str]
    partnerships: list[str]
    year: int | None
    speaker: SpeakerOut | None


class HitOut(PassageOut):
    """A passage in an answer; `highlights` are character offsets [start, end) into `text`.

    `why` is the sentence alone where no details were asked for.
    """

    highlights: list[tuple[int, int]]
    score: float
    why: WhyOut | ReasonOut
    also_in: list[OriginOut]
    related: list[RelatedOut]


class FacetOut(BaseModel):
    """A value to filter by, with the number of passages that it would leave."""

    value: str
    label: str
    count: int


class ThemeOut(FacetOut):
    """A theme of the thesaurus with its place in it; `sdgs` and `markers` are those that follow from it."""

    broader: list[str]
    narrower: list[str]
    sdgs: list[str]
    markers: list[str]


class ThemeDetailsOut(ThemeOut):
    """A theme with what it means, its other names in the reader's language, and the themes beside it."""

    definition: str
    alternative: list[str]
    related: list[str]


class ThemesOut(BaseModel):
    """Themes in the order of the tree, each once; `count` is the number of passages that a filter on it gives."""

    themes: list[ThemeOut]


class BreadthOut(BaseModel):
    """How many partnerships speak: in these hits, with evidence to give, and in the registry in all."""

    shown: int
    answering: int
    registered: int


class SearchOut(BaseModel):
    """The answer to a question; one that abstains has no hits, and in `nearest` what came nearest."""

    query: str
    language: str | None
    abstained: bool
    total: int
    hits: list[HitOut]
    facets: dict[str, list[FacetOut]]
    nearest: list[HitOut]
    breadth: BreadthOut


class HitGroupOut(BaseModel):
    """The hits of a page that are of one partnership, or of none; `total` counts those of all pages."""

    partnership: str | None
    label: str | None
    total: int
    hits: list[HitOut]


class GroupedOut(SearchOut):
    """An answer with the hits of its page by partnership as well; those of none come last."""

    groups: list[HitGroupOut]


class CalibrationOut(BaseModel):
    """From what evidence on the model that answers has an answer, by how many answerable questions.

    `similarities` are the least that are called very close, close and loose.
    """

    model: str
    threshold: float
    questions: int
    similarities: dict[str, float]


class RevisionOut(BaseModel):
    """A document that is a revision; `share` (0 to 1) is how much of the smaller of the two is in both."""

    document_id: str
    title: str
    source: str
    share: float
    same_file: bool


class DocumentOut(BaseModel):
    """A document; `passages` are its passages in reading order, `revisions` other versions of it."""

    document_id: str
    title: str
    source: str
    kind: str
    language: str
    year: int | None
    pages: int | None
    countries: list[str]
    partnerships: list[str]
    revisions: list[RevisionOut]
    passages: list[PassageOut]


class StatusOut(BaseModel):
    """What a knowledge base holds; `indexed` passages are in the dense index, the others are scanned exactly.

    `model` is the stamp of the vectors that answer, `building` of those on their way, `built` how many there are
    so far, `previous` of those that a rollback leads to. `asked` is the model that the settings name, where they have
    changed since they last had a say. `kept_bytes`, part of the others, is what vectors take that do not answer. `ocr`
    names the languages that scans can be read in, as tesseract does; none where it is not installed. `erasures` is how
    many have no receipt yet.
    """

    home: str
    documents: int
    passages: int
    model: str | None
    indexed: int
    building: str | None = None
    built: int | None = None
    previous: str | None = None
    asked: str | None = None
    not_read: int
    catalog_bytes: int
    index_bytes: int
    originals_bytes: int
    kept_bytes: int
    erasures: int | None = None
    ocr: list[str] = []


class CheckOut(BaseModel):
    """Whether all is well, and if not, what is wrong."""

    fine: bool
    problems: list[str]


class RebuildOut(BaseModel):
    """What there is after a rebuild: the stamp of the vectors that answer, and of those that a rollback leads to."""

    passages: int
    model: str
    previous: str | None


class ErrorOut(BaseModel):
    """What went wrong on the command line."""

    error: str
    code: str


class FieldProblemOut(BaseModel):
    """A field of a request that is not as expected."""

    field: str
    message: str


class ProblemOut(BaseModel):
    """A problem document (RFC 9457); `instance` names the request, `errors` the fields that are not as expected."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldProblemOut] | None = None
