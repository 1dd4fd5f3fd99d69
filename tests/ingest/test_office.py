from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.archive import open_archive
from ingest.office import Relation, children, main_part, related, relation_id, relations, title_and_date
from ingest.xml import local, parse

MakeArchive = Callable[..., bytes]

RELATIONS = """<Relationships>
    <Relationship Id="r1" Type="http://purl.oclc.org/x/slide" Target="slides/slide1.xml"/>
    <Relationship Id="r2" Type="x/slide" Target="/ppt/slides/Slide2.xml"/>
    <Relationship Id="r3" Type="x/image" Target="../media/gone.png"/>
    <Relationship Id="r4" Type="x/hyperlink" Target="https://example.org/" TargetMode="External"/>
    <Relationship Id="r5" Type="x/slide" Target="../../../../etc/passwd"/>
</Relationships>"""
PARTS = {
    "ppt/presentation.xml": "<x/>",
    "ppt/_rels/presentation.xml.rels": RELATIONS,
    "ppt/slides/slide1.xml": "<x/>",
    "ppt/slides/slide2.xml": "<x/>",
}


def test_relations_name_the_parts_that_are_there(make_archive: MakeArchive) -> None:
    archive = open_archive(make_archive(PARTS))

    assert relations(archive, "ppt/presentation.xml") == {
        "r1": Relation("slide", "ppt/slides/slide1.xml"),
        "r2": Relation("slide", "ppt/slides/Slide2.xml"),
    }
    assert related(archive, "ppt/presentation.xml", "slide") == "ppt/slides/slide1.xml"
    assert related(archive, "ppt/presentation.xml", "image") is None
    assert relations(archive, "ppt/slides/slide1.xml") == {}


@pytest.mark.parametrize(
    ("target", "main"), [("ppt/presentation.xml", "ppt/presentation.xml"), ("gone.xml", "ppt/usual.xml")]
)
def test_the_main_part_is_what_the_file_says_or_else_the_usual_one(
    make_archive: MakeArchive, target: str, main: str
) -> None:
    stated = f'<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="{target}"/></Relationships>'

    assert main_part(open_archive(make_archive({**PARTS, "_rels/.rels": stated})), "ppt/usual.xml") == main


@pytest.mark.parametrize(
    ("core", "expected"),
    [
        ("<p><title>Water  voor\nallen</title><created>2024-03-12</created></p>", ("Water voor allen", "2024-03-12")),
        ("<p><title/></p>", (None, None)),
        ("<p", (None, None)),
    ],
)
def test_damaged_facts_cost_nothing_but_themselves(
    make_archive: MakeArchive, core: str, expected: tuple[str | None, str | None]
) -> None:
    assert title_and_date(open_archive(make_archive({"docProps/core.xml": core}))) == expected
    assert title_and_date(open_archive(make_archive(PARTS))) == (None, None)


def test_of_alternatives_the_newer_is_taken_also_inside_another() -> None:
    inner = "<AlternateContent><Choice><b/></Choice><Fallback><c/></Fallback></AlternateContent>"
    root = parse(
        f"<x><a/><AlternateContent><Choice>{inner}</Choice><Fallback><d/></Fallback></AlternateContent></x>".encode()
    )

    assert [local(child) for child in children(root)] == ["a", "b"]


def test_an_id_of_a_relation_stands_in_a_namespace() -> None:
    assert relation_id(parse(b'<x xmlns:r="u" id="256" r:id="rId2"/>')) == "rId2"
    assert relation_id(parse(b'<x id="256"/>')) == ""
