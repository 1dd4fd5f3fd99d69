"""The commands `kb practices ...`: find, show, draft and write practice records, and bring them out and in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.practice_counter import By, Note, PracticeId, Version, counter, name_of
from api.practice_steps import app as steps
from api.terminal import Home, Json, console, print_json
from kb.errors import UsageError
from kb.messages import message
from kb.practices import Maturity, PracticeState

app = typer.Typer(help="Lessons and good practices as records, each field with its evidence.", no_args_is_help=True)

app.add_typer(steps)


@app.command(name="list")
def list_(  # noqa: PLR0913, PLR0917 - one option a filter
    context: typer.Context,
    home: Home = None,
    state: Annotated[PracticeState | None, typer.Option(help="What people made of them.")] = None,
    partnership: Annotated[str | None, typer.Option(help="Id of the registry.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO code, such as BJ.")] = None,
    theme: Annotated[str | None, typer.Option(help="Id of the thesaurus; what is narrower counts too.")] = None,
    maturity: Annotated[Maturity | None, typer.Option(help="How far they have come.")] = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """List records, the one that was changed last first."""
    from kb.practice_desk import Chosen  # noqa: PLC0415

    code = country.upper() if country else None
    chosen = Chosen(state=state, partnership=partnership, country=code, theme=theme, maturity=maturity)
    with counter(context, home, as_json=as_json) as here:
        here.list(here.desk.records(chosen))


@app.command()
def show(context: typer.Context, practice_id: PracticeId, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """Show a record, with where its evidence stands now."""
    with counter(context, home, as_json=as_json) as here:
        here.show(here.desk.record(practice_id))


@app.command()
def draft(
    context: typer.Context,
    passages: Annotated[list[str], typer.Argument(help="Ids of passages.", metavar="PASSAGE_ID...")],
    home: Home = None,
    by: By = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Make a suggested record out of passages, in their own words."""
    with counter(context, home, as_json=as_json) as here:
        here.show(here.desk.draft(passages, who=name_of(by)))


@app.command()
def suggest(
    context: typer.Context,
    home: Home = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=500, help="How many records at most.")] = 10,
    by: By = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Make suggested records out of the surest lessons and good practices that no record cites yet."""
    with counter(context, home, as_json=as_json) as here:
        here.list(here.desk.suggest(limit, who=name_of(by)))


@app.command()
def new(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    path: Annotated[str, typer.Argument(help="File of JSON, YAML or TOML; - reads standard input.", metavar="FILE")],
    home: Home = None,
    by: By = None,
    note: Note = "",
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Add a record that you wrote."""
    from api.practice_files import content_in, read_record  # noqa: PLC0415

    with counter(context, home, as_json=as_json) as here:
        here.show(here.desk.new(content_in(read_record(path)), who=name_of(by), note=note))


@app.command()
def edit(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    practice_id: PracticeId,
    path: Annotated[
        str | None, typer.Argument(help="File of JSON, YAML or TOML; - reads standard input.", metavar="[FILE]")
    ] = None,
    home: Home = None,
    version: Version = None,
    by: By = None,
    note: Note = "",
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Give a record another content: from a file, or without one in your editor."""
    from api.practice_files import content_in, edited_by_hand, read_record, version_in  # noqa: PLC0415

    with counter(context, home, as_json=as_json) as here:
        stored = here.desk.store.get(practice_id)
        if path is None and not sys.stdin.isatty():
            raise UsageError("practice_no_editor", id=practice_id)
        data = edited_by_hand(stored) if path is None else read_record(path)
        based_on = version or version_in(data)
        if based_on is None:
            raise UsageError("practice_version_missing", id=practice_id)
        here.show(here.desk.edit(practice_id, content_in(data), version=based_on, who=name_of(by), note=note))


@app.command()
def history(context: typer.Context, practice_id: PracticeId, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """Show who did what with a record, and when."""
    from api.practice_answers import history_out  # noqa: PLC0415
    from api.practice_render import show_history  # noqa: PLC0415

    with counter(context, home, as_json=as_json) as here:
        events = here.desk.history(practice_id)
        if as_json:
            print_json(history_out(practice_id, events))
        else:
            show_history(console(), events, here.language)


@app.command()
def export(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="File to write: .json, or .csv for spreadsheets.", metavar="FILE")],
    home: Home = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Write all records with their histories to a file."""
    from api.practice_schemas import ExportOut  # noqa: PLC0415
    from kb.practice_exchange import export_file  # noqa: PLC0415

    with counter(context, home, as_json=as_json) as here:
        count = export_file(here.desk.store, path)
        if as_json:
            print_json(ExportOut(file=str(path), practices=count))
        else:
            typer.echo(message("practice_exported", here.language, count=count, path=path))


@app.command(name="import")
def import_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="File that was exported, .json or .csv.", metavar="FILE")],
    home: Home = None,
    by: By = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Take over the records of a file, all or none; those that are there already stay as they are."""
    from api.practice_schemas import ImportOut  # noqa: PLC0415
    from kb.practice_exchange import import_file  # noqa: PLC0415

    with counter(context, home, as_json=as_json) as here:
        done = import_file(here.desk, path, who=name_of(by))
        counts = {"added": done.added, "changed": done.changed, "unchanged": done.unchanged}
        if as_json:
            print_json(ImportOut(**counts))
        else:
            typer.echo(message("practice_imported", here.language, **counts))
