"""The command `kb`. Parsing, calling and rendering; what is heavy is imported by the command that needs it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import curation, erasure_commands, key_commands, partnerships, practices
from api.searching import search
from api.serving import serve
from api.similar import similar
from api.terminal import FAILURE, OK, SOME_FAILED, Common, Home, Json, console, opened_base, print_json
from api.themes import themes
from kb import __version__
from kb.messages import message
from kb.types import PictureFormat, SearchMode

app = typer.Typer(
    help="Lessons and good practices of all partnerships, each traceable to its page.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
    context.obj = Common(home)


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

    with opened_base(context, home, as_json=as_json) as base, Bar(console(stderr=True), base.config.language) as bar:
        report = run(paths, base, bar, retry=retry)
        language = base.config.language
        total = base.catalog.counts()["passages"]
    if as_json:
        print_json(ingest_out(report, language))
    else:
        rows = ((o.source, o.status, reason_text(o, language)) for o in report.outcomes)
        render.show_outcomes(console(), rows, language)
        typer.echo(render.summary((o.status for o in report.outcomes), total, language))
    raise typer.Exit(OK if report.complete else SOME_FAILED)


app.command()(search)
app.command()(similar)
app.command()(themes)


@app.command()
def page(  # noqa: PLR0913, PLR0917 - the contract's options
    context: typer.Context,
    passage_id: Annotated[str, typer.Argument(help="Id of a passage, as `kb search --json` gives it.")],
    home: Home = None,
    number: Annotated[int | None, typer.Option("--page", help="Another of the pages that the passage spans.")] = None,
    out: Annotated[Path | None, typer.Option(help="File to write (else named by title and page).")] = None,
    picture_format: Annotated[
        PictureFormat | None, typer.Option("--format", help="Else what the file's ending says, or PNG.")
    ] = None,
    width: Annotated[int, typer.Option(min=100, max=10_000, help="Pixels from left to right.")] = 1200,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Write a picture of a passage's page, with the passage marked."""
    from api.pictures import Wish, picture_sentence, write_picture  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json, filled=True) as base:
        wish = Wish(page=number, out=out, picture_format=picture_format, width=width)
        written = write_picture(base, passage_id, wish)
        if as_json:
            print_json(written)
        else:
            typer.echo(picture_sentence(written, base.config.language))


app.command()(serve)


@app.command(name="eval")
def evaluate(  # noqa: PLR0913, PLR0917 - the contract's options
    context: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(
            help="File of your own judged questions, or a folder: with questions.jsonl, or with corpus*.jsonl, "
            "queries*.jsonl and qrels.tsv.",
            metavar="FILE_OR_DIR",
        ),
    ],
    home: Home = None,
    mode: Annotated[
        SearchMode | None, typer.Option(help="Which retrievers answer (else all three; hybrid for your own questions).")
    ] = None,
    losses: Annotated[int, typer.Option(min=0, help="How many of the worst questions to show.")] = 5,
    sample: Annotated[
        int | None, typer.Option(min=1, help="Ask so many of the questions only, the same ones each time.")
    ] = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Measure retrieval: on a test collection in all modes and language pairs, or on your own judged questions."""
    from api.evaluation import Wish, measured, report_out  # noqa: PLC0415
    from api.figures import show_report  # noqa: PLC0415
    from api.progress import counting  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        wish = Wish(mode=mode, losses=losses, sample=sample)
        with counting(console(stderr=True), message("measuring", base.config.language)) as report:
            found = measured(path, base, report, wish)
        if as_json:
            print_json(report_out(found))
        else:
            show_report(console(), found, base.config.language)


@app.command()
def calibrate(
    context: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(
            help="File of your own judged questions, or a folder with questions.jsonl.", metavar="FILE_OR_DIR"
        ),
    ],
    home: Home = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Measure on your own judged questions how much evidence an answer needs, and keep it with the model."""
    from api.evaluation import questions_at  # noqa: PLC0415
    from api.progress import counting  # noqa: PLC0415
    from api.schemas import CalibrationOut  # noqa: PLC0415
    from kb.calibrating import calibrate as run  # noqa: PLC0415
    from kb.locks import write_lock  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json, filled=True) as base:
        questions = questions_at(path)
        with (
            write_lock(base.config.home),
            counting(console(stderr=True), message("calibrating", base.config.language)) as report,
        ):
            found = run(base, questions, report)
        if as_json:
            print_json(CalibrationOut(model=base.catalog.stamp() or "", **found))
        else:
            typer.echo(message("calibrated", base.config.language, **found))


@app.command()
def status(context: typer.Context, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """Show what the knowledge base holds and how its index is."""
    from api import render  # noqa: PLC0415
    from api.schemas import StatusOut  # noqa: PLC0415
    from ingest import ocr  # noqa: PLC0415
    from kb.care import status_of  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json, filled=True) as base:
        held = StatusOut.model_validate(status_of(base), from_attributes=True)
        found = held.model_copy(update={"ocr": list(ocr.languages())})
        if as_json:
            print_json(found)
        else:
            render.show_status(console(), found, base.config.language)


@app.command()
def check(context: typer.Context, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """Verify that nothing is lost, doubled or damaged."""
    from api.schemas import CheckOut  # noqa: PLC0415
    from kb.care import problems_of  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json, filled=True) as base:
        problems, counts = problems_of(base), base.catalog.counts()
        language = base.config.language
    if as_json:
        print_json(CheckOut(fine=not problems, problems=problems))
    else:
        fine = message("check_fine", language, documents=counts["documents"], passages=counts["passages"])
        typer.echo("\n".join(problems) or fine)
    raise typer.Exit(FAILURE if problems else OK)


@app.command()
def rebuild(  # noqa: PLR0913, PLR0917 - the contract's options
    context: typer.Context,
    home: Home = None,
    model: Annotated[str | None, typer.Option(help="Change to this model: `bundled`, a folder, or a name.")] = None,
    rollback: Annotated[bool, typer.Option("--rollback", help="Go back to the model before.")] = False,  # noqa: FBT002
    forget: Annotated[bool, typer.Option("--forget", help="Remove the vectors of models that do not answer.")] = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Make the index anew from the catalogue, or change the model while the old one answers."""
    from api.progress import counting  # noqa: PLC0415
    from api.rebuild import Wish, carry_out, outcome_of  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json, filled=True) as base:
        wish = Wish(model=model, rollback=rollback, forget=forget)
        with counting(console(stderr=True), message("embedding", base.config.language)) as report:
            told = carry_out(wish, base, report, lambda text: typer.echo(text, err=True))
        if as_json:
            print_json(outcome_of(base))
        else:
            typer.echo(told)


app.add_typer(practices.app, name="practices")
app.add_typer(partnerships.app, name="partnerships")
app.add_typer(curation.app, name="curate")
app.add_typer(erasure_commands.app, name="erase")
app.add_typer(key_commands.app, name="keys")


def main() -> None:
    """Runs the command line."""
    app()
