"""The commands `kb partnerships ...`: the registry that passages are linked by, shown, changed and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal import FAILURE, Home, Json, console, opened_base, print_json
from kb.errors import UnknownError, UsageError
from kb.messages import message
from kb.types import Partnership, PartnershipType

if TYPE_CHECKING:
    from kb.bootstrap import KnowledgeBase
    from kb.registry_edit import Change

app = typer.Typer(help="The registry of partnerships, by whose names passages are linked.", no_args_is_help=True)

PartnershipId = Annotated[str, typer.Argument(help="Id of a partnership, such as laarne-ouinhi.", metavar="ID")]
Label = Annotated[str | None, typer.Option("--label", help="What readers see (else the names of both sides).")]
Type = Annotated[PartnershipType | None, typer.Option("--type", help="Form of the partnership.")]
CountryCode = Annotated[str | None, typer.Option("--country", help="ISO code of the partner's country, such as BJ.")]
Partner = Annotated[
    list[str] | None, typer.Option("--partner", help="Town or association there, whose name links; repeat for more.")
]
Flemish = Annotated[
    list[str] | None, typer.Option("--flemish", help="Municipality or association in Flanders; repeat for more.")
]
Alias = Annotated[
    list[str] | None,
    typer.Option("--alias", help="Other name that links as well; * at its end takes any ending; repeat for more."),
]
Excluded = Annotated[
    list[str] | None,
    typer.Option("--excluded", help="Longer name that holds one of these and means something else; repeat for more."),
]
Period = Annotated[str | None, typer.Option("--period", help="First and last year, such as 2017-2026.")]

_PERIOD = re.compile(r"\s*(\d{4})\s*[-–/]\s*(\d{4})\s*")


@app.command(name="list")
def list_(context: typer.Context, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """List the partnerships."""
    from api.partnership_answers import partnerships_out  # noqa: PLC0415
    from api.partnership_render import show_partnerships  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        found, language = base.registry.partnerships, base.config.language
        if as_json:
            print_json(partnerships_out(found, language))
        else:
            show_partnerships(console(), found, language)


@app.command()
def show(context: typer.Context, partnership_id: PartnershipId, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """Show a partnership."""
    from api.partnership_answers import partnership_out  # noqa: PLC0415
    from api.partnership_render import show_partnership  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        one = _named(base, partnership_id)
        if as_json:
            print_json(partnership_out(one, base.config.language))
        else:
            show_partnership(console(), one, base.config.language)


@app.command()
def add(  # noqa: PLR0913, PLR0917 - one option a field
    context: typer.Context,
    partnership_id: PartnershipId,
    home: Home = None,
    partnership_type: Type = None,
    country: CountryCode = None,
    partner: Partner = None,
    flemish: Flemish = None,
    alias: Alias = None,
    label: Label = None,
    excluded: Excluded = None,
    period: Period = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Add a partnership."""
    from kb import registry_edit  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        lacking = [
            option
            for option, value in (("--type", partnership_type), ("--country", country), ("--partner", partner))
            if not value
        ]
        if lacking:
            raise UsageError("partnership_lacks", options=", ".join(lacking))
        change = registry_edit.Change(
            label=label,
            type=partnership_type,
            country=country.upper() if country else None,
            partner=_names(partner),
            flemish=_names(flemish) or (),
            aliases=_names(alias),
            excluded=_names(excluded),
            period=_years(period),
        )
        _show_saved(base, registry_edit.add(base.config.home, partnership_id, change), as_json=as_json)


