"""What the command line shows: answers, reports and figures, in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.schemas import StatusOut
from kb.evaluate import PairFigures
from kb.messages import message
from kb.registry import Registry
from kb.types import Filters, Hit, Passage, Result

_STATUS_STYLES = {"added": "green", "updated": "cyan", "unchanged": "dim", "failed": "red", "skipped": "yellow"}


def show_result(console: Console, result: Result, registry: Registry, language: str, *, explain: bool = False) -> None:
    """Shows an answer: hits with place and marked words, then how they spread."""
    if not result.hits:
        console.print(message("no_evidence", language), style="bold yellow")
        chosen = _filter_text(result.query.filters)
        if chosen:
            console.print(message("active_filters", language, filters=chosen))
        return
    for rank, hit in enumerate(result.hits, start=result.query.offset + 1):
        console.print(_hit(rank, hit, registry, language, explain=explain))
    counts = message("results", language, shown=len(result.hits), total=result.total)
    console.print(Text(counts, style="dim"))


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
        table.add_row(Text(message(f"status_{name}", language), style="dim"), Text(str(value)))
    console.print(table)


def show_evaluation(console: Console, figures: Sequence[PairFigures]) -> None:
    """Shows retrieval figures, a row a language pair."""
    table = Table("query", "documents", "questions", "nDCG@10", "Recall@10", "MRR@10")
    for pair in figures:
        values = (f"{value:.3f}" for value in (pair.ndcg, pair.recall, pair.mrr))
        table.add_row(pair.query_language, pair.document_language, str(pair.questions), *values)
    console.print(table)


def _hit(rank: int, hit: Hit, registry: Registry, language: str, *, explain: bool) -> RenderableType:
    head = Text.assemble((f"{rank:>2}. ", "dim"), (hit.document.title, "bold"))
    lines: list[RenderableType] = [head, Padding(Text(_place(hit, registry, language), style="dim"), (0, 0, 0, 4))]
    lines.append(Padding(marked(hit), (0, 0, 0, 4)))
    if hit.also_in:
        sources = ", ".join(dict.fromkeys(origin.source for origin in hit.also_in))
        lines.append(Padding(Text(message("also_in", language, sources=sources), style="dim italic"), (0, 0, 0, 4)))
    if explain:
        lines.append(Padding(Text(_why(hit), style="dim italic"), (0, 0, 0, 4)))
    return Padding(Group(*lines), (0, 0, 1, 0))


def marked(hit: Hit) -> Text:
    """Returns a hit's text with the question's words in relief."""
    text = Text(hit.passage.text)
    for start, end in hit.highlights:
        text.stylize("bold yellow", start, end)
    return text


def _why(hit: Hit) -> str:
    why = hit.why
    dense = f"dense #{why.dense_rank or '–'}" + (f" ({why.similarity:.3f})" if why.similarity is not None else "")
    lexical = f"lexical #{why.lexical_rank or '–'}" + (f" ({why.lexical:.3f})" if why.lexical is not None else "")
    return f"{hit.score:.3f} = {dense}, {lexical}"


def _place(hit: Hit, registry: Registry, language: str) -> str:
    passage = hit.passage
    page = message("page", language, page=passage.pages[0]) if passage.pages else ""
    names = [registry.label("partnership", name, language) for name in passage.partnerships]
    countries = [registry.label("country", code, language) for code in passage.countries]
    parts = [
        hit.document.source,
        page,
        _heading(passage),
        ", ".join(names),
        ", ".join(countries),
        str(passage.year or ""),
    ]
    return " · ".join(part for part in parts if part)


def _heading(passage: Passage) -> str:
    return passage.headings[-1] if passage.headings else ""


def _filter_text(filters: Filters) -> str:
    chosen = {name: getattr(filters, name) for name in Filters.__slots__}
    return "; ".join(f"{name} = {', '.join(values)}" for name, values in chosen.items() if values)
