"""What the command line shows of a measurement: figures side by side, and the questions that went worst."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.layout import indented
from kb.evaluate import RERANKED, Evaluation, PairFigures, Summary
from kb.examination import Examination, Fault, LanguageFigures, Missing, Poor
from kb.judged import MissingText
from kb.losses import Loss
from kb.measures import DEPTH, GLANCE
from kb.messages import message
from kb.questions import Absence
from kb.trial import Excerpt
from kb.types import SearchMode

# What hybrid search may lie below the better of its parts in one language pair before it is marked.
MARGIN = 0.01
_TITLES = {"ndcg": f"nDCG@{DEPTH}", "recall": f"Recall@{DEPTH}", "mrr": f"MRR@{DEPTH}"}
_FAULTS = {
    Fault.FALSE_ABSTENTION: "fault_false_abstention",
    Fault.MISSED: "fault_missed",
    Fault.LATE: "fault_late",
    Fault.FALSE_ANSWER: "fault_false_answer",
}
_ABSENCES = {Absence.DOCUMENT: "absent_document", Absence.QUOTE: "absent_quote"}
_EXAMPLES = 5


def show_report(console: Console, report: Evaluation | Examination, language: str) -> None:
    """Shows the figures of a test collection, or of people's own questions."""
    if isinstance(report, Evaluation):
        _show_evaluation(console, report, language)
    else:
        _show_examination(console, report, language)


def figure(value: float | None) -> str:
    """Returns a share in four characters: `.367`, `1.00`, or a dash for none."""
    if value is None:
        return "–"
    return f"{value:.3f}"[1:] if round(value, 3) < 1 else "1.00"


def _show_evaluation(console: Console, found: Evaluation, language: str) -> None:
    sizes = {"questions": found.questions, "passages": found.passages}
    head = message("eval_measured", language, name=found.collection, model=found.model, **sizes)
    console.print(Text(head, style="bold"))
    modes = [pair for pair in found.pairs if pair.mode != RERANKED]
    for measure in _TITLES:
        console.print(_pair_table(modes, measure, language))
    # Apart: four figures a cell are more than eighty columns hold.
    if len(modes) < len(found.pairs):
        beside = [pair for pair in found.pairs if pair.mode in {SearchMode.HYBRID, RERANKED}]
        console.print(_pair_table(beside, "ndcg", language))
    if any(_is_below(cell, "ndcg") for cell in _cells(found.pairs).values()):
        console.print(Text(message("eval_below", language, margin=f"{MARGIN:.2f}"[1:]), style="dim"))
    console.print(_summary_table(found.summaries, language))
    times = ", ".join(f"{mode} {time:.1f} ms" for mode, time in found.milliseconds.items())
    console.print(Text(message("eval_times", language, times=times), style="dim"))
    _show_losses(console, found, language)
    if found.missing:
        console.print(Text(_texts_missing(found.missing, language), style="yellow"))


def _cells(pairs: Sequence[PairFigures]) -> dict[tuple[str, str], dict[str, PairFigures]]:
    cells: dict[tuple[str, str], dict[str, PairFigures]] = {}
    for pair in pairs:
        cells.setdefault((pair.query_language, pair.document_language), {})[pair.mode] = pair
    return cells


def _pair_table(pairs: Sequence[PairFigures], measure: str, language: str) -> Table:
    """Returns a row a question language and a column a text language, with all modes in each cell."""
    cells = _cells(pairs)
    modes = " ".join(dict.fromkeys(pair.mode for pair in pairs))
    title = message("eval_pairs", language, measure=_TITLES[measure], modes=modes)
    table = Table(title=Text(title), title_justify="left", title_style="", box=box.SIMPLE_HEAD)
    held = list(dict.fromkeys(pair.document_language for pair in pairs))
    for name in ("", *held):
        table.add_column(name, no_wrap=True)
    for asked in dict.fromkeys(pair.query_language for pair in pairs):
        table.add_row(Text(asked, style="bold"), *(_cell(cells.get((asked, other), {}), measure) for other in held))
    return table


def _cell(figures: Mapping[str, PairFigures], measure: str) -> Text:
    values = {mode: getattr(one, measure) for mode, one in figures.items()}
    shown = Text(" ").join(
        Text(figure(value), style="bold" if value == max(values.values()) else "") for value in values.values()
    )
    return shown.append("↓", style="red") if _is_below(figures, measure) else shown


def _is_below(figures: Mapping[str, PairFigures], measure: str) -> bool:
    values = {mode: getattr(figures[mode], measure) for mode in SearchMode if mode in figures}
    return SearchMode.HYBRID in values and values[SearchMode.HYBRID] < max(values.values()) - MARGIN


