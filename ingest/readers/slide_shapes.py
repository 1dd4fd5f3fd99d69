"""The shapes of a slide in reading order, each with the placeholders of layout and master that it takes after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.office import children
from ingest.readers.slide_order import Frame, reading_order
from ingest.xml import Element, attribute, local, number

_KINDS = ("sp", "grpSp", "graphicFrame")
_TRANSFORMS = ("{*}spPr/{*}xfrm", "{*}grpSpPr/{*}xfrm", "{*}xfrm")
# What a placeholder of a slide or layout is called on the master.
_ON_MASTER = {"ctrTitle": "title", "obj": "body", "subTitle": "body"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A shape; `holder` is the type of placeholder that it is, `after` what it takes after, the nearest first.

    `members` are the shapes of a group, in reading order.
    """

    element: Element
    frame: Frame | None
    holder: str = ""
    after: tuple[Element, ...] = ()
    members: tuple[Shape, ...] = ()


def shapes(parent: Element, above: Sequence[Element]) -> list[Shape]:
    """Returns the shapes of a slide or group in reading order; those without a place come last.

    Args:
        parent: the element that holds them.
        above: the roots of the slide's layout and master.
    """
    found = [_shape(child, above) for child in children(parent) if local(child) in _KINDS]
    placed = [shape for shape in found if shape.frame]
    ordered = reading_order([shape.frame for shape in placed if shape.frame])
    return [*(placed[place] for place in ordered), *(shape for shape in found if not shape.frame)]


def _shape(element: Element, above: Sequence[Element]) -> Shape:
    members = tuple(shapes(element, above)) if local(element) == "grpSp" else ()
    mark = _placeholder(element)
    after = () if mark is None else tuple(_models(mark, above))
    frame = next((frame for model in (element, *after) if (frame := _frame(model))), None)
    holder = "" if mark is None else attribute(mark, "type", "obj")
    return Shape(element=element, frame=frame, holder=holder, after=after, members=members)


def _placeholder(element: Element) -> Element | None:
    return element.find("*/{*}nvPr/{*}ph")


def _models(mark: Element, above: Sequence[Element]) -> list[Element]:
    """Returns the placeholders of layout and master that a placeholder takes after: by number, else by type."""
    models = []
    for root in above:
        held = [(shape, found) for shape in root.iter("{*}sp") if (found := _placeholder(shape)) is not None]
        numbered = [pair for pair in held if _number(pair[1]) == _number(mark) != "0"]
        alike = [pair for pair in held if _type(pair[1]) == _type(mark)]
        for model, its_mark in (numbered or alike)[:1]:
            models.append(model)
            mark = its_mark
    return models


def _number(mark: Element) -> str:
    return attribute(mark, "idx", "0")


def _type(mark: Element) -> str:
    stated = attribute(mark, "type", "obj")
    return _ON_MASTER.get(stated, stated)


def _frame(element: Element) -> Frame | None:
    stated = next((found for path in _TRANSFORMS if (found := element.find(path)) is not None), None)
    if stated is None or stated.find("{*}off") is None or stated.find("{*}ext") is None:
        return None
    place, size = stated.find("{*}off"), stated.find("{*}ext")
    left, top = number(place.get("x")), number(place.get("y"))
    return Frame(left, top, left + number(size.get("cx")), top + number(size.get("cy")))
