"""Writes the tables of docs/quality.md from what `kb eval DIR --json` gave, step by step.

::

    kb eval ../shared/eval/osg --json > osg-english.json
    python tools/quality.py --step "English model=osg-english.json" --step "Grafted=osg-grafted.json" \
        --into docs/quality.md

A step may have a file for each test collection: name it again. With `--into`, the tables take the place of what stands
between the two marks in that file; else they are printed. The same files give the same text.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from api.evaluation_schemas import EvaluationOut, PairOut
from api.figures import figure

BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
MODES = ("dense", "lexical", "hybrid")
LANGUAGES = ("nl", "fr", "es", "en")

# What was measured in each step, by name, on one test collection.
Steps = Mapping[str, EvaluationOut]


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line."""
    options = _parser().parse_args(arguments)
    try:
        text = tables(read_steps(options.step))
        if options.into:
            held = options.into.read_text(encoding="utf-8")
            options.into.write_text(replaced(held, text), encoding="utf-8")
        else:
            sys.stdout.write(text)
    except (OSError, ValueError) as error:
        sys.exit(f"quality: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--step", action="append", required=True, metavar="NAME=FILE", help="a step and its figures; repeat for more"
    )
    parser.add_argument("--into", type=Path, metavar="FILE", help="the page that holds the tables between its marks")
    return parser


def read_steps(named: Sequence[str]) -> dict[str, dict[str, EvaluationOut]]:
    """Returns the figures of each step, by test collection, in the order in which they are named.

    Raises:
        ValueError: a step has no file or two for one collection, or two steps measured different questions.
        OSError: a file cannot be read.
    """
    found: dict[str, dict[str, EvaluationOut]] = {}
    for one in named:
        name, mark, path = one.rpartition("=")
        if not mark or not name:
            raise ValueError(f"a step is NAME=FILE, not {one!r}")
        figures = EvaluationOut.model_validate_json(Path(path).read_bytes())
        steps = found.setdefault(figures.collection, {})
        if name in steps:
            raise ValueError(f"step {name!r} has two files for {figures.collection!r}")
        steps[name] = figures
    for collection, steps in found.items():
        _check_alike(collection, steps)
    return found


def _check_alike(collection: str, steps: Steps) -> None:
    """Rejects steps that cannot be compared."""
    sizes = {name: (one.questions, one.passages, one.depth) for name, one in steps.items()}
    if len(set(sizes.values())) > 1:
        raise ValueError(f"steps of {collection!r} differ in questions, texts or depth: {sizes}")


def tables(measured: Mapping[str, Steps]) -> str:
    """Returns the tables of all test collections as Markdown."""
    return "\n".join(line for collection, steps in measured.items() for line in _of_collection(collection, steps))


def _of_collection(collection: str, steps: Steps) -> Iterator[str]:
    size = next(iter(steps.values()))
    yield f"## {collection}\n"
    yield f"{size.questions} questions over {size.passages} texts, nDCG@{size.depth}.\n"
    yield "Mean within a language / mean across languages / worst pair:\n"
    yield _row(["step", *MODES])
    yield _rule(len(MODES) + 1)
    for name, found in steps.items():
        yield _row([name, *(_summary(found, mode) for mode in MODES)])
    yield ""
    for name, found in steps.items():
        yield from _of_step(name, found)


def _of_step(name: str, found: EvaluationOut) -> Iterator[str]:
    """Yields a step's table of language pairs."""
    held = _languages(pair.document_language for pair in found.pairs)
    modes = [mode for mode in MODES if any(pair.mode == mode for pair in found.pairs)]
    # The collection goes before it: headings on one page differ, so that links find them.
    yield f"### {found.collection}: {name}\n"
    yield f"Model `{found.model}`; question (row) and text (column), {' · '.join(modes)}:\n"
    yield _row(["", *held])
    yield _rule(len(held) + 1)
    for asked in _languages(pair.query_language for pair in found.pairs):
        yield _row([f"**{asked}**", *(_cell(found.pairs, asked, language, modes) for language in held)])
    yield ""


def _summary(found: EvaluationOut, mode: str) -> str:
    for one in found.summaries:
        if (one.mode, one.measure) == (mode, "ndcg"):
            asked, held = one.worst_pair
            return f"{figure(one.monolingual)} / {figure(one.crosslingual)} / {figure(one.worst)} ({asked}→{held})"
    return "–"


def _cell(pairs: Sequence[PairOut], asked: str, held: str, modes: Sequence[str]) -> str:
    """Returns a language pair's figures, the best of them bold."""
    values = {pair.mode: pair.ndcg for pair in pairs if (pair.query_language, pair.document_language) == (asked, held)}
    best = max((figure(value) for value in values.values()), default="")
    shown = (figure(values.get(mode)) for mode in modes)
    return " · ".join(f"**{one}**" if one == best and len(modes) > 1 else one for one in shown)


def _languages(named: Iterator[str]) -> list[str]:
    return sorted(set(named), key=LANGUAGES.index)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return f"|{'---|' * columns}"


def replaced(page: str, text: str) -> str:
    """Returns a page with new tables between its marks.

    Raises:
        ValueError: the page does not have each mark once, in order.
    """
    before, begin, rest = page.partition(BEGIN)
    old, end, after = rest.partition(END)
    if not begin or not end or BEGIN in old + after or END in before + after:
        raise ValueError(f"the page must hold the marks {BEGIN} and {END} once, in this order")
    return f"{before}{BEGIN}\n\n{text}\n{END}{after}"


if __name__ == "__main__":
    main()
