"""The words of the project: documents, passages, partnerships, questions and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LANGUAGES = ("nl", "fr", "es", "en")
# The probability from which a suggestion counts: it is rather right than wrong.
LIKELY = 0.5


class DocumentKind(StrEnum):
    """What sort of document a passage comes from."""

    REPORT = "report"
    TESTIMONIAL = "testimonial"
    HANDBOOK = "handbook"
    OTHER = "other"


class PracticeKind(StrEnum):
    """What a passage contributes to learning."""

    LESSON = "lesson"
    GOOD_PRACTICE = "good_practice"
    CHALLENGE = "challenge"
    OPPORTUNITY = "opportunity"
    RESULT = "result"
    TESTIMONY = "testimony"
    KEY_FIGURE = "key_figure"
    GUIDANCE = "guidance"
    CONTEXT = "context"


# What counts as a practice to learn from.
PRACTICES = (PracticeKind.LESSON.value, PracticeKind.GOOD_PRACTICE.value)


class Voice(StrEnum):
    """Who says what a passage says: the document itself, somebody who is quoted, or an evaluation."""

    CLAIM = "claim"
    TESTIMONY = "testimony"
    EVALUATION = "evaluation"


class PartnershipType(StrEnum):
    """The three forms of partnership that the association runs."""

    CITY_TWINNING = "city_twinning"
    SISTER_ASSOCIATION = "sister_association"
    SDG_PARTNERSHIP = "sdg_partnership"


class SearchMode(StrEnum):
    """Which retrievers answer a question."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


class Order(StrEnum):
    """How hits follow each other.

    `breadth`: the best evidence of each partnership before more of the same; `relevance`: the best evidence first;
    `newest`: of what is relevant, the latest year first.
    """

    BREADTH = "breadth"
    RELEVANCE = "relevance"
    NEWEST = "newest"


class JudgedFacet(StrEnum):
    """The facets whose values are judgements, which a person can correct; the others are facts of the document."""

    KIND = "kind"
    THEME = "theme"
    PARTNERSHIP = "partnership"
    COUNTRY = "country"


class QueueOrder(StrEnum):
    """Which suggestions come first: those that may as well be wrong as right, or those that are quite sure."""

    UNCERTAIN = "uncertain"
    SUREST = "surest"


class Closeness(StrEnum):
    """How close a passage is to a question in meaning, in words."""

    VERY_CLOSE = "very_close"
    CLOSE = "close"
    LOOSE = "loose"
    FAR = "far"


class PictureFormat(StrEnum):
    """What pictures of pages are written as."""

    PNG = "png"
    WEBP = "webp"


