"""What the command line shows of suggestions and decisions, in the reader's language."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from api.curation_schemas import DecisionOut, DecisionsOut, ItemOut, OutcomeOut, QueueOut, StandingOut, ValueOut
from api.layout import indented
from kb.facet_labels import facet_name
from kb.messages import message

_ACTIONS = {
    "accept": "decision_did_accept",
    "correct": "decision_did_correct",
    "reject": "decision_did_reject",
    "undo": "decision_did_undo",
}
# Of the passage of a decision, its beginning is enough to know it by.
_QUOTED = 100


def show_queue(console: Console, found: QueueOut, language: str) -> None:
    """Shows suggestions with their passages, each with the command that accepts it."""
    for item in found.items:
        console.print(_suggested(item, language))
        console.print(indented(Text(_place(item.passage, language), style="dim")))
        console.print(indented(Text(item.passage.text)))
        if quotes := ", ".join(dict.fromkeys(f"“{one.quote}”" for one in item.evidence if one.quote)):
            console.print(indented(Text(message("curation_because", language, quotes=quotes), style="italic")))
        command = f"kb curate accept {item.passage.passage_id} {item.facet} {item.value}"
        console.print(indented(Text(command, style="dim")), soft_wrap=True)
    counts = message("curation_waiting", language, shown=len(found.items), total=found.total)
    console.print(Text(counts, style="dim"))


def show_outcome(console: Console, found: OutcomeOut, language: str) -> None:
    """Shows what was decided and how the passages are now."""
    for decision in found.decisions:
        console.print(_decided(decision, language))
    for passage in found.passages:
        console.print(Text(f"{passage.passage_id} {_place(passage, language)}", style="dim"))
        values = {"kind": [passage.kind], "theme": passage.themes}
        values |= {"partnership": passage.partnerships, "country": passage.countries}
        for facet, those in values.items():
            console.print(indented(Text(f"{facet_name(facet, language)}: {_labels(those) or '–'}")))


def show_decisions(console: Console, found: DecisionsOut, language: str) -> None:
    """Shows decisions, the last one first."""
    for decision in found.decisions:
        console.print(_decided(decision, language))
        console.print(indented(Text(" · ".join(_known_by(decision)), style="dim")))
    counts = message("curation_decided", language, shown=len(found.decisions), total=found.total)
    console.print(Text(counts, style="dim"))


def _suggested(item: ItemOut, language: str) -> Text:
    counts = message("curation_counts" if item.counts else "curation_counts_not", language)
    name = facet_name(item.facet, language)
    return Text.assemble(
        f"{name}: ", (item.label, "bold"), f" ({item.value}) {item.probability:.0%} · ", (counts, "dim")
    )


def _decided(decision: DecisionOut, language: str) -> Text:
    did = message(_ACTIONS[decision.action], language, undoes=decision.undoes)
    changes = [*(f"+ {one.label}" for one in decision.accepted), *(f"− {one.label}" for one in decision.rejected)]
    said = f"{facet_name(decision.facet, language)} {did}: {', '.join(changes)}" if changes else did
    undone = f" ({message('decision_taken_back', language)})" if decision.undone else ""
    return Text.assemble((f"{decision.decision_id} ", "dim"), (said, "bold"), f"{undone} · {_signed(decision)}")


def _signed(decision: DecisionOut) -> str:
    """Returns who and when, to the second, and why."""
    return " · ".join(filter(None, (decision.who, decision.at[:19], decision.note)))


def _known_by(decision: DecisionOut) -> list[str]:
    quote = " ".join(decision.quote.split())
    begun = quote if len(quote) <= _QUOTED else f"{quote[:_QUOTED]}…"
    return [decision.source or decision.document_id, f"“{begun}”"]


def _place(passage: StandingOut, language: str) -> str:
    page = message("page", language, page=passage.page) if passage.page else ""
    return " · ".join(filter(None, (passage.source, page, passage.heading)))


def _labels(values: list[ValueOut]) -> str:
    return ", ".join(one.label for one in values)