@app.command()
def edit(  # noqa: PLR0913, PLR0917 - one option a field
    context: typer.Context,
    partnership_id: PartnershipId,
    home: Home = None,
    partnership_type: Type = None,
    country: CountryCode = None,
    partner: Partner = None,
    flemish: Flemish = None,
    alias: Alias = None,
    add_alias: Annotated[
        list[str] | None, typer.Option("--add-alias", help="Other name beside those there are; repeat for more.")
    ] = None,
    remove_alias: Annotated[
        list[str] | None, typer.Option("--remove-alias", help="Other name to take away; repeat for more.")
    ] = None,
    label: Label = None,
    excluded: Excluded = None,
    period: Period = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Change a partnership: what is given replaces what was there; --alias "" empties a list."""
    from kb import registry_edit  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        change = registry_edit.Change(
            label=label,
            type=partnership_type,
            country=country.upper() if country else None,
            partner=_names(partner),
            flemish=_names(flemish),
            aliases=_names(alias),
            excluded=_names(excluded),
            period=_years(period),
            add_aliases=_names(add_alias) or (),
            remove_aliases=_names(remove_alias) or (),
        )
        _check_given(change)
        _show_saved(base, registry_edit.edit(base.config.home, partnership_id, change), as_json=as_json)


@app.command()
def remove(
    context: typer.Context,
    partnership_id: PartnershipId,
    home: Home = None,
    force: Annotated[bool, typer.Option("--force", help="Also if passages or practice records carry it.")] = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Remove a partnership."""
    from api.partnership_schemas import PartnershipRemovedOut  # noqa: PLC0415
    from kb import registry_edit  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        passages, practices = _uses(base, partnership_id)
        if (passages or practices) and not force:
            raise UsageError("partnership_in_use", id=partnership_id, passages=passages, records=practices)
        registry_edit.remove(base.config.home, partnership_id)
        if as_json:
            where, following = _saved(base)
            counts = {"passages": passages, "practices": practices}
            print_json(PartnershipRemovedOut(removed=partnership_id, **counts, file=where, next=following))
        else:
            typer.echo(_saved(base)[1])


@app.command()
def check(context: typer.Context, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """Check the whole registry and list all that is wrong with it, by entry."""
    from api.partnership_answers import fault_out  # noqa: PLC0415
    from api.partnership_schemas import RegistryCheckOut  # noqa: PLC0415
    from kb.registry import registry_faults, registry_text, told  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        faults, language = registry_faults(base.config.home), base.config.language
        path = registry_text(base.config.home)[1]
        where = str(path) if path.is_file() else path.name  # the one that ships, where there is no other
        if as_json:
            problems = [fault_out(fault, language) for fault in faults]
            print_json(RegistryCheckOut(sound=not faults, file=where, problems=problems))
        elif faults:
            typer.echo(message("registry_faulty", language, path=where, problems=told(faults)))
        else:
            typer.echo(message("registry_sound", language, path=where, count=len(base.registry.partnerships)))
        if faults:
            raise typer.Exit(FAILURE)


def _named(base: KnowledgeBase, partnership_id: str) -> Partnership:
    held = {one.id: one for one in base.registry.partnerships}
    if partnership_id not in held:
        raise UnknownError("partnership_unknown", id=partnership_id, known=", ".join(held))
    return held[partnership_id]


def _names(given: Sequence[str] | None) -> tuple[str, ...] | None:
    """Returns names as the registry holds them; an empty one stands for none."""
    return None if given is None else tuple(dict.fromkeys(filter(None, (" ".join(name.split()) for name in given))))


def _years(period: str | None) -> tuple[int, int] | None:
    if period is None:
        return None
    if not (match := _PERIOD.fullmatch(period)):
        raise UsageError("partnership_years", value=period)
    return int(match[1]), int(match[2])


def _check_given(change: Change) -> None:
    if not (change.fields() or change.add_aliases or change.remove_aliases):
        raise UsageError("partnership_nothing")


def _uses(base: KnowledgeBase, partnership_id: str) -> tuple[int, int]:
    """Returns how many passages and practice records carry a partnership."""
    from kb.practice_desk import Chosen  # noqa: PLC0415
    from kb.practice_store import PracticeStore  # noqa: PLC0415

    if not base.catalog_path.is_file():
        return 0, 0
    carriers = base.catalog.snapshot().labelled["partnership"].get(partnership_id)
    chosen = Chosen(partnership=partnership_id)
    records = [stored for stored in PracticeStore(base.catalog).all() if chosen.admits(stored.record)]
    return int(carriers.sum()) if carriers is not None else 0, len(records)


def _saved(base: KnowledgeBase) -> tuple[str, str]:
    """Returns where the registry stands, and what is said after it was changed."""
    from kb.registry import registry_text  # noqa: PLC0415

    path = str(registry_text(base.config.home)[1])
    return path, message("registry_saved", base.config.language, path=path)


def _show_saved(base: KnowledgeBase, one: Partnership, *, as_json: bool) -> None:
    from api.partnership_answers import partnership_out  # noqa: PLC0415
    from api.partnership_render import show_partnership  # noqa: PLC0415
    from api.partnership_schemas import PartnershipSavedOut  # noqa: PLC0415

    language, (where, following) = base.config.language, _saved(base)
    if as_json:
        print_json(PartnershipSavedOut(partnership=partnership_out(one, language), file=where, next=following))
    else:
        show_partnership(console(), one, language)
        typer.echo(following)
