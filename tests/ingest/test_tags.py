from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pypdf
import pypdfium2
import pytest
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NullObject, NumberObject

from ingest.limits import MOST_DEPTH
from ingest.tags import heading_levels
from tests.ingest.raw_pdf import raw_pdf, text

Levels = dict[int, int] | None


def _name(value: str) -> NameObject:
    return NameObject(f"/{value}")


class _Tree:
    """A structure tree that is being added to a file of two pages, each with two pieces of marked content."""

    def __init__(self) -> None:
        stream = "".join(f"/P <</MCID {piece}>> BDC {text('Tekst', base=700 - 20 * piece)} EMC " for piece in (0, 1))
        self.writer = pypdf.PdfWriter(clone_from=io.BytesIO(raw_pdf(stream, stream)))
        self._tree = DictionaryObject({_name("Type"): _name("StructTreeRoot")})
        self.root = self.writer._add_object(self._tree)
        self._parents: dict[int, dict[int, Any]] = {0: {}, 1: {}}

    def element(self, tag: str, *kids: Any, page: int = 0) -> Any:
        """Adds an element; its kids are elements, numbers of content on its page, or pairs of page and number."""
        element = DictionaryObject({_name("Type"): _name("StructElem"), _name("S"): _name(tag), _name("P"): self.root})
        element[_name("Pg")] = self.writer.pages[page].indirect_reference
        made = self.writer._add_object(element)
        element[_name("K")] = ArrayObject([self._kid(kid, made, page) for kid in kids])
        return made

    def _kid(self, kid: Any, parent: Any, page: int) -> Any:
        if isinstance(kid, int):
            self._parents[page][kid] = parent
            return NumberObject(kid)
        if isinstance(kid, tuple):
            self._parents[kid[0]][kid[1]] = parent
            place = {_name("Pg"): self.writer.pages[kid[0]].indirect_reference, _name("MCID"): NumberObject(kid[1])}
            return DictionaryObject({_name("Type"): _name("MCR"), **place})
        kid.get_object()[_name("P")] = parent
        return kid

    def levels(self, *kids: Any, roles: Mapping[str, str] | None = None) -> Sequence[Levels]:
        """Returns what is found on each page."""
        self._tree[_name("K")] = ArrayObject(kids)
        if roles:
            self._tree[_name("RoleMap")] = DictionaryObject({_name(own): _name(known) for own, known in roles.items()})
        numbers = ArrayObject()
        for page, parents in self._parents.items():
            self.writer.pages[page][_name("StructParents")] = NumberObject(page)
            held = ArrayObject([parents.get(piece, NullObject()) for piece in range(max(parents, default=-1) + 1)])
            numbers.extend([NumberObject(page), held])
        self._tree[_name("ParentTree")] = DictionaryObject({_name("Nums"): numbers})
        self.writer.root_object[_name("StructTreeRoot")] = self.root
        self.writer.root_object[_name("MarkInfo")] = DictionaryObject({_name("Marked"): BooleanObject(value=True)})
        buffer = io.BytesIO()
        self.writer.write(buffer)
        return found(buffer.getvalue())


def found(content: bytes) -> Sequence[Levels]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [heading_levels(page) for page in document]
    finally:
        document.close()


@pytest.fixture
def tree() -> _Tree:
    return _Tree()


@pytest.mark.parametrize(
    ("tag", "level"), [("H1", 1), ("H3", 3), ("H6", 6), ("H", 1), ("Title", 1), ("P", 0), ("LI", 0), ("H7", 0)]
)
def test_a_heading_has_the_level_that_its_tag_names(tree: _Tree, tag: str, level: int) -> None:
    assert tree.levels(tree.element(tag, 0), tree.element("P", 1))[0] == {0: level, 1: 0}


def test_the_role_map_tells_what_a_tag_of_its_own_is(tree: _Tree) -> None:
    heading, other = tree.element("Kop2", 0), tree.element("Kader", 1)

    assert tree.levels(heading, other, roles={"Kop2": "H2", "Kader": "Div"})[0] == {0: 2, 1: 0}


def test_a_role_map_that_runs_in_a_circle_names_no_heading(tree: _Tree) -> None:
    assert tree.levels(tree.element("Kop", 0), roles={"Kop": "Titel", "Titel": "Kop"})[0] == {0: 0}


def test_what_stands_in_a_heading_is_of_it_and_what_stands_beside_it_is_not(tree: _Tree) -> None:
    section = tree.element("Sect", tree.element("H2", tree.element("Span", 0)), tree.element("P", 1))

    assert tree.levels(section)[0] == {0: 2, 1: 0}


def test_the_inner_heading_counts(tree: _Tree) -> None:
    assert tree.levels(tree.element("H1", 0, tree.element("H2", 1)))[0] == {0: 1, 1: 2}


@pytest.mark.parametrize("backwards", [False, True])
def test_a_paragraph_over_two_pages_says_nothing_of_the_content_that_has_its_number_on_the_other(
    tree: _Tree, *, backwards: bool
) -> None:
    elements = [
        *[tree.element("H1", 0), tree.element("P", 1, (1, 0))],
        tree.element("H2", 1, page=1),
    ]

    assert tree.levels(*(elements[::-1] if backwards else elements)) == [{0: 1, 1: 0}, {0: 0, 1: 2}]


def test_a_page_without_a_tree_says_nothing() -> None:
    assert found(raw_pdf(text("Tekst"))) == [None]


def test_an_empty_tree_says_nothing(tree: _Tree) -> None:
    assert tree.levels() == [None, None]


def test_a_tree_that_holds_itself_ends(tree: _Tree) -> None:
    heading = tree.element("H1", 0)
    outer = tree.element("Div", heading, 1)
    heading.get_object()[_name("K")].append(outer)

    (first, _) = tree.levels(outer)

    assert first is not None
    assert first[0] == 1


def test_a_tree_that_is_too_deep_ends(tree: _Tree) -> None:
    element = tree.element("H1", 0)
    for _ in range(MOST_DEPTH + 50):
        element = tree.element("Div", element)

    assert tree.levels(element, tree.element("H2", 1))[0] in ({1: 2}, None)
