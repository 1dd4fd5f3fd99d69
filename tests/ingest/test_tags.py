"""Headings that a tagged file names: by its role map, through nested elements, and none without a tree."""

from __future__ import annotations

import io

import pypdf
import pypdfium2
import pytest
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NumberObject
from reportlab.pdfgen.canvas import Canvas

from ingest.tags import heading_levels

# Tags of elements inside each other, the innermost holding the marked content of that number.
Chain = tuple[str, ...]


def _element(writer: pypdf.PdfWriter, tag: str, parent: object, kid: object) -> DictionaryObject:
    made = DictionaryObject({NameObject("/Type"): NameObject("/StructElem"), NameObject("/S"): NameObject(f"/{tag}")})
    made[NameObject("/P")] = parent
    made[NameObject("/Pg")] = writer.pages[0].indirect_reference
    if kid is not None:
        made[NameObject("/K")] = kid
    return made


def _file(*chains: Chain, roles: dict[str, str] | None = None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=0)
    for number in range(max(len(chains), 1)):
        canvas.addLiteral(f"/P <</MCID {number}>> BDC")
        canvas.drawString(60, 700 - 20 * number, f"Regel {number}")
        canvas.addLiteral("EMC")
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(buffer.getvalue()))
    if chains:
        _add_tree(writer, chains, roles or {})
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _add_tree(writer: pypdf.PdfWriter, chains: tuple[Chain, ...], roles: dict[str, str]) -> None:
    tree = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
    root = writer._add_object(tree)
    outer, inner = ArrayObject(), ArrayObject()
    for number, chain in enumerate(chains):
        parent = root
        for depth, tag in enumerate(chain):
            last = depth == len(chain) - 1
            made = writer._add_object(_element(writer, tag, parent, NumberObject(number) if last else None))
            if parent is root:
                outer.append(made)
            else:
                parent.get_object()[NameObject("/K")] = made
            parent = made
        inner.append(parent)
    tree[NameObject("/K")] = outer
    tree[NameObject("/ParentTree")] = DictionaryObject({NameObject("/Nums"): ArrayObject([NumberObject(0), inner])})
    tree[NameObject("/RoleMap")] = DictionaryObject(
        {NameObject(f"/{name}"): NameObject(f"/{tag}") for name, tag in roles.items()}
    )
    writer.pages[0][NameObject("/StructParents")] = NumberObject(0)
    writer.root_object[NameObject("/StructTreeRoot")] = root
    writer.root_object[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(value=True)})


def levels(content: bytes) -> dict[int, int] | None:
    document = pypdfium2.PdfDocument(content)
    try:
        return heading_levels(document[0])
    finally:
        document.close()


def test_tags_name_headings_and_text() -> None:
    assert levels(_file(("H1",), ("P",), ("H3",), ("H",), ("LI",))) == {0: 1, 1: 0, 2: 3, 3: 1, 4: 0}


def test_tags_of_its_own_are_told_by_the_role_map() -> None:
    found = levels(_file(("Kop_klein",), ("Broodtekst",), roles={"Kop_klein": "H2", "Broodtekst": "P"}))

    assert found == {0: 2, 1: 0}


@pytest.mark.parametrize(
    ("chain", "level"),
    [(("H2", "Span"), 2), (("Sect", "H2"), 2), (("Sect", "Sect", "P", "Span"), 0), (("H1", "Link", "Span"), 1)],
)
def test_what_is_inside_a_heading_is_of_it(chain: Chain, level: int) -> None:
    assert levels(_file(chain)) == {0: level}


def test_a_tag_that_only_begins_like_one_is_no_heading() -> None:
    assert levels(_file(("H7",), ("H1x",), ("Heading",))) == {0: 0, 1: 0, 2: 0}


def test_a_file_without_a_tree_says_nothing() -> None:
    assert levels(_file()) is None
