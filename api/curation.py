"""The commands `kb curate ...`: judge what the machine says of passages, take that back, and see what was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.practice_counter import By, Note, name_of
from api.terminal import Home, Json, console, opened_base, print_json
from kb.errors import UsageError
from kb.messages import message
from kb.types import JudgedFacet, QueueOrder

if TYPE_CHECKING:
    from api.curation_answers import Reader
    from kb.bootstrap import KnowledgeBase
    from kb.curation_desk import CurationDesk, Outcome

app = typer.Typer(help="Judge what the machine says of passages; your word counts at once.", no_args_is_help=True)

PassageId = Annotated[str, typer.Argument(help="Id of a passage, as `kb curate queue` or `kb search` gives it.")]
Facet = Annotated[JudgedFacet, typer.Argument(help="What is judged.")]
Values = Annotated[
    list[str], typer.Argument(help="A kind, or ids of themes or partnerships, or country codes.", metavar="VALUE...")
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=500, help="How many at most.")]
Page = Annotated[int, typer.Option("--page", min=1, help="Which page of them.")]


@dataclass(frozen=True, slots=True)
class Counter:
    """What a command works with."""

    base: KnowledgeBase
    desk: CurationDesk
    as_json: bool

    @property
    def language(self) -> str:
        """The reader's."""
        return self.base.config.language

    @property
    def reader(self) -> Reader:
        """For whom things are named."""
        from api.curation_answers import Reader  # noqa: PLC0415

        return Reader(registry=self.base.registry, language=self.language)

    def show(self, found: Outcome) -> None:
        """Shows what was decided."""
        from api.curation_answers import outcome_out  # noqa: PLC0415
        from api.curation_render import show_outcome  # noqa: PLC0415

        shown = outcome_out(found, self.reader)
        if self.as_json:
            print_json(shown)
        else:
            show_outcome(console(), shown, self.language)


@contextmanager
def counter(context: typer.Context, home: Path | None, *, as_json: bool) -> Iterator[Counter]:
    """Opens the knowledge base for a command of curation."""
    from kb.curation_desk import CurationDesk  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        yield Counter(base, CurationDesk(base.catalog, base.registry), as_json)


