"""What a worker and its parent tell each other over a pipe: rows of JSON, a line each.

Not pickle: what a worker sends, after it has read a hostile file, is data and never code. A document is a row a block,
so that one of 10,000 pages is never in memory a second time.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from ingest.blocks import Attachment, Block, BlockKind, Parsed, Place
from kb.errors import ReadError, UnsupportedError
from kb.types import Box, Page, PageMethod

# The name of the row, then what it says.
Row = list[Any]

# Bytes of an attachment in one row.
_PIECE = 1_000_000
_BLOCK_FIELDS = tuple(field.name for field in fields(Block))


def encode(row: Row) -> bytes:
    """Returns a row as its line, without the lone surrogates that a damaged file may hold: nothing can store them."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "ignore") + b"\n"


def decode(line: bytes) -> Row:
    """Returns the row of a line.

    Raises:
        ValueError: it is no row.
    """
    row = json.loads(line)
    if not isinstance(row, list) or not row:
        raise ValueError("expected a list that begins with the row's name")
    return row


def parsed_rows(parsed: Parsed) -> Iterator[Row]:
    """Yields a document row by row."""
    yield ["about", parsed.title, parsed.date, parsed.pages, parsed.facts]
    for page in parsed.page_facts:
        yield ["page", page.number, page.label, page.confidence, page.method]
    for block in parsed.blocks:
        yield ["block", _block_values(block)]
    for attachment in parsed.attachments:
        yield ["attachment", attachment.name]
        for start in range(0, len(attachment.content), _PIECE):
            yield ["piece", base64.b64encode(attachment.content[start : start + _PIECE]).decode("ascii")]


def read_parsed(rows: Iterable[Row]) -> Parsed:
    """Returns the document that the rows tell.

    Raises:
        ValueError, TypeError, KeyError: they are not what `parsed_rows` yields.
    """
    about: Row = []
    pages: list[Page] = []
    blocks: list[Block] = []
    attachments: list[tuple[str, bytearray]] = []
    for name, *values in rows:
        match name:
            case "about":
                about = values
            case "page":
                pages.append(_page(*values))
            case "block":
                blocks.append(_block(*values))
            case "attachment":
                attachments.append((str(values[0]), bytearray()))
            case "piece" if attachments:
                attachments[-1][1].extend(base64.b64decode(values[0]))
            case _:
                raise ValueError(f"unexpected row: {name}")
    title, date, count, facts = about
    return Parsed(
        blocks=tuple(blocks),
        title=title,
        date=date,
        pages=count,
        facts=facts,
        page_facts=tuple(pages),
        attachments=tuple(Attachment(name=name, content=bytes(content)) for name, content in attachments),
    )


def error_row(reason: ReadError) -> Row:
    """Returns why a file cannot be read as a row."""
    values = {name: storable(value) for name, value in reason.values.items()}
    return ["error", reason.key, values, isinstance(reason, UnsupportedError)]


def read_error(values: Row) -> ReadError:
    """Returns the reason that the values of an error row tell.

    Raises:
        ValueError, TypeError, KeyError: they tell none that can be shown.
    """
    key, shown, unsupported = values
    reason = (UnsupportedError if unsupported else ReadError)(key, **shown)
    str(reason)  # so that a wrong one is noticed here and not where it is reported
    return reason


def storable(value: object) -> str | int:
    """Returns what a message shows in a form that JSON has."""
    return value if isinstance(value, int) else str(value)


def _block_values(block: Block) -> dict[str, Any]:
    values = {name: getattr(block, name) for name in _BLOCK_FIELDS}
    values["places"] = [
        (place.start, box.page, box.left, box.top, box.right, box.bottom)
        for place in block.places
        for box in (place.box,)
    ]
    return values


def _block(values: dict[str, Any]) -> Block:
    values["kind"] = BlockKind(values["kind"])
    values["places"] = tuple(Place(start, Box(*box)) for start, *box in values["places"])
    return Block(**values)


def _page(number: int, label: str, confidence: float, method: str) -> Page:
    return Page(number=number, label=label, confidence=confidence, method=PageMethod(method))
