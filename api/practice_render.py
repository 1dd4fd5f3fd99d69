"""What the command line shows of practice records, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from api.layout import indented
from api.practice_words import action_told, note_told
from kb.citations import Traced
from kb.messages import message
from kb.practice_states import STATE_LABELS
from kb.practice_store import Event, StoredPractice
from kb.practices import FIELD_LABELS, FIELDS, Citation, Maturity, PracticeRecord, PracticeState, Statement
from kb.registry import Registry
from kb.themes import thesaurus

_STYLES = {
    PracticeState.SUGGESTED: "yellow",
    PracticeState.VALIDATED: "green",
    PracticeState.REJECTED: "red",
    PracticeState.WITHDRAWN: "magenta",
}
_MATURITY = {
    Maturity.PROMISING: "practice_promising",
    Maturity.GOOD: "practice_good",
    Maturity.INSTITUTIONALISED: "practice_institutionalised",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """For whom records are shown, and where names come from."""

    registry: Registry
    language: str

    def partnerships(self, record: PracticeRecord) -> str:
        """Returns the partnerships of a record, by name."""
        return ", ".join(self.registry.label("partnership", one, self.language) for one in record.partnerships)

    def countries(self, record: PracticeRecord) -> str:
        """Returns the countries of a record, by name."""
        return ", ".join(self.registry.label("country", one, self.language) for one in record.countries)

    def themes(self, record: PracticeRecord) -> str:
        """Returns the themes of a record, by name."""
        return ", ".join(thesaurus().label(one, self.language) for one in record.themes)


def show_list(console: Console, found: Sequence[StoredPractice], view: View) -> None:
    """Shows records, two lines each."""
    for stored in found:
        console.print(_head(stored.record, view))
        console.print(indented(Text(_summary(stored.record, view), style="dim"), 4))
    console.print(Text(message("practice_count", view.language, count=len(found)), style="dim"))


def show_practice(console: Console, stored: StoredPractice, traces: Mapping[Citation, Traced], view: View) -> None:
    """Shows a record field by field, each with its evidence or "not stated"."""
    record = stored.record
    console.print(_head(record, view))
    console.print(indented(Text(_summary(record, view), style="dim"), 4))
    for field in FIELDS:
        console.print(Text(message(FIELD_LABELS[field], view.language), style="bold"))
        for line in _field(getattr(record, field), traces, view):
            console.print(line)
    for label, lines in _rest(record, traces, view):
        console.print(Text(label, style="bold"))
        for one in lines or [_not_stated(view)]:
            console.print(indented(one, 2))
    changed = message("practice_changed", view.language, at=stored.changed_at, version=stored.version)
    console.print(Text(changed, style="dim"))


def show_history(console: Console, events: Sequence[Event], language: str) -> None:
    """Shows the changes of a record, a line each."""
    table = Table.grid(padding=(0, 2))
    for event in events:
        did, note = action_told(event.action, language), note_told(event.action, event.note, language)
        row = (event.at, event.who, did, message(STATE_LABELS[event.record.state], language), note)
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _head(record: PracticeRecord, view: View) -> Text:
    state = message(STATE_LABELS[record.state], view.language)
    return Text.assemble((f"{record.id} ", "dim"), (record.title, "bold"), (f" [{state}]", _STYLES[record.state]))


def _summary(record: PracticeRecord, view: View) -> str:
    years = dict.fromkeys(str(year) for year in (record.from_year, record.to_year) if year)
    maturity = message(_MATURITY[record.maturity], view.language) if record.maturity else ""
    places = (view.partnerships(record), view.countries(record), "–".join(years), maturity, view.themes(record))
    return " · ".join(part for part in places if part)


def _field(statements: Sequence[Statement], traces: Mapping[Citation, Traced], view: View) -> Iterator[RenderableType]:
    if not statements:
        yield indented(_not_stated(view), 2)
    for statement in statements:
        yield indented(Text(statement.text), 2)
        if statement.by:
            own = message("practice_own_words", view.language, who=statement.by)
            yield indented(Text(own, style="dim italic"), 4)
        for citation in statement.evidence:
            shown = _source if citation.quote == statement.text else _quoted
            yield indented(shown(traces[citation], view), 4)


def _rest(record: PracticeRecord, traces: Mapping[Citation, Traced], view: View) -> Iterator[tuple[str, list[Text]]]:
    """Yields what is no field of statements: its name and its lines."""
    language = view.language
    if record.maturity:
        rung = message(_MATURITY[record.maturity], language)
        yield message("practice_maturity", language), [Text(f"{rung}: {record.maturity_reason}")]
    yield message("practice_contact_role", language), [Text(record.contact_role)] if record.contact_role else []
    if record.evidence:
        quotes = [_quoted(traces[one], view) for one in record.evidence]
        yield message("practice_evidence", language), quotes
    if record.reuses:
        told = [{"by": one.by, "when": one.when, "result": one.result} for one in record.reuses]
        lines = [Text(message("practice_taken_over", language, **one)) for one in told]
        yield message("practice_reuses", language), lines
    if record.withdrawn_reason:
        yield message("practice_withdrawn_because", language), [Text(record.withdrawn_reason)]


def _quoted(traced: Traced, view: View) -> Text:
    return Text.assemble(f"“{traced.citation.quote}” ", _source(traced, view))


def _source(traced: Traced, view: View) -> Text:
    """Returns where a quote stands, or that it stands nowhere any more."""
    citation, place = traced.citation, next(iter(traced.places), None)
    page = place.page if place else citation.page
    where = f"{citation.source}, {message('page', view.language, page=page)}" if page else citation.source
    if not traced.places:
        key = "practice_unsaid" if traced.document_is_there else "practice_gone"
        where = f"{where} ({message(key, view.language)})"
    return Text(where + (f" · {place.passage_id}" if place else ""), style="dim italic")


def _not_stated(view: View) -> Text:
    return Text(message("practice_not_stated", view.language), style="dim italic")
