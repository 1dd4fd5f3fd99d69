"""Builds the bundled model step by step; docs/model.md says what each step does.

::

    python -m tools.model all --parallel ../shared/parallel --passages ../shared/passages --work build/model
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tools.model.building import STEPS, Settings
from tools.model.corpus import Corpus
from tools.model.exporting import MANTISSA
from tools.model.training import Limits

ALL = "all"
# All but some 4,000 that the texts hardly use. Fewer lose more than they save: with 48,000, nDCG@10 of dense search on
# the test collection osg fell by .006 within one language, .008 across two, .018 in the worst pair.
_TOKENS = 66_000
# Both chosen by hand. Three epochs of lessons took 54 minutes on two cores, two of headings 16.
_EPOCHS, _HEADINGS_EPOCHS = 3.0, 2.0
_MINUTES = 90.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line."""
    options = _parser().parse_args(arguments)
    settings = _settings(options)
    started = time.monotonic()
    settings.work.mkdir(parents=True, exist_ok=True)
    for step in STEPS if options.step == ALL else (options.step,):

        def report(what: str, step: str = step) -> None:
            sys.stdout.write(f"{time.monotonic() - started:6.0f} s  {step}: {what}\n")
            sys.stdout.flush()

        try:
            STEPS[step](settings, report)
        except FileNotFoundError as missing:
            sys.exit(f"model: {missing.filename} is missing: is a folder wrong, or a step before `{step}` not yet run?")
        except (ImportError, ValueError) as wrong:
            sys.exit(f"model: {wrong}")


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(
        corpus=Corpus(parallel=options.parallel, passages=options.passages),
        work=options.work,
        english=options.english,
        out=options.out,
        meanings=options.meanings,
        tokens=options.tokens,
        mantissa=options.mantissa,
        lessons=Limits(epochs=options.epochs, minutes=options.minutes),
        headings=Limits(epochs=options.headings_epochs, minutes=options.minutes),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.model",
        description=(__doc__ or "").splitlines()[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("step", choices=(*STEPS, ALL), help="what to do; `all` does the steps in this order")
    add("--parallel", type=Path, required=True, metavar="DIR", help="texts and translations: <a>-<b>.tsv.gz")
    add("--passages", type=Path, required=True, metavar="DIR", help="texts of the domain: <language>.jsonl.gz")
    add("--work", type=Path, required=True, metavar="DIR", help="what the steps hand to each other")
    add("--english", type=Path, metavar="DIR", help="the model to start from, if not that of the extra `model`")
    add("--out", type=Path, default=Path("kb/data/model"), metavar="DIR", help="the model that ships")
    add("--meanings", type=Path, default=Path("kb/data/meanings.tsv.gz"), metavar="FILE", help="the run-time lexicon")
    add("--tokens", type=int, default=_TOKENS, metavar="N", help="tokens of the model that ships, at most")
    add("--mantissa", type=int, default=MANTISSA, metavar="BITS", help="bits of a weight's fraction, at most 10")
    add("--epochs", type=float, default=_EPOCHS, metavar="N", help="how often `distil` teaches each lesson")
    add("--headings-epochs", type=float, default=_HEADINGS_EPOCHS, metavar="N", help="rounds of passages of `headings`")
    add("--minutes", type=float, default=_MINUTES, metavar="N", help="of `distil`, and of `headings`, over all runs")
    return parser


if __name__ == "__main__":
    main()
