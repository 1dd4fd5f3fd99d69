"""The main job on the bundled examples: ingest them, ask a question in each language, show the answers."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.rule import Rule

from api.progress import Bar
from api.render import show_outcomes, show_result, summary
from api.report import reason_text
from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.types import Query

DOCUMENTS = Path(__file__).parent / "documents"

# One question a language, on topics that more than one partnership writes about.
QUESTIONS = {
    "nl": "afvalophaling met driewielers in de wijken",
    "fr": "budget participatif : comment décider avec les habitants ?",
    "es": "cooperación entre servicios de agua potable",
    "en": "young people and land readjustment plans",
}
HITS = 3


def main() -> int:
    """Runs the demonstration; returns 0 if every question was answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="data folder of the demonstration")
    base = KnowledgeBase(load_config(parser.parse_args().home))
    console = Console(highlight=False)
    try:
        _read(base, console)
        return 0 if _ask(base, console) else 1
    finally:
        base.close()


def _read(base: KnowledgeBase, console: Console) -> None:
    language = base.config.language
    started = time.monotonic()
    with Bar(Console(stderr=True), language) as bar:
        report = ingest([DOCUMENTS], base, bar)
    rows = ((outcome.source, outcome.status, reason_text(outcome, language)) for outcome in report.outcomes)
    show_outcomes(console, rows, language)
    console.print(summary((outcome.status for outcome in report.outcomes), report.passages, language))
    console.print(f"[dim]{time.monotonic() - started:.1f} s[/dim]\n")


def _ask(base: KnowledgeBase, console: Console) -> bool:
    """Asks each question and tells whether all were answered; labels follow the question's language."""
    answered = True
    for language, question in QUESTIONS.items():
        console.print(Rule(f"[bold]{question}[/bold] [dim]({language})[/dim]", align="left"))
        result = base.searcher.search(Query(text=question, limit=HITS))
        show_result(console, result, base.registry, language)
        console.print()
        answered &= bool(result.hits)
    return answered


if __name__ == "__main__":
    sys.exit(main())
