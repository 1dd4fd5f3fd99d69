"""The same practice elsewhere, as JSON and as the terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from api.answers import passage_fields, passage_out
from api.comparison_schemas import ComparisonOut, DifferenceOut, ElsewhereOut
from api.layout import indented
from api.render import place_line
from kb.facet_labels import facet_label, facet_name
from kb.messages import message
from kb.registry import Registry
from kb.similar import Comparison, Difference, Elsewhere
from kb.types import Passage

# What came of a practice is shown at a glance; JSON has all of it.
_MOST_LETTERS = 200


def comparison_out(found: Comparison, registry: Registry, language: str) -> ComparisonOut:
    """Returns a comparison as it leaves; `language` is the reader's, for the labels."""
    return ComparisonOut(
        passage=passage_out(found.here),
        results=[passage.text for passage in found.results],
        elsewhere=[_elsewhere_out(one, registry, language) for one in found.elsewhere],
    )


def _elsewhere_out(one: Elsewhere, registry: Registry, language: str) -> ElsewhereOut:
    hit = one.hit
    return ElsewhereOut(
        **passage_fields(hit.passage, hit.document),
        similarity=round(hit.score, 4),
        shared_themes=list(hit.why.concepts),
        differences=[_difference_out(difference, registry, language) for difference in one.differences],
        results=[passage.text for passage in one.results],
    )


def _difference_out(one: Difference, registry: Registry, language: str) -> DifferenceOut:
    here, there = (
        [facet_label(one.facet, value, language, registry) for value in values] for values in (one.here, one.there)
    )
    return DifferenceOut(facet=one.facet, label=facet_name(one.facet, language), here=here, there=there)


def show_comparison(console: Console, found: Comparison, registry: Registry, language: str) -> None:
    """Shows a passage and the same practice in other partnerships, with what differs there."""
    head = Text(message("similar_here", language), style="dim")
    here = Text(place_line(found.here.passage, found.here.document, registry, language), style="dim")
    console.print(Group(head, here, Text(found.here.passage.text), *_results(found.results, language)))
    console.print()
    if not found.elsewhere:
        console.print(message("similar_none", language), style="bold yellow")
    for rank, one in enumerate(found.elsewhere, start=1):
        console.print(_shown(rank, one, registry, language))


def _shown(rank: int, one: Elsewhere, registry: Registry, language: str) -> Padding:
    hit = one.hit
    head = Text.assemble((f"{rank:>2}. ", "dim"), (hit.document.title, "bold"))
    below = [
        Text(place_line(hit.passage, hit.document, registry, language), style="dim"),
        Text(hit.passage.text),
        *_results(one.results, language),
        *(_difference(difference, registry, language) for difference in one.differences),
    ]
    return Padding(Group(head, *map(indented, below)), (0, 0, 1, 0))


def _difference(one: Difference, registry: Registry, language: str) -> Text:
    told = _difference_out(one, registry, language)
    here, there = (", ".join(values) or "–" for values in (told.here, told.there))
    return Text(message("similar_difference", language, facet=told.label, here=here, there=there), style="dim italic")


def _results(results: Sequence[Passage], language: str) -> list[Text]:
    texts = (" ".join(passage.text.split()) for passage in results)
    cut = (text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS].rsplit(' ', 1)[0]} …" for text in texts)
    return [Text(message("similar_results", language, text=text), style="italic") for text in cut]
