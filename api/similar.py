"""The command `kb similar`: the same practice in other partnerships."""

from __future__ import annotations

from typing import Annotated

import typer

from api.terminal import Home, Json, console, opened_base, print_json
from kb.types import PracticeKind


def similar(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    passage_id: Annotated[str, typer.Argument(help="Id of a passage, as `kb search --explain` shows it.")],
    home: Home = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=50, help="How many passages.")] = 5,
    country: Annotated[list[str] | None, typer.Option(help="ISO code, such as BJ; repeat for more.")] = None,
    kind: Annotated[list[PracticeKind] | None, typer.Option(help="What a passage contributes.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Language of the passage: nl, fr, es or en.")] = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Show the same practice elsewhere: the nearest passages of other partnerships, and what differs there."""
    from api.comparing import comparison_out, show_comparison  # noqa: PLC0415
    from kb.asking import asked_filters  # noqa: PLC0415
    from kb.similar import compare  # noqa: PLC0415

    filters = asked_filters({"country": country, "kind": kind, "language": language})
    with opened_base(context, home, as_json=as_json, filled=True) as base:
        found = compare(base.searcher, passage_id, limit=limit, filters=filters)
        if as_json:
            print_json(comparison_out(found, base.registry, base.config.language))
        else:
            show_comparison(console(), found, base.registry, base.config.language)
