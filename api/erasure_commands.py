"""The commands `kb erase ...`: erase documents and persons, see receipts, let files be read again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal import OK, Home, Json, opened_base, print_json
from kb.messages import message

if TYPE_CHECKING:
    from kb.bootstrap import KnowledgeBase
    from kb.erasure_plan import Concerned
    from kb.erasure_store import Erasure

app = typer.Typer(help="Erase documents and persons, so that no byte of them is left.", no_args_is_help=True)

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
By = Annotated[str, typer.Option("--by", help="Whose decision it is; noted with the receipt.")]


@app.command()
def document(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    ids: Annotated[
        list[str], typer.Argument(help="Ids of documents, as `kb search --json` gives them.", metavar="ID...")
    ],
    home: Home = None,
    yes: Yes = False,  # noqa: FBT002
    by: By = "",
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Erase documents, with the files inside them."""
    from kb.erasing import erase_documents, preview_documents  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json, filled=True) as base:
        wish = _Wish(base, yes=yes, as_json=as_json)
        wish.carry_out(preview_documents(base, ids), lambda: erase_documents(base, ids, by))


@app.command()
def person(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The whole name; also found with the surname first.")],
    home: Home = None,
    also: Annotated[list[str] | None, typer.Option(help="Another spelling of it; repeat for more.")] = None,
    yes: Yes = False,  # noqa: FBT002
    by: By = "",
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Erase all passages that name a person, and the original files that do."""
    from kb.erasing import erase_persons, preview_persons  # noqa: PLC0415

    names = [name, *(also or ())]
    with opened_base(context, home, as_json=as_json, filled=True) as base:
        wish = _Wish(base, yes=yes, as_json=as_json)
        wish.carry_out(preview_persons(base, names), lambda: erase_persons(base, names, by))


@app.command()
def status(context: typer.Context, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """Go on with what is not complete, and show all erasures with their receipts."""
    from api.erasure_schemas import ErasuresOut, erasure_out  # noqa: PLC0415
    from kb.erasure_store import read_erasures  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        _scrub(base)
        with base.catalog.engine.connect() as connection:
            found = read_erasures(connection)
        if as_json:
            print_json(ErasuresOut(erasures=[erasure_out(one) for one in found]))
            return
        language = base.config.language
        typer.echo("\n".join(_line(one, language) for one in found) or message("erasures_none", language))


@app.command()
def allow(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Files that were erased.", metavar="[PATH]...")] = None,
    home: Home = None,
    person: Annotated[list[str] | None, typer.Option(help="A person who was erased; repeat for more.")] = None,
    by: By = "",
) -> None:
    """Let erased files, or persons, come in again when files are read from now on."""
    from kb.erasing import allow_documents, allow_persons  # noqa: PLC0415

    with opened_base(context, home, as_json=False) as base:
        count = allow_documents(base, [path.resolve().as_posix() for path in paths or ()], by) if paths else 0
        count += allow_persons(base, person, by) if person else 0
        typer.echo(message("erasure_allowed", base.config.language, count=count))


class _Wish:
    """Shows what would go, asks, erases, and shows the receipt."""

    def __init__(self, base: KnowledgeBase, *, yes: bool, as_json: bool) -> None:
        self._base = base
        self._yes = yes
        self._as_json = as_json

    def carry_out(self, concerned: Sequence[Concerned], erase: Callable[[], Erasure]) -> None:
        language = self._base.config.language
        if self._as_json and not self._yes:
            self._print_preview(concerned)
            return
        if not self._as_json:
            typer.echo("\n".join(_concerned_lines(concerned, language)))
        if not self._yes and not typer.confirm(message("erasure_sure", language)):
            raise typer.Exit(OK)
        made = erase()
        self._show(next(one for one in _scrub(self._base) if one.id == made.id))

    def _show(self, done: Erasure) -> None:
        from api.erasure_schemas import erasure_out  # noqa: PLC0415

        if self._as_json:
            print_json(erasure_out(done))
        else:
            typer.echo(_line(done, self._base.config.language))

    def _print_preview(self, concerned: Sequence[Concerned]) -> None:
        from api.erasure_schemas import preview_out  # noqa: PLC0415

        print_json(preview_out(concerned))


def _scrub(base: KnowledgeBase) -> list[Erasure]:
    from kb.scrubbing import scrub_pending  # noqa: PLC0415

    language = base.config.language
    return scrub_pending(base, lambda step: typer.echo(f"{message(step, language)} …", err=True))


def _concerned_lines(concerned: Sequence[Concerned], language: str) -> list[str]:
    lines = [
        message(
            "erasure_whole" if one.whole else "erasure_part", language, source=one.document.source, count=one.passages
        )
        for one in concerned
    ]
    total = sum(one.passages for one in concerned)
    return [*lines, message("erasure_total", language, documents=len(concerned), passages=total)]


def _line(erasure: Erasure, language: str) -> str:
    told = {"id": erasure.id, "at": erasure.at, **{name: erasure.counts[name] for name in ("documents", "passages")}}
    receipt = erasure.receipt
    if receipt is None:
        return message("erasure_pending", language, **told)
    return message(
        "erasure_receipt", language, **told, files=receipt.files, probes=receipt.probes, finished=receipt.finished_at
    )
