"""The command `kb erase`: documents, and passages that name a person, without a trace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal import Home, Json, opened_base, print_json
from kb.messages import message

if TYPE_CHECKING:
    from kb.bootstrap import KnowledgeBase
    from kb.erasing import Erasure
    from kb.erasure_plan import Plan

app = typer.Typer(help="Erase documents or persons, so that no byte of them is left.", no_args_is_help=True)

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
By = Annotated[str, typer.Option("--by", help="Whose request it is; stands in the receipt.")]
_MEGABYTE = 1_000_000


@app.command()
def document(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(help="Ids of documents, as `kb search --json` gives them.")],
    home: Home = None,
    yes: Yes = False,  # noqa: FBT002
    by: By = "",
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Erase documents, with all that is inside them."""
    from kb.erasure_plan import plan_of_documents  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json, filled=True) as base:
        _carry_out(base, plan_of_documents(base.catalog, ids), yes=yes, by=by, as_json=as_json)


@app.command()
def person(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(help="First name and surname; each spelling that documents have.")],
    home: Home = None,
    yes: Yes = False,  # noqa: FBT002
    by: By = "",
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Erase all passages that name a person, and the files that they came from."""
    from kb.erasure_plan import plan_of_persons  # noqa: PLC0415
    from kb.named import names_of  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json, filled=True) as base:
        _carry_out(base, plan_of_persons(base.catalog, names_of(names)), yes=yes, by=by, as_json=as_json)


@app.command()
def finish(context: typer.Context, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """Bring to an end what was killed half-way, and write the receipts."""
    with opened_base(context, home, as_json=as_json) as base:
        _finish(base, as_json=as_json)


@app.command(name="list")
def list_all(context: typer.Context, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """Show all erasures with their receipts."""
    from kb.erasing import all_erasures  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        _show(all_erasures(base), base.config.language, as_json=as_json)


@app.command()
def allow(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="Persons who may be read again.")] = None,
    home: Home = None,
    file: Annotated[
        list[Path] | None, typer.Option(exists=True, dir_okay=False, help="Files that may be read again.")
    ] = None,
) -> None:
    """Let be read again what was erased: persons by name, files by path."""
    from kb.named import names_of  # noqa: PLC0415
    from kb.suppression import allow as lift  # noqa: PLC0415
    from kb.suppression import digests_of  # noqa: PLC0415

    with opened_base(context, home, as_json=False) as base:
        digests = digests_of(base.catalog, names_of(names or ()), file or ())
        typer.echo(message("erase_allowed", base.config.language, count=lift(base.catalog, digests)))


def _carry_out(base: KnowledgeBase, plan: Plan, *, yes: bool, by: str, as_json: bool) -> None:
    from kb.erasing import erase  # noqa: PLC0415

    told = {"documents": len(plan.documents), "passages": len(plan.passages), "partly": len(plan.emptied_originals)}
    typer.echo(message("erase_preview", base.config.language, **told), err=True)
    for one in (*plan.documents, *plan.emptied_originals):
        typer.echo(f"  {one.source}", err=True)
    if not yes and not typer.confirm(message("erase_confirm", base.config.language), err=True):
        raise typer.Abort
    erase(base, plan, who=by)
    _finish(base, as_json=as_json)


def _finish(base: KnowledgeBase, *, as_json: bool) -> None:
    from kb.scrubbing import scrub_pending  # noqa: PLC0415

    _show(scrub_pending(base), base.config.language, as_json=as_json)


def _show(found: list[Erasure], language: str, *, as_json: bool) -> None:
    from api.erasure_schemas import ErasuresOut, erasure_out  # noqa: PLC0415

    if as_json:
        print_json(ErasuresOut(erasures=[erasure_out(one) for one in found]))
        return
    for one in found:
        typer.echo(_sentence(one, language))
    if not found:
        typer.echo(message("erase_none", language))


def _sentence(one: Erasure, language: str) -> str:
    if one.receipt is None:
        return message("erase_open", language, id=one.id)
    looked = {"files": one.receipt["files_scanned"], "megabytes": one.receipt["bytes_scanned"] // _MEGABYTE}
    return message(
        "erase_receipt",
        language,
        id=one.id,
        documents=one.counts["documents"],
        passages=one.counts["passages"],
        **looked,
    )
