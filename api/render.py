"""What the command line shows: answers, reports and figures, in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.layout import indented
from api.schemas import StatusOut
from api.why import why_sentence
from kb.facet_labels import facet_label, facet_name
from kb.messages import message
from kb.references import speaker_told
from kb.registry import Registry
from kb.types import Document, FacetValue, Filters, Hit, Passage, Relation, Result, Speaker, Voice

_RELATIONS = {Relation.REVISION: "related_revision", Relation.KIN: "related_kin"}
_MEGABYTE = 1_000_000
_STATUS_STYLES = {"added": "green", "updated": "cyan", "unchanged": "dim", "failed": "red", "skipped": "yellow"}
# What readers narrow an answer by most, and so many values of each: a block that fits below the hits.
_FACETS_SHOWN = ("kind", "partnership", "country", "theme", "sdg", "year", "language")
_VALUES_SHOWN = 10
# Of what is no answer, a glance is enough.
_NEAREST_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """How hits are shown; `styled` where the terminal has colours."""

    registry: Registry
    language: str
    explain: bool
    styled: bool


def show_result(console: Console, result: Result, registry: Registry, language: str, *, explain: bool = False) -> None:
    """Shows an answer: hits with place and marked words, then how they spread."""
    view = _View(registry=registry, language=language, explain=explain, styled=console.is_terminal)
    if not result.hits:
        console.print(message("no_evidence", language), style="bold yellow")
        chosen = _filter_text(result.query.filters, view)
        if chosen:
            console.print(Text(message("active_filters", language, filters=chosen)))
        if result.nearest:
            console.print(message("nearest_misses", language), style="dim")
            for rank, hit in enumerate(result.nearest[:_NEAREST_SHOWN], start=result.query.offset + 1):
                console.print(_hit(rank, hit, view))
        return
    for rank, hit in enumerate(result.hits, start=result.query.offset + 1):
        console.print(_hit(rank, hit, view))
    counts = message("results", language, shown=len(result.hits), total=result.total)
    spread = message("breadth", language, **asdict(result.breadth)) if result.breadth.registered else ""
    console.print(Text(" · ".join(filter(None, (counts, spread))), style="dim"))


def show_facets(
    console: Console, facets: Mapping[str, Sequence[FacetValue]], registry: Registry, language: str
) -> None:
    """Shows what an answer can be narrowed by: a line a facet, its values with the number of passages of each."""
    table = Table.grid(padding=(0, 2))
    for facet in _FACETS_SHOWN:
        values = facets.get(facet, ())
        shown = [f"{facet_label(facet, v.value, language, registry)} ({v.count})" for v in values[:_VALUES_SHOWN]]
        if len(values) > _VALUES_SHOWN:
            shown.append(f"… +{len(values) - _VALUES_SHOWN}")
        if shown:
            table.add_row(Text(facet_name(facet, language), style="dim"), Text("; ".join(shown)))
    console.print(table)


def show_outcomes(console: Console, rows: Iterable[tuple[str, str, str | None]], language: str) -> None:
    """Shows how it ended with each file: source, status, reason; unchanged files without a reason are only counted."""
    table = Table.grid(padding=(0, 1))
    for source, status, reason in rows:
        if status != "unchanged" or reason:
            label = Text(message(f"status_{status}", language), style=_STATUS_STYLES[status])
            table.add_row(label, Text(source), Text(reason or "", style="dim"))
    if table.row_count:
        console.print(table)


def summary(statuses: Iterable[str], passages: int, language: str) -> str:
    """Returns one sentence about an ingest."""
    counted = Counter(statuses)
    if not counted:
        return message("no_files", language)
    counts = ", ".join(
        f"{counted[status]} {message(f'status_{status}', language)}" for status in _STATUS_STYLES if counted[status]
    )
    return message("ingest_summary", language, documents=counted.total(), counts=counts, passages=passages)


def show_status(console: Console, status: StatusOut, language: str) -> None:
    """Shows what a knowledge base holds."""
    table = Table.grid(padding=(0, 2))
    for name, value in status:
        if value is not None:
            table.add_row(Text(message(f"status_{name}", language), style="dim"), Text(_shown(name, value, language)))
    console.print(table)


def _shown(name: str, value: object, language: str) -> str:
    if isinstance(value, list):
        return ", ".join(value) or message("ocr_missing", language)
    return f"{value / _MEGABYTE:,.1f} MB" if name.endswith("_bytes") and isinstance(value, int) else str(value)


def _hit(rank: int, hit: Hit, view: _View) -> RenderableType:
    head = Text.assemble((f"{rank:>2}. ", "dim"), (hit.document.title, "bold"))
    below = [
        Text(place_line(hit.passage, hit.document, view.registry, view.language), style="dim"),
        marked(hit, styled=view.styled),
    ]
    if hit.passage.speaker:
        below.append(Text(speaker_line(hit.passage.speaker, view.registry, view.language), style="bold"))
    if hit.also_in:
        sources = ", ".join(dict.fromkeys(origin.source for origin in hit.also_in))
        below.append(Text(message("also_in", view.language, sources=sources), style="dim italic"))
    below += [Text(line, style="dim italic") for line in _related(hit, view)]
    if view.explain:
        below += [Text(line, style="dim italic") for line in _explained(hit, view)]
    return Padding(Group(head, *map(indented, below)), (0, 0, 1, 0), expand=False)


def speaker_line(speaker: Speaker, registry: Registry, language: str) -> str:
    """Returns who speaks as one line: name, role and where from, with the country in the reader's language."""
    return "— " + speaker_told(speaker, registry, language)


