"""The commands `kb practices ...` that judge a record: its states, its reuse, and undoing the last change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.practice_counter import By, Note, PracticeId, Version, counter, name_of
from api.terminal import Home, Json
from kb.practice_states import Step

app = typer.Typer()


def _judging(step: Step, told: str) -> None:
    """Adds the command of a step that needs nothing but the record."""

    def command(  # noqa: PLR0913, PLR0917 - one parameter an option
        context: typer.Context,
        practice_id: PracticeId,
        home: Home = None,
        note: Note = "",
        version: Version = None,
        by: By = None,
        as_json: Json = False,  # noqa: FBT002 - a flag
    ) -> None:
        _step(context, home, practice_id, step, note=note, version=version, by=by, as_json=as_json)

    app.command(name=step.value, help=told)(command)


_judging(Step.VALIDATE, "Accept a suggested record as a lesson or good practice.")
_judging(Step.REJECT, "Turn a suggested record down; what it cites is not suggested again.")
_judging(Step.REOPEN, "Make a validated or rejected record a suggestion again.")


@app.command()
def withdraw(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    practice_id: PracticeId,
    reason: Annotated[str, typer.Option("--reason", help="Why it holds no longer; must be given.")] = "",
    home: Home = None,
    version: Version = None,
    by: By = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Take a validated record out of use, with a reason."""
    _step(context, home, practice_id, Step.WITHDRAW, note=reason, version=version, by=by, as_json=as_json)


_judging(Step.RESTORE, "Bring a withdrawn record back into use.")


@app.command()
def reuse(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    practice_id: PracticeId,
    taken_by: Annotated[str, typer.Option("--taken-by", help="Municipality, association or partnership.")],
    when: Annotated[str, typer.Option("--when", help="A year, a month (2025-03) or a day.")],
    result: Annotated[str, typer.Option("--result", help="What came of it.")],
    home: Home = None,
    note: Note = "",
    version: Version = None,
    by: By = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Note that a validated practice was taken over, by whom, when and with what result."""
    from kb.practices import Reuse  # noqa: PLC0415

    told = Reuse(by=taken_by, when=when, result=result)
    with counter(context, home, as_json=as_json) as here:
        here.show(here.desk.reuse(practice_id, told, who=name_of(by), note=note, version=version))


@app.command()
def undo(
    context: typer.Context,
    practice_id: PracticeId,
    home: Home = None,
    by: By = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Take the last change of a record back; again, and the one before."""
    with counter(context, home, as_json=as_json) as here:
        here.show(here.desk.undo(practice_id, who=name_of(by)))


def _step(  # noqa: PLR0913 - what the commands share
    context: typer.Context,
    home: Path | None,
    practice_id: str,
    step: Step,
    *,
    note: str,
    version: int | None,
    by: str | None,
    as_json: bool,
) -> None:
    with counter(context, home, as_json=as_json) as here:
        here.show(here.desk.step(practice_id, step, who=name_of(by), note=note, version=version))