class EvidencePlace(StrEnum):
    """Where it stands what a suggestion rests on; `model` is the classifier's own judgement."""

    TEXT = "text"
    HEADING = "heading"
    TITLE = "title"
    FOLDER = "folder"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a suggestion rests on: the words, and where they stand.

    `start` and `end` are character offsets into the passage's text, None where the words stand elsewhere.
    """

    where: EvidencePlace
    quote: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What the machine says of a passage: a value of a facet, how surely (0 to 1), and why.

    From `LIKELY` on it counts in filters and facets, unless a person decides otherwise.
    """

    facet: str
    value: str
    probability: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who gives a testimonial, as far as the document says.

    `municipality` is where the speaker works or lives, `partner` the municipality or association on the other side of
    the partnership, `country` an ISO 3166-1 alpha-2 code: the partnership's.
    """

    name: str | None = None
    role: str | None = None
    organisation: str | None = None
    municipality: str | None = None
    partner: str | None = None
    country: str | None = None

    @property
    def place(self) -> str | None:
        """The nearest place that is known of the speaker."""
        return self.municipality or self.partner or self.country


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page (numbered from 1), in points from the upper left of the page as it is shown."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


class PageMethod(StrEnum):
    """How the text of a page was obtained."""

    GEOMETRY = "geometry"
    STREAM = "stream"
    OCR = "ocr"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How a page of a document was read.

    `number` is the physical page from 1, `label` the number printed on it; `confidence` from 0 to 1 tells how far the
    text can be trusted.
    """

    number: int
    label: str
    confidence: float
    method: PageMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """One partnership of the registry; `country` is an ISO 3166-1 alpha-2 code.

    `aliases` are more names of the partner's side; one that ends in `*` stands for any ending. `excluded` are longer
    names that hold one of these and mean something else; `period` are its first and last year.
    """

    id: str
    label: str
    type: PartnershipType
    flemish: tuple[str, ...]
    partner: tuple[str, ...]
    country: str
    aliases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    period: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as the catalogue keeps it.

    `id` comes from `origin`, so that a corrected file is the same document; `source` is the short form
    of `origin` that readers see.
    """

    id: str
    origin: str
    source: str
    content_hash: str
    title: str
    kind: DocumentKind
    language: str
    year: int | None
    pages: int | None
    partnerships: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    visibility: str = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of a document that can answer a question.

    `text` is shown; `context` (title, year, partnership, heading path) goes before it when it is embedded.
    `pages` are physical page numbers from 1 and `page_labels` what is printed on them, `boxes` the place of each line;
    all are empty where the format has none. `themes` are concepts of the thesaurus, the narrowest that fit; what is
    broader, SDGs and markers follow from them.
    """

    id: str
    document_id: str
    position: int
    text: str
    context: str
    pages: tuple[int, ...]
    headings: tuple[str, ...]
    kind: PracticeKind
    language: str
    year: int | None
    countries: tuple[str, ...]
    partnerships: tuple[str, ...]
    document_kind: DocumentKind
    speaker: Speaker | None = None
    page_labels: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    themes: tuple[str, ...] = ()
    voice: Voice = Voice.CLAIM

    @property
    def embedded_text(self) -> str:
        """The text that the model sees."""
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedDocument:
    """A document with its passages, read and described but not yet embedded.

    `content` is the original, which is not kept where it holds what was erased; `pages` tells how its pages were read;
    `suggestions` are those of passages, by their ids.
    """

    document: Document
    passages: tuple[Passage, ...]
    content: bytes
    pages: tuple[Page, ...] = ()
    suggestions: Mapping[str, tuple[Suggestion, ...]] = field(default_factory=dict)
    keeps_original: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What an answer is limited to: values of one facet are alternatives, facets combine."""

    country: tuple[str, ...] = ()
    partnership: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    sdg: tuple[str, ...] = ()
    marker: tuple[str, ...] = ()
    voice: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    document_kind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question with its filters and the page of the answer that is wanted.

    `rerank` lets the cross-encoder reorder the first hits of hybrid search, if one is configured. Lexical search does
    not spread its hits: there, `breadth` is `relevance`.
    """

    text: str
    filters: Filters = field(default_factory=Filters)
    mode: SearchMode = SearchMode.HYBRID
    limit: int = 10
    offset: int = 0
    rerank: bool = True
    order: Order = Order.BREADTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What made a passage a hit: its rank and score with each retriever and the words that matched.

    `similarity` is the cosine of question and passage, -1 to 1; `lexical` is the share of the question's
    weight (inverse document frequency) that the passage's words carry, 0 to 1. Ranks start at 1. `reranked` is the
    cross-encoder's score, None where it did not read the passage. `named` tells that it holds what was asked for by
    name; `concepts` are themes that question and passage have in common; `closeness` puts the similarity in words,
    None where the model's similarities were not measured.
    """

    words: tuple[str, ...]
    similarity: float | None
    dense_rank: int | None
    lexical: float | None
    lexical_rank: int | None
    reranked: float | None = None
    named: bool = False
    concepts: tuple[str, ...] = ()
    closeness: Closeness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One place where a text stands."""

    passage_id: str
    document_id: str
    title: str
    source: str
    page: int | None


class Relation(StrEnum):
    """How a passage that is like a hit stands to it: in a revision of its document, or in another document."""

    REVISION = "revision"
    KIN = "kin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related(Origin):
    """A place where a text stands that is like a hit's but not the same.

    `similarity` is the share of their runs of five words that both have, None where a third version connects them.
    """

    similarity: float | None
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage in an answer; `highlights` are character offsets [start, end) into the passage's text.

    `also_in` are the other places of the same text, `related` those of texts that are like it.
    """

    passage: Passage
    document: Document
    score: float
    highlights: tuple[tuple[int, int], ...]
    why: Why
    also_in: tuple[Origin, ...] = ()
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Breadth:
    """How many partnerships an answer speaks of: on this page, with something relevant to say, and in the registry."""

    shown: int
    answering: int
    registered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """How many passages a filter on this value would leave."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer to a question.

    `total` counts the different passages that the filters admit (with lexical search: that match as well). `evidence`
    is the best fused score that names have no part in. An answer that abstains has no hits and a total of nought;
    `nearest` is then the page of what came nearest. `unlinked` counts, of `total`, what is of no partnership.
    """

    query: Query
    language: str | None
    abstained: bool
    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    evidence: float = 0.0
    nearest: tuple[Hit, ...] = ()
    unlinked: int = 0
    breadth: Breadth = field(default_factory=lambda: Breadth(shown=0, answering=0, registered=0))
