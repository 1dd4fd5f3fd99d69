"""Charts and SmartArt of a slide, as the tables and lists that they were drawn from."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.archive import Archive
from ingest.blocks import Block, BlockKind
from ingest.cells import Marks, marks_of, shown
from ingest.office import Relation, relation_id
from ingest.readers.slide_text import plain
from ingest.tables import table_blocks
from ingest.xml import Element, attribute, local, number
from kb.errors import ReadError


def drawing_blocks(frame: Element, linked: dict[str, Relation], archive: Archive, page: int) -> Iterator[Block]:
    """Yields what a graphic frame draws from another part; a part that is missing or damaged draws nothing.

    Args:
        frame: the frame on the slide.
        linked: the slide's relations.
        archive: holds the parts.
        page: the slide's number.
    """
    for mark in frame.iter("{*}chart", "{*}relIds"):
        named = linked.get(relation_id(mark, "dm") or relation_id(mark))
        try:
            root = archive.xml(named.target) if named else None
        except ReadError:
            continue
        if root is not None and local(root) == "chartSpace":
            yield from _chart(root, page)
        elif root is not None:
            yield from _diagram(root, page)


def _chart(root: Element, page: int) -> Iterator[Block]:
    """Yields the title of a chart, and a row for each category with its values."""
    if title := plain(root.find("{*}chart/{*}title//{*}rich")):
        yield Block(kind=BlockKind.CAPTION, text=title, page=page)
    series = list(root.iterfind(".//{*}plotArea/*/{*}ser"))
    names = [_points(found, "tx") for found in series]
    marks = marks_of(" ".join(root.itertext()))
    categories = next(filter(None, (_points(found, "cat") for found in series)), {})
    values = [_points(found, "val", marks) or _points(found, "yVal", marks) for found in series]
    places = sorted(set(categories).union(*values))
    rows = [["", *(" ".join(name.values()) for name in names)]]
    rows += [[categories.get(place, ""), *(value.get(place, "") for value in values)] for place in places]
    yield from table_blocks(rows, page)


def _points(series: Element, name: str, marks: Marks | None = None) -> dict[int, str]:
    """Returns the texts or numbers that a chart keeps of the sheet it was made from."""
    found = {}
    for cache in series.iterfind(f"{{*}}{name}//{{*}}ptCount/.."):
        code = cache.findtext("{*}formatCode") or ""
        for point in cache.iterfind("{*}pt"):
            text = point.findtext("{*}v") or ""
            found[number(attribute(point, "idx"))] = _number(text, code, marks) if marks else text.strip()
    return found


def _number(text: str, code: str, marks: Marks) -> str:
    try:
        return shown(float(text), code, marks)
    except (ValueError, OverflowError):
        return text


def _diagram(root: Element, page: int) -> Iterator[Block]:
    """Yields the points of SmartArt from the top down, each after the one that it hangs on."""
    points = {attribute(point, "modelId"): point for point in root.iter("{*}pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter("{*}cxn"):
        if attribute(link, "type", "parOf") == "parOf":
            entry = (number(attribute(link, "srcOrd")), attribute(link, "destId"))
            below.setdefault(attribute(link, "srcId"), []).append(entry)
    waiting = [(name, 0) for name, point in points.items() if attribute(point, "type") == "doc"]
    seen: set[str] = set()
    while waiting:
        name, level = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        text = plain(points[name].find("{*}t")) if name in points else ""
        if text:
            yield Block(kind=BlockKind.BULLET, text=text, level=max(level - 1, 0), page=page)
        waiting += [(child, level + 1) for _, child in sorted(below.get(name, ()), reverse=True)]