def _summary_table(summaries: Sequence[Summary], language: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("")
    table.add_column("")
    for key in ("eval_monolingual", "eval_crosslingual", "eval_worst_pair"):
        table.add_column(message(key, language), justify="right")
    last = ""
    for one in summaries:
        title = "" if one.measure == last else _TITLES[one.measure]
        asked, held = one.worst_pair
        worst = f"{figure(one.worst)} {asked}→{held}"
        table.add_row(title, one.mode, figure(one.monolingual), figure(one.crosslingual), worst)
        last = one.measure
    return table


def _show_losses(console: Console, found: Evaluation, language: str) -> None:
    worst = found.losses
    asked = sum(pair.questions for pair in found.pairs if pair.mode == worst.mode)
    for key, count, shown in (("eval_lost", worst.lost, worst.losses), ("eval_missed", worst.missed, worst.misses)):
        if shown:
            console.print(Text(message(key, language, count=count, asked=asked, mode=worst.mode), style="bold"))
        for loss in shown:
            _print_lines(console, _loss_lines(loss, language))


def _loss_lines(loss: Loss, language: str) -> Iterator[str]:
    ranks = ", ".join(f"{mode} {rank or '–'} ({figure(loss.ndcg[mode])})" for mode, rank in loss.ranks.items())
    yield f"{loss.query_language}→{loss.document_language} {loss.question_id}: {loss.question}"
    yield message("eval_ranks", language, ranks=ranks)
    yield message("eval_right", language, text=_named(loss.right))
    if loss.instead:
        yield message("eval_instead", language, text=_named(loss.instead))


def _named(text: Excerpt) -> str:
    return f"{text.title} · {text.text}" if text.title else f"{text.id} · {text.text}"


def _print_lines(console: Console, lines: Iterator[str]) -> None:
    """Prints a question, and below it, indented, what is said of it."""
    console.print(indented(Text(next(lines)), 2))
    for line in lines:
        console.print(indented(Text(line, style="dim"), 4))


def _texts_missing(missing: Sequence[MissingText], language: str) -> str:
    examples = ", ".join(f"{one.text_id} ({one.language})" for one in missing[:_EXAMPLES])
    return message("eval_texts_missing", language, count=len(missing), examples=examples)


def _show_examination(console: Console, found: Examination, language: str) -> None:
    asked = found.total.answerable + found.total.unanswerable
    head = message("eval_asked", language, questions=asked, mode=found.mode, model=found.model)
    console.print(Text(head, style="bold"))
    console.print(_language_table([*found.languages, found.total], language))
    if found.worst:
        console.print(Text(message("eval_poor", language, count=found.poor), style="bold"))
    for poor in found.worst:
        _print_lines(console, _poor_lines(poor, language))
    if found.missing:
        console.print(Text(message("eval_absent", language), style="bold yellow"))
    for missing in found.missing:
        console.print(indented(Text(_absent(missing, language), style="yellow"), 2))


def _language_table(columns: Sequence[LanguageFigures], language: str) -> Table:
    """Returns a column a language and a row a figure: those of the questions with an answer, then of the others."""
    table = Table("", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column.language or message("eval_all", language), justify="right")
    for label, cells in _language_rows(columns, language):
        table.add_row(label, *cells)
    return table


def _language_rows(columns: Sequence[LanguageFigures], language: str) -> Iterator[tuple[str, list[str]]]:
    yield message("eval_answerable", language), [str(one.answerable) for one in columns]
    labels = {
        "first_three": message("eval_first", language, count=GLANCE),
        "first_ten": message("eval_first", language, count=DEPTH),
        "mrr": _TITLES["mrr"],
        "ndcg": _TITLES["ndcg"],
    }
    for name, label in labels.items():
        yield f"  {label}", [figure(getattr(one.figures, name, None)) for one in columns]
    yield f"  {message('eval_false_abstentions', language)}", [figure(one.false_abstentions) for one in columns]
    yield message("eval_unanswerable", language), [str(one.unanswerable) for one in columns]
    yield f"  {message('eval_abstained', language)}", [figure(one.abstained) for one in columns]
    yield f"  {message('eval_false_answers', language)}", [figure(one.false_answers) for one in columns]


def _poor_lines(poor: Poor, language: str) -> Iterator[str]:
    yield f"{poor.language} {poor.question_id}: {poor.question}"
    yield message(_FAULTS[poor.fault], language, rank=poor.rank)
    for expected in poor.expected:
        yield message("eval_right", language, text=f"{expected.document} · {expected.quote}")
    if poor.instead:
        yield message("eval_instead", language, text=_named(poor.instead))


def _absent(missing: Missing, language: str) -> str:
    named = {"id": missing.question_id, "document": missing.document, "quote": missing.quote}
    reason = message(_ABSENCES[missing.absent], language, **named)
    return message("absent_unmeasured", language, reason=reason) if missing.unmeasured else reason