def _related(hit: Hit, view: _View) -> list[str]:
    """Returns a line for each document that holds something like the hit: its most alike passage."""
    lines: dict[str, str] = {}
    for related in hit.related:
        page = message("page", view.language, page=related.page) if related.page else ""
        place = ", ".join(part for part in (related.source, page) if part)
        line = message(_RELATIONS[related.relation], view.language, place=place)
        lines.setdefault(related.document_id, line)
    return list(lines.values())


def marked(hit: Hit, *, styled: bool) -> Text:
    """Returns a hit's text with the question's words in relief: in colour, or between asterisks where there is none."""
    if styled:
        text = Text(hit.passage.text)
        for start, end in hit.highlights:
            text.stylize("bold yellow", start, end)
        return text
    plain = hit.passage.text
    for start, end in reversed(hit.highlights):
        plain = f"{plain[:start]}**{plain[start:end]}**{plain[end:]}"
    return Text(plain)


def _explained(hit: Hit, view: _View) -> tuple[str, ...]:
    """Returns why a hit was found, in words and in figures, and what to do with it."""
    commands = f"kb page {hit.passage.id}; kb similar {hit.passage.id}"
    return why_sentence(hit.why, view.language), _figures(hit), commands


def _figures(hit: Hit) -> str:
    why = hit.why
    dense = f"dense #{why.dense_rank or '–'}" + (f" ({why.similarity:.3f})" if why.similarity is not None else "")
    lexical = f"lexical #{why.lexical_rank or '–'}" + (f" ({why.lexical:.3f})" if why.lexical is not None else "")
    reranked = f"; reranked {why.reranked:.3f}" if why.reranked is not None else ""
    return f"{hit.score:.3f} = {dense}, {lexical}{reranked}"


def place_line(passage: Passage, document: Document, registry: Registry, language: str) -> str:
    """Returns what a passage is and where it stands as one line."""
    page = message("page", language, page=passage.pages[0]) if passage.pages else ""
    names = [registry.label("partnership", name, language) for name in passage.partnerships]
    countries = [registry.label("country", code, language) for code in passage.countries]
    parts = [
        _kind(passage, registry, language),
        document.source,
        page,
        _heading(passage),
        ", ".join(names),
        ", ".join(countries),
        str(passage.year or ""),
    ]
    return " · ".join(part for part in parts if part)


def _kind(passage: Passage, registry: Registry, language: str) -> str:
    """Returns what a passage contributes, and whose words it is in where it is not the document that speaks."""
    kind = facet_label("kind", passage.kind, language, registry)
    voice = facet_label("voice", passage.voice, language, registry)
    return kind if passage.voice is Voice.CLAIM or voice == kind else f"{kind} ({voice})"


def _heading(passage: Passage) -> str:
    return passage.headings[-1] if passage.headings else ""


def _filter_text(filters: Filters, view: _View) -> str:
    chosen = {facet: getattr(filters, facet) for facet in Filters.__slots__}
    return "; ".join(_chosen(facet, values, view) for facet, values in chosen.items() if values)


def _chosen(facet: str, values: Iterable[str], view: _View) -> str:
    labels = (facet_label(facet, value, view.language, view.registry) for value in values)
    return f"{facet_name(facet, view.language)} = {', '.join(labels)}"
