"""Measures the tagging of themes on the passages that are held out, in all and for each language.

::

    python tools/themes/measure.py

Precision is the share of the given themes that are fair: the judge gave them, or something narrower. Recall is the
share of the concepts that a passage deals with in the main which a filter finds, by the concept or something narrower.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kb.config import load_config
from kb.embedder import Embedder, SentenceEmbedder
from kb.theme_tagger import tagger
from kb.themes import thesaurus
from kb.types import LANGUAGES, LIKELY
from tools.themes.train import Graded, read_graded

HELD_OUT = Path(__file__).parents[2] / "tests" / "quality" / "themes" / "held_out.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many themes were given and are fair, how many are the main matter and were found."""

    passages: int
    given: int
    fair: int
    main: int
    found: int

    @property
    def precision(self) -> float:
        """The share of the given themes that are fair."""
        return self.fair / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """The share of the main themes that are found."""
        return self.found / self.main if self.main else 1.0


def given_to(passages: Sequence[Graded], model: Embedder, *, with_vector: bool = True) -> list[tuple[str, ...]]:
    """Returns the themes that count of each passage."""
    vectors = model.embed_passages([one.embedded_text for one in passages]) if with_vector else [None] * len(passages)
    return [
        tuple(found.value for found in tagger().tag(one.writing, vector, model.stamp) if found.probability >= LIKELY)
        for one, vector in zip(passages, vectors, strict=True)
    ]


def agreement(passages: Sequence[Graded], given: Sequence[tuple[str, ...]]) -> Agreement:
    """Returns how far the tagger and the judge agree."""
    above = thesaurus().with_broader
    pairs = list(zip(passages, given, strict=True))
    return Agreement(
        passages=len(pairs),
        given=sum(len(themes) for _, themes in pairs),
        fair=sum(len(one.fair & set(themes)) for one, themes in pairs),
        main=sum(len(one.main) for one, _ in pairs),
        found=sum(len(one.main & set(above(themes))) for one, themes in pairs),
    )


def by_language(passages: Sequence[Graded], given: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, Agreement]]:
    """Yields the agreement in all and in each language."""
    yield "all", agreement(passages, given)
    for language in LANGUAGES:
        own = [place for place, one in enumerate(passages) if one.writing.language == language]
        yield language, agreement([passages[place] for place in own], [given[place] for place in own])


def main() -> None:
    """Runs the command."""
    passages, model = read_graded(HELD_OUT), SentenceEmbedder(load_config(Path("unused"), {}))
    for name, with_vector in (("with the bundled model", True), ("without its vectors", False)):
        sys.stdout.write(f"{name}\n")
        for language, found in by_language(passages, given_to(passages, model, with_vector=with_vector)):
            figures = f"precision {found.precision:.3f}, recall {found.recall:.3f}"
            sys.stdout.write(f"  {language}: {found.passages} passages, {found.given} themes given, {figures}\n")


if __name__ == "__main__":
    main()
