"""How documents and passages become rows of the catalogue, and rows become them again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from kb.filters import FACETS, PassageSet
from kb.schema import document_revisions, documents, labels, passages
from kb.shingles import text_key
from kb.text import digest
from kb.themes import thesaurus
from kb.types import (
    Box,
    Document,
    DocumentKind,
    Evidence,
    EvidencePlace,
    Origin,
    Page,
    PageMethod,
    Passage,
    PracticeKind,
    Speaker,
    Suggestion,
    Voice,
)
from kb.versions import Revision

# SQLite takes at most 32,766 variables a statement.
_VARIABLES = 10_000
_OF_DOCUMENT = "of_document_"
_ORIGINS = """
SELECT passages.number, passages.id, passages.document_id, documents.title, documents.source, passages.pages
FROM passages JOIN documents ON documents.id = passages.document_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPassage:
    """A passage with its number and its document."""

    number: int
    passage: Passage
    document: Document


def parts(values: list[Any]) -> Iterator[list[Any]]:
    """Cuts a list into parts that fit one statement."""
    for start in range(0, len(values), _VARIABLES):
        yield values[start : start + _VARIABLES]


def embedding_key(passage: Passage) -> str:
    """Returns the name of the text that is embedded for a passage: equal texts need one vector."""
    return digest(passage.embedded_text)


def to_bytes(vector: npt.NDArray[np.float32]) -> bytes:
    """Returns a vector as it is stored."""
    return vector.astype("<f4").tobytes()


def from_bytes(stored: bytes) -> npt.NDArray[np.float32]:
    """Returns a vector that was stored."""
    return np.frombuffer(stored, dtype="<f4")


def passage_row(passage: Passage) -> dict[str, Any]:
    """Returns a passage as a row of the table `passages`."""
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "position": passage.position,
        "text": passage.text,
        "context": passage.context,
        "text_key": text_key(passage.text),
        "embedding_key": embedding_key(passage),
        "pages": list(passage.pages),
        "headings": list(passage.headings),
        "speaker": asdict(passage.speaker) if passage.speaker else None,
        "page_labels": list(passage.page_labels),
        "boxes": [
            [box.page, *(round(side, 1) for side in (box.left, box.top, box.right, box.bottom))]
            for box in passage.boxes
        ],
    }


def page_rows(document_id: str, read: Sequence[Page]) -> list[dict[str, Any]]:
    """Returns how a document's pages were read, as rows of the table `pages`."""
    return [{"document_id": document_id, **asdict(page), "method": page.method.value} for page in read]


def to_page(row: sa.RowMapping) -> Page:
    """Returns a row of the table `pages`."""
    return Page(
        number=row["number"], label=row["label"], confidence=row["confidence"], method=PageMethod(row["method"])
    )


def label_rows(number: int, passage: Passage) -> list[dict[str, Any]]:
    """Returns what a passage can be filtered by, as rows of the table `labels`."""
    return labels_of(number, facet_values(passage))


def facet_values(passage: Passage) -> dict[str, tuple[str, ...]]:
    """Returns what a passage is said to be, for each facet; what follows from its themes is left out."""
    return {
        "country": passage.countries,
        "partnership": passage.partnerships,
        "kind": (passage.kind.value,),
        "theme": passage.themes,
        "voice": (passage.voice.value,),
        "language": (passage.language,),
        "year": (str(passage.year),) if passage.year else (),
        "document_kind": (passage.document_kind.value,),
    }


