"""The command `kb`. Parsing, calling and rendering; what is heavy is imported by the command that needs it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb import __version__
from kb.errors import NotReadyError, PraktijkbankError, UsageError
from kb.messages import message
from kb.types import DocumentKind, PracticeKind, SearchMode

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console

    from kb.bootstrap import KnowledgeBase

OK, FAILURE, USAGE, SOME_FAILED, NOT_READY = range(5)

app = typer.Typer(
    help="Lessons and good practices of all partnerships, each traceable to its page.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Home = Annotated[Path | None, typer.Option("--home", help="Data folder (else KB_HOME, else the user's data folder).")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]


@dataclass(slots=True)
class _Common:
    home: Path | None = None


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - the library's signature
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", help="Show the version and end.", callback=_show_version, is_eager=True)
]


@app.callback()
def common(
    context: typer.Context,
    home: Home = None,
    version: Version = False,  # noqa: ARG001, FBT002 - a flag whose callback does the work
) -> None:
    """Holds what comes before the command."""
    context.obj = _Common(home)


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files and folders to read.", metavar="PATH...")],
    home: Home = None,
    retry: Annotated[bool, typer.Option("--retry", help="Read again what could not be read the last time.")] = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Read documents into the knowledge base; unchanged files are passed over."""
    from api import render  # noqa: PLC0415
    from api.progress import Bar  # noqa: PLC0415
    from api.report import ingest_out, reason_text  # noqa: PLC0415
    from ingest.pipeline import ingest as run  # noqa: PLC0415

    with _base(context, home, as_json=as_json) as base, Bar(_console(stderr=True), base.config.language) as bar:
        report = run(paths, base, bar, retry=retry)
        language = base.config.language
        total = base.catalog.counts()["passages"]
    if as_json:
        _print_json(ingest_out(report, language))
    else:
        rows = ((o.source, o.status, reason_text(o, language)) for o in report.outcomes)
        render.show_outcomes(_console(), rows, language)
        typer.echo(render.summary((o.status for o in report.outcomes), total, language))
    raise typer.Exit(OK if report.complete else SOME_FAILED)


@app.command()
def search(  # noqa: PLR0913, PLR0917 - the contract's options
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="The question, in any of the four languages.")],
    home: Home = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="How many passages.")] = 10,
    country: Annotated[list[str] | None, typer.Option(help="ISO code, such as BJ; repeat for more.")] = None,
    partnership: Annotated[list[str] | None, typer.Option(help="Id of the registry; repeat for more.")] = None,
    kind: Annotated[list[PracticeKind] | None, typer.Option(help="What a passage contributes.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Language of the passage: nl, fr, es or en.")] = None,
    year: Annotated[list[int] | None, typer.Option(help="Such as 2024.")] = None,
    document_kind: Annotated[list[DocumentKind] | None, typer.Option(help="Kind of document.")] = None,
    mode: Annotated[SearchMode, typer.Option(help="Which retrievers answer.")] = SearchMode.HYBRID,
    explain: Annotated[bool, typer.Option("--explain", help="Show why each passage was found.")] = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Answer a question with passages, best first, each with its place."""
    from api import render  # noqa: PLC0415
    from api.schemas import search_out  # noqa: PLC0415
    from kb.types import Filters, Query  # noqa: PLC0415

    filters = Filters(
        country=tuple(code.upper() for code in country or ()),
        partnership=tuple(partnership or ()),
        kind=tuple(kind or ()),
        language=tuple(language or ()),
        year=tuple(str(value) for value in year or ()),
        document_kind=tuple(document_kind or ()),
    )
    with _base(context, home, as_json=as_json, filled=True) as base:
        result = base.searcher.search(Query(text=text, filters=filters, mode=mode, limit=limit))
        if as_json:
            _print_json(search_out(result, base.registry, base.config.language))
        else:
            render.show_result(_console(), result, base.registry, base.config.language, explain=explain)


@app.command()
def serve(
    context: typer.Context,
    home: Home = None,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at.")] = 8000,
) -> None:
    """Start the HTTP API."""
    import uvicorn  # noqa: PLC0415

    from api.app import create_app  # noqa: PLC0415

    with _base(context, home, as_json=False) as base:
        typer.echo(message("serving", base.config.language, host=host, port=port), err=True)
        uvicorn.run(create_app(base), host=host, port=port, log_level="warning", server_header=False)


@app.command(name="eval")
def evaluate(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder with corpus*.jsonl, queries*.jsonl and qrels.tsv.")],
    home: Home = None,
    mode: Annotated[SearchMode, typer.Option(help="Which retrievers answer.")] = SearchMode.HYBRID,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Measure retrieval on judged questions, for every pair of languages."""
    from api import render  # noqa: PLC0415
    from api.progress import counting  # noqa: PLC0415
    from api.schemas import evaluation_out  # noqa: PLC0415
    from kb.evaluate import evaluate as measure  # noqa: PLC0415

    with _base(context, home, as_json=as_json) as base:
        with counting(_console(stderr=True), message("embedding", base.config.language)) as report:
            figures = measure(folder, base.embedder, mode, report)
        if as_json:
            _print_json(evaluation_out(figures))
        else:
            render.show_evaluation(_console(), figures)


