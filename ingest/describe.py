"""What a document and its passages are: title, language, year, place, kind, and the context that is embedded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from ingest.blocks import Block, BlockKind, Parsed
from ingest.cues import kind_of_document, kind_of_heading
from ingest.passages import Piece, split
from ingest.places import Gazetteer, year_of
from ingest.sources import Source
from ingest.speakers import speaker_of
from kb.language import detect, language_of_passage
from kb.text import digest
from kb.types import Document, DocumentKind, Passage, PracticeKind, PreparedDocument, Speaker

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
    document = _describe_document(source, content_hash, parsed, gazetteer)
    labels = {page.number: page.label for page in parsed.page_facts}
    seen: Counter[str] = Counter()
    passages = []
    for position, piece in enumerate(split(parsed.blocks)):
        seen[piece.text] += 1
        passage_id = digest(document.id, piece.text, str(seen[piece.text]))
        passage = _describe_passage(passage_id, position, piece, document, gazetteer)
        passages.append(replace(passage, page_labels=tuple(labels.get(page, str(page)) for page in piece.pages)))
    return PreparedDocument(document=document, passages=tuple(passages), content=content, pages=parsed.page_facts)


def _describe_document(source: Source, content_hash: str, parsed: Parsed, gazetteer: Gazetteer) -> Document:
    path = PurePosixPath(source.label)
    title = _title(parsed, path)
    text = "\n".join(block.text for block in parsed.blocks)
    folders = path.parts[-2::-1]
    partnerships = gazetteer.partnerships(_BETWEEN.join([title, *map(_name, path.parts)]))
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
        partnerships=partnerships,
        countries=gazetteer.countries(_BETWEEN.join([title, *map(_name, path.parts)]), partnerships),
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
    words = re.sub(r"[_\W]+", " ", part).strip()
    return words.title() if words.islower() else words


def _describe_passage(
    passage_id: str, position: int, piece: Piece, document: Document, gazetteer: Gazetteer
) -> Passage:
    near = _BETWEEN.join([*piece.headings, piece.text])
    named = gazetteer.partnerships(near)
    partnerships = named or document.partnerships
    countries = gazetteer.countries(near, named)
    headings = tuple(text for text in piece.headings if text != document.title)
    labels = gazetteer.labels(partnerships)
    return Passage(
        id=passage_id,
        document_id=document.id,
        position=position,
        text=piece.text,
        context=_BETWEEN.join(filter(None, [document.title, str(document.year or ""), *labels, *headings])),
        pages=piece.pages,
        headings=piece.headings,
        kind=_kind(piece, document),
        language=language_of_passage(piece.text, document.language),
        year=document.year,
        countries=countries or (document.countries if not named else ()),
        partnerships=partnerships,
        document_kind=document.kind,
        speaker=_speaker(piece.blocks, gazetteer),
        boxes=piece.boxes,
    )


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


def _speaker(blocks: Sequence[Block], gazetteer: Gazetteer) -> Speaker | None:
    """Returns who speaks, by all lines that name the speaker."""
    said = "\n".join(block.text for block in blocks if block.kind is BlockKind.ATTRIBUTION)
    speaker = speaker_of(said, gazetteer)
    return speaker if speaker != Speaker() else None
