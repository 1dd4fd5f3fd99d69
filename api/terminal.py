"""What the commands share: their options, the opening of the knowledge base, exit codes and printing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.errors import NotReadyError, PraktijkbankError, UsageError
from kb.messages import message

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console

    from kb.bootstrap import KnowledgeBase

OK, FAILURE, USAGE, SOME_FAILED, NOT_READY = range(5)

Home = Annotated[Path | None, typer.Option("--home", help="Data folder (else KB_HOME, else the user's data folder).")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]


@dataclass(slots=True)
class Common:
    """What comes before the command."""

    home: Path | None = None


@contextmanager
def opened_base(
    context: typer.Context, home: Path | None, *, as_json: bool, filled: bool = False
) -> Iterator[KnowledgeBase]:
    """Opens the knowledge base and turns its errors into a message and an exit code.

    Args:
        context: holds `--home` where it came before the command.
        home: `--home` where it came after.
        as_json: errors go to standard output as JSON too.
        filled: there must be documents in it.
    """
    from kb.bootstrap import KnowledgeBase  # noqa: PLC0415
    from kb.config import load_config  # noqa: PLC0415

    language = "en"
    try:
        config = load_config(home or context.obj.home)
        language = config.language
        base = KnowledgeBase(config)
        try:
            if filled and not base.is_filled():
                raise NotReadyError("nothing_ingested", home=config.home)
            yield base
        finally:
            base.close()
    except PraktijkbankError as error:
        _report(error, language, as_json=as_json)
        raise typer.Exit(_exit_code(error)) from error


def _report(error: PraktijkbankError, language: str, *, as_json: bool) -> None:
    text = message(error.key, language, **error.values)
    typer.echo(text, err=True)
    if as_json:
        from api.schemas import ErrorOut  # noqa: PLC0415

        print_json(ErrorOut(error=text, code=error.key))


def _exit_code(error: PraktijkbankError) -> int:
    if isinstance(error, UsageError):
        return USAGE
    return NOT_READY if isinstance(error, NotReadyError) else FAILURE


def print_json(document: BaseModel) -> None:
    """Prints one JSON document on standard output."""
    sys.stdout.write(document.model_dump_json(indent=2) + "\n")


def console(*, stderr: bool = False) -> Console:
    """Returns where people read."""
    from rich.console import Console  # noqa: PLC0415

    return Console(stderr=stderr, highlight=False, soft_wrap=False)