@app.command()
def status(context: typer.Context, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """Show what the knowledge base holds and how its index is."""
    from api import render  # noqa: PLC0415
    from api.schemas import StatusOut  # noqa: PLC0415
    from kb.care import status_of  # noqa: PLC0415

    with _base(context, home, as_json=as_json, filled=True) as base:
        found = StatusOut.model_validate(status_of(base), from_attributes=True)
        if as_json:
            _print_json(found)
        else:
            render.show_status(_console(), found, base.config.language)


@app.command()
def check(context: typer.Context, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """Verify that nothing is lost, doubled or damaged."""
    from api.schemas import CheckOut  # noqa: PLC0415
    from kb.care import problems_of  # noqa: PLC0415

    with _base(context, home, as_json=as_json, filled=True) as base:
        problems, counts = problems_of(base), base.catalog.counts()
        language = base.config.language
    if as_json:
        _print_json(CheckOut(fine=not problems, problems=problems))
    else:
        fine = message("check_fine", language, documents=counts["documents"], passages=counts["passages"])
        typer.echo("\n".join(problems) or fine)
    raise typer.Exit(FAILURE if problems else OK)


@app.command()
def rebuild(context: typer.Context, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """Make the index anew from the catalogue, with the model that the settings name."""
    from api.progress import counting  # noqa: PLC0415
    from api.schemas import RebuildOut  # noqa: PLC0415
    from kb.index import rebuild as run  # noqa: PLC0415
    from kb.index import write_lock  # noqa: PLC0415

    with _base(context, home, as_json=as_json, filled=True) as base:
        with (
            write_lock(base.config.home),
            counting(_console(stderr=True), message("embedding", base.config.language)) as report,
        ):
            run(base.catalog, base.embedder, base.index_root, report)
        passages = base.catalog.counts()["passages"]
        if as_json:
            _print_json(RebuildOut(passages=passages, model=base.embedder.stamp))
        else:
            typer.echo(message("rebuilt", base.config.language, passages=passages))


@contextmanager
def _base(context: typer.Context, home: Path | None, *, as_json: bool, filled: bool = False) -> Iterator[KnowledgeBase]:
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

        _print_json(ErrorOut(error=text, code=error.key))


def _exit_code(error: PraktijkbankError) -> int:
    if isinstance(error, UsageError):
        return USAGE
    return NOT_READY if isinstance(error, NotReadyError) else FAILURE


def _print_json(document: BaseModel) -> None:
    sys.stdout.write(document.model_dump_json(indent=2) + "\n")


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console  # noqa: PLC0415

    return Console(stderr=stderr, highlight=False, soft_wrap=False)


def main() -> None:
    """Runs the command line."""
    app()
