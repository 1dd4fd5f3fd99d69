"""What was filled into a form is told with its place: once, as far as it can be seen, and whatever the rest is like."""

from __future__ import annotations

import io

import pypdf
import pytest

from ingest.letters import Field
from ingest.readers.pdf_forms import fields_of
from tests.ingest.raw_pdf import raw_pdf, text

RECTANGLE = "/Rect[60 600 300 620]"
FIELD = f"/Subtype/Widget/FT/Tx/T(naam)/V(Roeselare){RECTANGLE}"


def filled(*annotations: str, objects: str = "") -> list[Field]:
    held = "".join(f"<</Type/Annot{annotation}>>" for annotation in annotations)
    content = raw_pdf(text("Naam:"), page=f"/Annots[{held}]", objects=objects)
    return fields_of(pypdf.PdfReader(io.BytesIO(content)).pages[0])


def texts(*annotations: str, objects: str = "") -> list[str]:
    return [field.text for field in filled(*annotations, objects=objects)]


def test_a_value_is_told_with_its_place() -> None:
    assert filled(FIELD) == [Field(text="Roeselare", sides=(60, 600, 300, 620))]


def test_the_corners_of_a_place_may_come_in_any_order() -> None:
    assert filled(FIELD.replace("[60 600 300 620]", "[300 620 60 600]")) == filled(FIELD)


def test_a_choice_is_told_and_a_button_is_not() -> None:
    assert texts(FIELD.replace("/Tx", "/Ch"), FIELD.replace("/Tx", "/Btn")) == ["Roeselare"]


def test_values_in_other_scripts_are_told() -> None:
    assert texts(FIELD.replace("(Roeselare)", "<FEFF004B0069006700610131>")) == ["Kigaı"]


def test_a_field_has_what_the_field_says_that_it_is_part_of() -> None:
    part = f"/Subtype/Widget/Parent 4 0 R{RECTANGLE}"

    assert texts(part, part, objects="<</FT/Tx/T(naam)/V(Dogbo)>>") == ["Dogbo", "Dogbo"]


def test_fields_that_are_part_of_themselves_end() -> None:
    assert texts(f"/Subtype/Widget/Parent 4 0 R{RECTANGLE}", objects="<</Parent 4 0 R/FT/Tx>>") == []


@pytest.mark.parametrize(
    "unseen",
    [
        FIELD.replace("(Roeselare)", "()"),
        FIELD.replace("(Roeselare)", "(  )"),
        FIELD.replace("(Roeselare)", "/Off"),
        FIELD.replace("/V(Roeselare)", ""),
        FIELD.replace("/Widget", "/Link"),
        f"{FIELD}/F 2",
        f"{FIELD}/F 32",
        f"{FIELD}/Ff 8192",
        FIELD.replace("300 620", "60 620"),
        FIELD.replace("300 620", "300 600"),
    ],
    ids=["empty", "blank", "name", "none", "link", "hidden", "unviewed", "password", "narrow", "flat"],
)
def test_what_nobody_sees_is_not_told(unseen: str) -> None:
    assert texts(unseen) == []


@pytest.mark.parametrize("flags", ["/F 4", "/Ff 4096", "/F 4/Ff 4097"])
def test_fields_of_other_kinds_are_told(flags: str) -> None:
    assert texts(FIELD + flags) == ["Roeselare"]


@pytest.mark.parametrize(
    "damaged",
    ["/Rect[60 600]", "/Rect[(a) 600 300 620]", "/Rect 7", "", "/Rect[null null null null]", "/Rect 99 0 R"],
)
def test_a_damaged_field_does_not_cost_the_others(damaged: str) -> None:
    assert texts(FIELD, FIELD.replace(RECTANGLE, damaged), FIELD) == ["Roeselare", "Roeselare"]


@pytest.mark.parametrize("annotations", ["7", "[7 null (a) 99 0 R]", "99 0 R", "<<>>", "null"])
def test_damaged_annotations_have_no_fields(annotations: str) -> None:
    content = raw_pdf(text("Naam:"), page=f"/Annots {annotations}")

    assert fields_of(pypdf.PdfReader(io.BytesIO(content)).pages[0]) == []


def test_a_page_without_a_form_has_no_fields() -> None:
    assert filled() == []
