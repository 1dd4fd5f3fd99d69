"""EML: the subject, who wrote when, and what is new in the message; what is attached becomes documents of its own."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.blocks import Block, BlockKind, Parsed
from ingest.limits import MOST_DEPTH
from ingest.mail_history import data, is_forwarded, new_blocks, new_lines
from ingest.readers.html import read_html
from ingest.readers.mail_parts import DAMAGE, Part, Text, attachments, header, parse_message, sender, sent_on, texts
from ingest.structure import structure, text_lines
from ingest.xml import html_without
from kb.errors import ReadError

_FLOWED = re.compile(r"(?<=\S) \n(?=[^\s>])")


def read_mail(content: bytes) -> Parsed:
    """Reads a message.

    Raises:
        ReadError: it is encrypted, damaged, or holds neither text nor attachments.
    """
    try:
        return _parsed(parse_message(content))
    except RecursionError as cause:
        raise ReadError("too_deep", most=MOST_DEPTH) from cause
    except DAMAGE as cause:
        raise ReadError("damaged", cause=type(cause).__name__) from cause


def _parsed(message: Part) -> Parsed:
    subject, date = header(message, "subject"), sent_on(message)
    attached = tuple(attachments(message))
    forwarded = is_forwarded(subject)
    said = [block for text in texts(message) for block in _blocks(text, forwarded=forwarded)]
    if not said and not attached:
        raise ReadError("no_text")
    return Parsed(
        blocks=(*_opening(subject, sender(message), date), *said) if said else (),
        title=subject or None,
        date=date,
        facts={"date": date} if date else {},
        attachments=attached,
    )


def _opening(subject: str, name: str, date: str | None) -> list[Block]:
    """Returns the subject as a heading, and who wrote when as a line; addresses are of no use to a reader."""
    heading = [Block(kind=BlockKind.HEADING, text=subject, level=1)] if subject else []
    line = " · ".join(filter(None, [name, date]))
    return [*heading, Block(kind=BlockKind.PARAGRAPH, text=line)] if line else heading


def _blocks(text: Text, *, forwarded: bool) -> list[Block]:
    if text.is_html:
        return _html_blocks(text.text, forwarded=forwarded)
    new = "\n".join(new_lines(text.text.splitlines(), forwarded=forwarded))
    lines = text_lines(_FLOWED.sub(" ", new) if text.is_flowed else new)
    # A short line in a letter is a greeting or a name, not a heading.
    return structure([replace(line, heading=0) for line in lines])


def _html_blocks(text: str, *, forwarded: bool) -> list[Block]:
    """Returns the blocks of an HTML message; one that holds nothing but what it answers is kept whole."""
    old = data()["signature_elements"] + ([] if forwarded else data()["quoted_elements"])
    for shown in (html_without(text, old), text):
        try:
            blocks = read_html(shown.encode("utf-8", "replace")).blocks
        except ReadError:
            continue
        return new_blocks(blocks, forwarded=forwarded)
    return []
