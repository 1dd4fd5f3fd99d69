"""Which paragraphs of a Word file are headings, and of what level.

A style or an outline level tells it. Where authors use neither, looks do: a short paragraph in larger type than the
running text, or in bold, underlined or in capitals where the running text is not, is a heading. Levels by looks are
those of a stack: whatever looks weightier stands above.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.cues import is_attribution
from ingest.readers.docx_body import Paragraph, Table
from ingest.structure import begins_with_bullet

# Longer paragraphs in the style of a heading are running text of somebody who liked how it looks.
_LONGEST_OUTLINED = 40
# By looks, in words; the headings of the sample corpus have at most 12.
_LONGEST_LARGE = 20
_LONGEST_MARKED = 12
# Type that is larger by less (12 points beside 11) is not seen as larger.
_LARGER = 1.12
# A full stop or a link in other type makes bold text no less bold.
_NEARLY_ALL = 0.9
_FEWEST_CAPITALS = 4
# How marks compare; capitals alone mark headings where a document has several of them.
_BOLD, _UNDERLINED, _CAPITALS = 4, 2, 1
_FEWEST_IN_CAPITALS = 3
_NO_END_OF_HEADING = (".", ":", ",", ";")
_QUOTES = tuple("“\"«„‘'")


@dataclass(frozen=True, slots=True, order=True)
class Weight:
    """What makes text stand out: its size in half points, then its marks at that size."""

    size: int
    marks: int


def heading_levels(content: Sequence[Paragraph | Table]) -> dict[int, int]:
    """Returns the levels of the headings in a text by their place in it."""
    paragraphs = {place: item for place, item in enumerate(content) if isinstance(item, Paragraph) and item.text}
    weights = {place: _weight(paragraph) for place, paragraph in paragraphs.items()}
    outlined = {place: paragraph.outline for place, paragraph in paragraphs.items() if _is_outlined(paragraph)}
    usual = _usual((weights[place], paragraph) for place, paragraph in paragraphs.items() if place not in outlined)
    standing = {
        place: weights[place]
        for place, paragraph in paragraphs.items()
        if place in outlined or _stands_out(paragraph, weights[place], usual)
    }
    loud = [place for place in standing.keys() - outlined.keys() if weights[place] == replace(usual, marks=_CAPITALS)]
    for place in loud if len(loud) < _FEWEST_IN_CAPITALS else ():
        del standing[place]
    looking = [place for place in standing.keys() - outlined.keys() if _heads(content, place, standing, usual)]
    levels = _stack(
        [(weights[place], level) for place, level in outlined.items()], {weights[place] for place in looking}
    )
    return outlined | {place: levels[weights[place]] for place in looking}


def _is_outlined(paragraph: Paragraph) -> bool:
    return paragraph.outline > 0 and _says_something(paragraph) and len(paragraph.text.split()) <= _LONGEST_OUTLINED


def _says_something(paragraph: Paragraph) -> bool:
    return any(char.isalpha() for char in paragraph.text)


def _weight(paragraph: Paragraph) -> Weight:
    """Returns the size of most of a paragraph's letters, and the marks that nearly all of them have."""
    letters = paragraph.letters
    sizes: Counter[int] = Counter()
    for count, span in letters:
        sizes[span.look.size] += count
    enough = _NEARLY_ALL * sizes.total()
    bold = sum(count for count, span in letters if span.look.bold) >= enough
    underlined = sum(count for count, span in letters if span.look.underlined and not span.to) >= enough
    capitals = sum(count for count, span in letters if span.look.capitals or span.text.isupper()) >= enough
    in_capitals = capitals and sum(map(str.isalpha, paragraph.text)) >= _FEWEST_CAPITALS
    marks = _BOLD * bold + _UNDERLINED * underlined + _CAPITALS * in_capitals
    return Weight(size=sizes.most_common(1)[0][0], marks=marks)


def _usual(weighed: Iterable[tuple[Weight, Paragraph]]) -> Weight:
    """Returns what most of the running text looks like."""
    letters: Counter[Weight] = Counter()
    for weight, paragraph in weighed:
        letters[weight] += len(paragraph.text)
    return letters.most_common(1)[0][0] if letters else Weight(size=0, marks=0)


def _is_large(weight: Weight, usual: Weight) -> bool:
    return weight.size >= _LARGER * usual.size


def _stands_out(paragraph: Paragraph, weight: Weight, usual: Weight) -> bool:
    """Tells whether a paragraph could be a heading by its looks and its words."""
    text, large = paragraph.text, _is_large(weight, usual)
    if not large and (weight.marks <= usual.marks or weight.size < usual.size):
        return False
    if paragraph.role or (paragraph.item and not paragraph.item.label) or begins_with_bullet(text):
        return False
    short = len(text.split()) <= (_LONGEST_LARGE if large else _LONGEST_MARKED)
    begins = not text[0].islower() and not text.startswith(_QUOTES)
    return (
        short
        and begins
        and not text.endswith(_NO_END_OF_HEADING)
        and _says_something(paragraph)
        and not is_attribution(text)
    )


def _heads(content: Sequence[Paragraph | Table], place: int, standing: Mapping[int, Weight], usual: Weight) -> bool:
    """Tells whether something of less weight follows: bold lines below each other are an address or a list."""
    paragraph, weight = content[place], standing[place]
    if _is_large(weight, usual):
        return True
    if place + 1 == len(content) or standing.get(place + 1, Weight(size=0, marks=0)) >= weight:
        return False
    return not _share_list(paragraph, content[place + 1])


def _share_list(item: Paragraph | Table, following: Paragraph | Table) -> bool:
    """Tells whether two are items of one list at one level."""
    if not isinstance(item, Paragraph) or not isinstance(following, Paragraph) or not item.item or not following.item:
        return False
    return (item.item.key, item.item.level) == (following.item.key, following.item.level)


def _stack(outlined: Sequence[tuple[Weight, int]], looking: Iterable[Weight]) -> dict[Weight, int]:
    """Returns the level of each look: that of a style which looks the same, or else one below all that weighs more."""
    levels: dict[Weight, int] = {}
    for weight in sorted(looking, reverse=True):
        same = [level for held, level in outlined if held == weight]
        above = [level for held, level in [*outlined, *levels.items()] if held > weight]
        levels[weight] = min(same) if same else 1 + max(above, default=0)
    return levels
