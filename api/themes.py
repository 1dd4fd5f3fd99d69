"""The command `kb themes`: the thesaurus in the reader's language, with how many passages each theme has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from api.schemas import ThemeOut, ThemesOut
from api.terminal import Home, Json, console, opened_base, print_json
from kb.messages import message
from kb.text import fold
from kb.theme_names import themes_like
from kb.themes import Thesaurus, thesaurus
from kb.types import Filters

if TYPE_CHECKING:
    from rich.table import Table

    from kb.bootstrap import KnowledgeBase

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Entry:
    """A theme in a list: how deep it stands in the tree, and how it is written there."""

    theme: str
    depth: int
    written: str


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
    from kb.filters import count_facets  # noqa: PLC0415

    if not base.is_filled():
        return {}
    return {one.value: one.count for one in count_facets(base.catalog.snapshot(), Filters())["theme"]}


def tree(held: Thesaurus, language: str) -> Iterator[Entry]:
    """Yields the themes, each followed by what is narrower; one with two broader themes stands below both."""
    narrower = _narrower(held, language)

    def below(theme: str, depth: int) -> Iterator[Entry]:
        for one in narrower.get(theme, ()):
            yield Entry(one, depth, held.label(one, language))
            yield from below(one, depth + 1)

    yield from below("", 0)


def matching(text: str, held: Thesaurus, language: str) -> list[Entry]:
    """Returns the themes of which a label holds a text, written with what is broader before them."""
    return [Entry(theme, 0, _path(theme, held, language)) for theme in themes_like(text, held)]


def themes_out(entries: Sequence[Entry], held: Thesaurus, language: str, counts: Mapping[str, int]) -> ThemesOut:
    """Returns themes as they leave, each once."""
    narrower = _narrower(held, language)
    found = [
        ThemeOut(
            value=theme,
            label=held.label(theme, language),
            count=counts.get(theme, 0),
            broader=list(held.concepts[theme].broader),
            narrower=list(narrower.get(theme, ())),
            sdgs=list(held.sdgs([theme])),
            markers=list(held.markers([theme])),
        )
        for theme in dict.fromkeys(entry.theme for entry in entries)
    ]
    return ThemesOut(themes=found)


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


def _narrower(held: Thesaurus, language: str) -> dict[str, list[str]]:
    """Returns the themes right below each, in the order of the reader's alphabet; those below "" are the topmost."""
    found: dict[str, list[str]] = {}
    for theme in sorted(held.concepts, key=lambda one: fold(held.label(one, language))):
        for broader in held.concepts[theme].broader or ("",):
            found.setdefault(broader, []).append(theme)
    return found


def _path(theme: str, held: Thesaurus, language: str) -> str:
    label, broader = held.label(theme, language), held.concepts[theme].broader
    return f"{_path(broader[0], held, language)} › {label}" if broader else label
