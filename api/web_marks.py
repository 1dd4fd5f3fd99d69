"""Text with marked words as it stands in a page: each piece escaped by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape

_CUT = "…"
# Before the first marked word, so that its sentence is read.
_LEAD = 80


def marked(text: str, highlights: Iterable[tuple[int, int]]) -> Markup:
    """Returns a text with its highlights, character offsets [start, end) in order, in `mark` elements."""
    return Markup().join(_pieces(text, highlights))


def excerpt(text: str, highlights: Sequence[tuple[int, int]], most: int) -> Markup:
    """Returns about `most` characters of a text at most, from shortly before the first marked word, cut at spaces."""
    if len(text) <= most:
        return marked(text, highlights)
    first = highlights[0][0] if highlights else 0
    start = _after_space(text, max(0, min(first - _LEAD, len(text) - most))) if first > _LEAD else 0
    end = _before_space(text, min(start + most, len(text)))
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in highlights if a < end and b > start]
    before, after = (_CUT if start else ""), (_CUT if end < len(text) else "")
    return Markup().join((before, marked(text[start:end], inside), after))


def _pieces(text: str, highlights: Iterable[tuple[int, int]]) -> Iterator[Markup]:
    last = 0
    for start, end in highlights:
        yield escape(text[last:start])
        yield Markup("<mark>{}</mark>").format(text[start:end])
        last = end
    yield escape(text[last:])


def _after_space(text: str, place: int) -> int:
    found = text.find(" ", place, place + _LEAD)
    return found + 1 if found >= 0 and place else place


def _before_space(text: str, place: int) -> int:
    found = text.rfind(" ", max(place - _LEAD, 0), place)
    return found if found > 0 and place < len(text) else place
