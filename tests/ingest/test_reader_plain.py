from __future__ import annotations

import pytest

from ingest.blocks import Block, BlockKind
from ingest.readers.plain import read_plain
from kb.errors import ReadError

TEXT = (
    "Wat we leerden\n\nHet vivero bespaart 9.000 córdoba per maand, want het\nkoopt geen compost meer.\n\n"
    "- Eén bon per betaling.\n- Twee bezoeken per\n  huis.\n"
)
BLOCKS = (
    Block(kind=BlockKind.HEADING, text="Wat we leerden", level=1),
    Block(
        kind=BlockKind.PARAGRAPH, text="Het vivero bespaart 9.000 córdoba per maand, want het koopt geen compost meer."
    ),
    Block(kind=BlockKind.BULLET, text="Eén bon per betaling."),
    Block(kind=BlockKind.BULLET, text="Twee bezoeken per huis."),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_text_is_structured_whatever_its_encoding_and_line_ends(encoding: str, line_end: str) -> None:
    parsed = read_plain(TEXT.replace("\n", line_end).encode(encoding))

    assert parsed.blocks == BLOCKS
    assert (parsed.title, parsed.date, parsed.pages, parsed.facts) == (None, None, None, {})


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n \t\n", b"\f\f"])
def test_a_file_without_text_is_said_to_have_none(content: bytes) -> None:
    with pytest.raises(ReadError) as raised:
        read_plain(content)

    assert type(raised.value) is ReadError
    assert raised.value.key == "no_text"