def labels_of(number: int, values: Mapping[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    """Returns values of facets as rows of the table `labels`, with the themes that are broader, SDGs and markers."""
    concepts, themes = thesaurus(), values.get("theme", ())
    derived = {
        "theme": concepts.with_broader(themes),
        "sdg": concepts.sdgs(themes),
        "marker": concepts.markers(themes),
    }
    every = {**values, **derived}
    return [{"number": number, "facet": f, "value": v} for f in FACETS for v in dict.fromkeys(every.get(f, ()))]


def write_labels(connection: sa.Connection, number: int, passage: Passage) -> None:
    """Replaces what a passage can be filtered by."""
    connection.execute(sa.delete(labels).where(labels.c.number == number))
    connection.execute(sa.insert(labels), label_rows(number, passage))


def suggestion_rows(number: int, found: Sequence[Suggestion]) -> list[dict[str, Any]]:
    """Returns what the machine says of a passage as rows of the table `suggestions`."""
    return [
        {
            "number": number,
            "facet": one.facet,
            "value": one.value,
            "probability": one.probability,
            "evidence": [asdict(evidence) for evidence in one.evidence],
        }
        for one in found
    ]


def to_suggestion(row: sa.RowMapping) -> Suggestion:
    """Returns a row of the table `suggestions`."""
    evidence = (Evidence(**one | {"where": EvidencePlace(one["where"])}) for one in row["evidence"])
    return Suggestion(facet=row["facet"], value=row["value"], probability=row["probability"], evidence=tuple(evidence))


def read_labelled(connection: sa.Connection, size: int) -> dict[str, dict[str, PassageSet]]:
    """Returns, for each facet and value, the passages that carry it, as sets of `size` numbers."""
    found: dict[str, dict[str, PassageSet]] = {facet: {} for facet in FACETS}
    for number, facet, value in connection.execute(sa.select(labels.c.number, labels.c.facet, labels.c.value)):
        values = found.setdefault(facet, {})
        if value not in values:
            values[value] = np.zeros(size, dtype=np.bool_)
        values[value][number] = True
    return found


def read_revisions(connection: sa.Connection, document_id: str) -> list[Revision]:
    """Returns the documents that a document is a revision of, those with the most in common first."""
    chosen = (
        sa.select(documents, document_revisions.c.share)
        .join(document_revisions, document_revisions.c.other_id == documents.c.id)
        .where(document_revisions.c.document_id == document_id)
        .order_by(document_revisions.c.share.desc(), documents.c.source)
    )
    rows = connection.execute(chosen).mappings()
    return [Revision(document=to_document(row), share=row["share"]) for row in rows]


def read_origins(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, Origin]:
    """Returns where the numbered passages stand, without reading all that is known of them."""
    cursor = connection.connection.cursor()
    marks = ", ".join("?" * len(numbers))
    cursor.execute(f"{_ORIGINS} WHERE passages.number IN ({marks})", list(numbers))
    return {row[0]: _origin(*row[1:]) for row in cursor.fetchall()}


def _origin(passage_id: str, document_id: str, title: str, source: str, pages: str) -> Origin:
    page = next(iter(json.loads(pages)), None)
    return Origin(passage_id=passage_id, document_id=document_id, title=title, source=source, page=page)


def to_document(row: sa.RowMapping, prefix: str = "") -> Document:
    """Returns a row with the columns of the table `documents`, their names after a prefix, as a document."""
    values = {column.name: row[prefix + column.name] for column in documents.c}
    return Document(
        **values
        | {
            "kind": DocumentKind(values["kind"]),
            "partnerships": tuple(values["partnerships"]),
            "countries": tuple(values["countries"]),
        }
    )


_PASSAGES = sa.select(*passages.c, *(column.label(_OF_DOCUMENT + column.name) for column in documents.c)).join(
    documents, documents.c.id == passages.c.document_id
)
# The numbers are bound as one list, which costs a tenth of naming each in the statement.
_NUMBERED = _PASSAGES.where(passages.c.number.in_(sa.bindparam("numbers", expanding=True)))
_LABELS = sa.select(labels).where(labels.c.number.in_(sa.bindparam("numbers", expanding=True)))


def numbered_passages(connection: sa.Connection, numbers: Sequence[int]) -> list[StoredPassage]:
    """Returns those of the numbered passages that exist."""
    rows = connection.execute(_NUMBERED, {"numbers": list(numbers)}).mappings().all()
    return _with_labels(connection, rows)


def stored_passages(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[StoredPassage]:
    """Returns the passages that meet a condition, with their documents and labels."""
    return _with_labels(connection, connection.execute(_PASSAGES.where(condition)).mappings().all())


def _with_labels(connection: sa.Connection, rows: Sequence[sa.RowMapping]) -> list[StoredPassage]:
    values: dict[int, dict[str, list[str]]] = {row["number"]: {} for row in rows}
    for part in parts(list(values)):
        for number, facet, value in connection.execute(_LABELS, {"numbers": part}):
            values[number].setdefault(facet, []).append(value)
    held: dict[str, Document] = {}
    for row in rows:
        if row["document_id"] not in held:
            held[row["document_id"]] = to_document(row, _OF_DOCUMENT)
    return [_stored_passage(row, values[row["number"]], held[row["document_id"]]) for row in rows]


def _stored_passage(row: sa.RowMapping, values: dict[str, list[str]], document: Document) -> StoredPassage:
    passage = Passage(
        id=row["id"],
        document_id=row["document_id"],
        position=row["position"],
        text=row["text"],
        context=row["context"],
        pages=tuple(row["pages"]),
        headings=tuple(row["headings"]),
        kind=PracticeKind(values["kind"][0]),
        language=values["language"][0],
        year=int(values["year"][0]) if "year" in values else None,
        countries=tuple(sorted(values.get("country", ()))),
        partnerships=tuple(sorted(values.get("partnership", ()))),
        document_kind=document.kind,
        speaker=Speaker(**row["speaker"]) if row["speaker"] else None,
        page_labels=tuple(row["page_labels"]),
        boxes=tuple(Box(*values) for values in row["boxes"]),
        themes=thesaurus().narrowest(sorted(values.get("theme", ()))),
        voice=Voice(values["voice"][0]) if "voice" in values else Voice.CLAIM,
    )
    return StoredPassage(number=row["number"], passage=passage, document=document)
