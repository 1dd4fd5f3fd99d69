"""What a document and its passages are: title, language, year, place, kind, and the context that is embedded."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ingest.blocks import Block, BlockKind, Parsed
from ingest.cues import is_evaluation, kind_of_document
from ingest.links import Links, links_of_document, links_of_passage
from ingest.passages import Piece, split
from ingest.places import Gazetteer, year_of
from ingest.sources import Source
from ingest.speakers import speaker_of
from kb.kind_features import kind_of_heading
from kb.language import detect, language_of_passage
from kb.text import digest
from kb.types import (
    Document,
    DocumentKind,
    Passage,
    PracticeKind,
    PreparedDocument,
    Speaker,
    Suggestion,
    Voice,
)

# Titles that programs write by themselves.
_NO_TITLE = re.compile(
    r"^(?:untitled|naamloos|sans titre|sin título|microsoft word|document\s*\d*$|print\b"
    r"|.*\.(?:docx?|indd|pptx?|pdf|tex)$)",
    re.IGNORECASE,
)
_LONGEST_TITLE = 160
_LANGUAGE_SAMPLE = 5000
_BETWEEN = " · "


def prepare(
    source: Source, content: bytes, content_hash: str, parsed: Parsed, gazetteer: Gazetteer
) -> PreparedDocument:
    """Returns a document with its passages, described; nothing is read or written here."""
    path = PurePosixPath(source.label)
    title = _title(parsed, path)
    links = links_of_document("" if title == _name(path.stem) else title, path.parts, gazetteer)
    document = _describe_document(source, content_hash, parsed, title, links)
    page_labels = {page.number: page.label for page in parsed.page_facts}
    describer = _Describer(document=document, links=links, gazetteer=gazetteer, page_labels=page_labels)
    found = [describer.passage(position, piece) for position, piece in enumerate(split(parsed.blocks))]
    return PreparedDocument(
        document=document,
        passages=tuple(passage for passage, _ in found),
        content=content,
        pages=parsed.page_facts,
        suggestions={passage.id: suggestions for passage, suggestions in found},
    )


def _describe_document(source: Source, content_hash: str, parsed: Parsed, title: str, links: Links) -> Document:
    path = PurePosixPath(source.label)
    text = "\n".join(block.text for block in parsed.blocks)
    folders = path.parts[-2::-1]
    names = (title, path.stem, parsed.date or "" if parsed.facts else "", *folders)
    return Document(
        id=digest(source.origin),
        origin=source.origin,
        source=source.label,
        content_hash=content_hash,
        title=title,
        kind=kind_of_document(title, path.stem, *folders) or DocumentKind.OTHER,
        language=detect(text[:_LANGUAGE_SAMPLE])[0],
        year=year_of(names, text),
        pages=parsed.pages,
        partnerships=tuple(links.partnerships),
        countries=tuple(links.countries),
        visibility=source.visibility,
    )


def _title(parsed: Parsed, path: PurePosixPath) -> str:
    """Returns the title that the file states, or else its first heading, or else its name."""
    stated = " ".join((parsed.title or "").split())
    if stated and not _NO_TITLE.match(stated) and len(stated) <= _LONGEST_TITLE:
        return stated
    heading = next((block.text for block in parsed.blocks[:5] if block.kind is BlockKind.HEADING), "")
    return heading if heading and len(heading) <= _LONGEST_TITLE else _name(path.stem)


def _name(part: str) -> str:
    """Returns a file's or folder's name as words with capitals, so that names in it can be found."""
    words = re.sub(r"[_\W]+", " ", unicodedata.normalize("NFC", part)).strip()
    return words.title() if words.islower() else words


@dataclass(frozen=True, slots=True, kw_only=True)
class _Describer:
    """What the passages of a document have in common, and the texts that it has had."""

    document: Document
    links: Links
    gazetteer: Gazetteer
    page_labels: Mapping[int, str]
    seen: Counter[str] = field(default_factory=Counter)

    def passage(self, position: int, piece: Piece) -> tuple[Passage, tuple[Suggestion, ...]]:
        """Returns a passage, and what the machine says of it."""
        document = self.document
        self.seen[piece.text] += 1
        headings = tuple(text for text in piece.headings if text != document.title)
        links = links_of_passage(piece.text, headings, self.links, self.gazetteer)
        language = language_of_passage(piece.text, document.language)
        kind, speaker = _kind(piece, document), _speaker(piece.blocks, self.gazetteer)
        passage = Passage(
            id=digest(document.id, piece.text, str(self.seen[piece.text])),
            document_id=document.id,
            position=position,
            text=piece.text,
            context=self._context(links, headings),
            pages=piece.pages,
            headings=piece.headings,
            kind=kind,
            language=language,
            year=document.year,
            countries=tuple(links.countries),
            partnerships=tuple(links.partnerships),
            document_kind=document.kind,
            speaker=speaker,
            page_labels=tuple(self.page_labels.get(page, str(page)) for page in piece.pages),
            boxes=piece.boxes,
            voice=_voice(kind, speaker, document, headings),
        )
        return passage, links.suggestions()

    def _context(self, links: Links, headings: Sequence[str]) -> str:
        document, labels = self.document, self.gazetteer.labels(links.partnerships)
        return _BETWEEN.join(filter(None, [document.title, str(document.year or ""), *labels, *headings]))


def _kind(piece: Piece, document: Document) -> PracticeKind:
    """Returns what a passage contributes: by speaker, figures, the nearest heading that tells, or the document."""
    if any(block.kind is BlockKind.ATTRIBUTION for block in piece.blocks):
        return PracticeKind.TESTIMONY
    if piece.blocks[0].kind is BlockKind.KEY_FIGURE:
        return PracticeKind.KEY_FIGURE
    for heading in reversed(piece.headings):
        if kind := kind_of_heading(heading):
            return kind
    return PracticeKind.GUIDANCE if document.kind is DocumentKind.HANDBOOK else PracticeKind.CONTEXT


def _voice(kind: PracticeKind, speaker: Speaker | None, document: Document, headings: Sequence[str]) -> Voice:
    """Returns who says what a passage says: whoever is quoted, also in an evaluation, else the document.

    A handbook that tells how to evaluate is no evaluation.
    """
    if speaker or kind is PracticeKind.TESTIMONY:
        return Voice.TESTIMONY
    names = (document.title, *PurePosixPath(document.source).parts, *headings)
    tells = document.kind is not DocumentKind.HANDBOOK and any(map(is_evaluation, names))
    return Voice.EVALUATION if tells else Voice.CLAIM


def _speaker(blocks: Sequence[Block], gazetteer: Gazetteer) -> Speaker | None:
    """Returns who speaks, by all lines that name the speaker."""
    said = "\n".join(block.text for block in blocks if block.kind is BlockKind.ATTRIBUTION)
    speaker = speaker_of(said, gazetteer)
    return speaker if speaker != Speaker() else None
