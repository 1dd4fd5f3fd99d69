"""The command `kb themes`: the thesaurus in the reader's language, with how many passages each theme has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal import Home, Json, console, opened_base, print_json
from api.theme_answers import Entry, matching, themes_out, tree
from kb.messages import message
from kb.themes import thesaurus
from kb.types import Filters

if TYPE_CHECKING:
    from rich.table import Table

    from kb.bootstrap import KnowledgeBase

_INDENT = "  "


def themes(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="Only themes of which a label, in any language, holds this.")] = "",
    home: Home = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """List the themes as a tree, with how many passages each has."""
    with opened_base(context, home, as_json=as_json) as base:
        held, reader, counts = thesaurus(), base.config.language, passages_by_theme(base)
    entries = matching(text, held, reader) if text.strip() else list(tree(held, reader))
    if as_json:
        print_json(themes_out(entries, held, reader, counts))
    elif entries:
        console().print(table(entries, counts))
    else:
        typer.echo(message("themes_none", reader, text=text))


def passages_by_theme(base: KnowledgeBase) -> dict[str, int]:
    """Returns how many different passages a filter on each theme gives; themes without any are left out."""
    from kb.filters import count_facets, counts_of  # noqa: PLC0415

    if not base.is_filled():
        return {}
    return counts_of(count_facets(base.catalog.snapshot(), Filters())["theme"])


def table(entries: Sequence[Entry], counts: Mapping[str, int]) -> Table:
    """Returns themes as rows: indented name, how many passages, id."""
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    rows = Table.grid(padding=(0, 2))
    rows.add_column()
    rows.add_column(justify="right")
    for entry in entries:
        style = "bold" if entry.depth == 0 else ""
        count = str(counts.get(entry.theme, ""))
        rows.add_row(Text(_INDENT * entry.depth + entry.written, style=style), count, Text(entry.theme, style="dim"))
    return rows
