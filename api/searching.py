"""The command `kb search`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.terminal import Home, Json, console, opened_base, print_json
from kb.types import DocumentKind, Order, PracticeKind, SearchMode, Voice


def search(  # noqa: PLR0913, PLR0917 - the contract's options
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="The question, in any of the four languages.")],
    home: Home = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="How many passages.")] = 10,
    country: Annotated[list[str] | None, typer.Option(help="ISO code, such as BJ; repeat for more.")] = None,
    partnership: Annotated[list[str] | None, typer.Option(help="Id of the registry; repeat for more.")] = None,
    kind: Annotated[list[PracticeKind] | None, typer.Option(help="What a passage contributes.")] = None,
    theme: Annotated[list[str] | None, typer.Option(help="Theme, by id or label; `kb themes` lists them.")] = None,
    sdg: Annotated[list[str] | None, typer.Option(help="Number of a Sustainable Development Goal, such as 6.")] = None,
    marker: Annotated[list[str] | None, typer.Option(help="Cross-cutting theme: gender or environment.")] = None,
    voice: Annotated[list[Voice] | None, typer.Option(help="Who says it.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Language of the passage: nl, fr, es or en.")] = None,
    year: Annotated[list[int] | None, typer.Option(help="Such as 2024.")] = None,
    document_kind: Annotated[list[DocumentKind] | None, typer.Option(help="Kind of document.")] = None,
    mode: Annotated[SearchMode, typer.Option(help="Which retrievers answer.")] = SearchMode.HYBRID,
    order: Annotated[
        Order, typer.Option(help="Partnerships take turns (breadth), or by relevance alone.")
    ] = Order.BREADTH,
    explain: Annotated[bool, typer.Option("--explain", help="Show why each passage was found.")] = False,  # noqa: FBT002
    facets: Annotated[bool, typer.Option("--facets", help="Show what there is to filter by.")] = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Answer a question with passages, best first, each with its place."""
    from api import render  # noqa: PLC0415
    from api.answers import search_out  # noqa: PLC0415
    from kb.asking import asked_filters  # noqa: PLC0415
    from kb.types import Query  # noqa: PLC0415

    chosen = {
        "country": country,
        "partnership": partnership,
        "kind": kind,
        "theme": theme,
        "sdg": sdg,
        "marker": marker,
        "voice": voice,
        "language": language,
        "year": year,
        "document_kind": document_kind,
    }
    with opened_base(context, home, as_json=as_json, filled=True) as base:
        query = Query(text=text, filters=asked_filters(chosen), mode=mode, limit=limit, order=order)
        result, reader = base.searcher.search(query), base.config.language
        if as_json:
            print_json(search_out(result, base.registry, reader))
            return
        render.show_result(console(), result, base.registry, reader, explain=explain)
        if facets:
            render.show_facets(console(), result.facets, base.registry, reader)