@app.command()
def queue(  # noqa: PLR0913, PLR0917 - one option a filter
    context: typer.Context,
    home: Home = None,
    facet: Annotated[JudgedFacet | None, typer.Option(help="Only suggestions of this facet.")] = None,
    value: Annotated[str | None, typer.Option(help="Only suggestions of this value of the facet.")] = None,
    partnership: Annotated[str | None, typer.Option(help="Only passages of this partnership.")] = None,
    document: Annotated[str | None, typer.Option(help="Only passages of the document of this id.")] = None,
    language: Annotated[str | None, typer.Option(help="Only passages in this language: nl, fr, es or en.")] = None,
    order: Annotated[QueueOrder, typer.Option(help="What comes first.")] = QueueOrder.UNCERTAIN,
    limit: Limit = 10,
    page: Page = 1,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """List what the machine says that nobody has judged yet."""
    from api.curation_answers import queue_out  # noqa: PLC0415
    from api.curation_render import show_queue  # noqa: PLC0415
    from kb.curation_queue import Wanted  # noqa: PLC0415

    wanted = Wanted(
        facet=facet, value=value, partnership=partnership, document_id=document, language=language, order=order
    )
    with counter(context, home, as_json=as_json) as here:
        found = queue_out(here.desk.queue(wanted, limit, (page - 1) * limit), here.reader)
        if as_json:
            print_json(found)
        else:
            show_queue(console(), found, here.language)


@app.command()
def accept(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    passage_id: PassageId,
    facet: Facet,
    values: Values,
    home: Home = None,
    by: By = None,
    note: Note = "",
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Accept values of a passage, whether the machine says them or not."""
    with counter(context, home, as_json=as_json) as here:
        _decide(here, passage_id, "accept", facet, accepted=values, by=by, note=note)


@app.command()
def correct(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    passage_id: PassageId,
    facet: Facet,
    values: Annotated[list[str] | None, typer.Argument(help="Values that are right.", metavar="[VALUE]...")] = None,
    home: Home = None,
    instead_of: Annotated[
        list[str] | None, typer.Option("--instead-of", help="A value that is wrong; repeat for more.")
    ] = None,
    by: By = None,
    note: Note = "",
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Put values in the place of others; of kinds there is always one."""
    right, wrong = values or [], instead_of or []
    with counter(context, home, as_json=as_json) as here:
        _decide(here, passage_id, "correct", facet, accepted=right, rejected=wrong, by=by, note=note)


@app.command()
def reject(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    passage_id: PassageId,
    facet: Facet,
    values: Values,
    home: Home = None,
    by: By = None,
    note: Note = "",
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Reject values of a passage."""
    with counter(context, home, as_json=as_json) as here:
        _decide(here, passage_id, "reject", facet, rejected=values, by=by, note=note)


@app.command()
def undo(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    decision: Annotated[
        int | None, typer.Argument(help="Number of a decision (else your own last one that stands).")
    ] = None,
    home: Home = None,
    passage: Annotated[str | None, typer.Option(help="The last decision on this passage, whoever took it.")] = None,
    by: By = None,
    note: Note = "",
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Take a decision back; again, and the one before."""
    with counter(context, home, as_json=as_json) as here:
        if decision is not None and passage is not None:
            raise UsageError("curation_undo_both")
        if decision is not None:
            here.show(here.desk.undo(decision, who=name_of(by), note=note))
        else:
            here.show(here.desk.undo_last(who=name_of(by), passage_id=passage, note=note))


@app.command()
def history(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    home: Home = None,
    passage: Annotated[str | None, typer.Option(help="Only decisions on this passage.")] = None,
    document: Annotated[str | None, typer.Option(help="Only decisions in the document of this id.")] = None,
    limit: Limit = 20,
    page: Page = 1,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Show who decided what, the last decision first."""
    from api.curation_answers import history_out  # noqa: PLC0415
    from api.curation_render import show_decisions  # noqa: PLC0415

    with counter(context, home, as_json=as_json) as here:
        found = here.desk.history(limit, (page - 1) * limit, passage_id=passage, document_id=document)
        shown = history_out(found, here.reader)
        if as_json:
            print_json(shown)
        else:
            show_decisions(console(), shown, here.language)


@app.command()
def export(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="File to write: .json, or .csv for spreadsheets.", metavar="FILE")],
    home: Home = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Write all decisions to a file."""
    from api.curation_schemas import DecisionsExportOut  # noqa: PLC0415
    from kb.decision_files import export_file  # noqa: PLC0415

    with counter(context, home, as_json=as_json) as here:
        count = export_file(here.desk.store, path)
        if as_json:
            print_json(DecisionsExportOut(file=str(path), decisions=count))
        else:
            typer.echo(message("decisions_exported", here.language, count=count, path=path))


@app.command(name="import")
def import_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="File that was exported, .json or .csv.", metavar="FILE")],
    home: Home = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Take over the decisions of a file, all or none; those that are there already stay as they are."""
    from api.curation_schemas import DecisionsImportOut  # noqa: PLC0415

    with counter(context, home, as_json=as_json) as here:
        done = here.desk.bring_in(path)
        counts = {"added": done.added, "unchanged": done.unchanged}
        if as_json:
            print_json(DecisionsImportOut(**counts))
        else:
            typer.echo(message("decisions_imported", here.language, **counts))


def _decide(  # noqa: PLR0913 - what the commands share
    here: Counter,
    passage_id: str,
    action: str,
    facet: JudgedFacet,
    *,
    accepted: list[str] | None = None,
    rejected: list[str] | None = None,
    by: str | None,
    note: str,
) -> None:
    from kb.curation_desk import Wish  # noqa: PLC0415
    from kb.decisions import Action  # noqa: PLC0415

    wish = Wish(action=Action(action), facet=facet, accepted=tuple(accepted or ()), rejected=tuple(rejected or ()))
    here.show(here.desk.decide(passage_id, wish, who=name_of(by), note=note))
