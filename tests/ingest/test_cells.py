from __future__ import annotations

import math
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import to_excel

from ingest.cells import Marks, builtin_format, is_date, marks_of, shown

NL = Marks(group=".", decimal=",", true="WAAR", false="ONWAAR")
EN = Marks(group=",", decimal=".", true="TRUE", false="FALSE")
FORMATS = [
    "General",
    "0",
    "0.00",
    "#,##0",
    "#,##0.00;(#,##0.00)",
    "0%",
    "yyyy-mm-dd",
    "h:mm",
    "[h]:mm",
    '0" ha"',
    "@",
    "",
]
ACCOUNTING = '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-'


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (1480, "#,##0", "1.480"),
        (1480.5, "#,##0.00", "1.480,50"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1,01"),
        (0.54, "0%", "54%"),
        (-0.1667, "0.0%", "-16,7%"),
        (123, "0000", "0123"),
        (0.75, "# ?/?", "0,75"),
        (12.5, "0.##", "12,5"),
        (12, "0.##", "12"),
        (1_250_000, '#,##0.0,,"M"', "1,3M"),
        (12.5, '0.0" ha"', "12,5 ha"),
        (99.5, "[$€-413] #,##0.00", "€ 99,50"),
        (99.5, '#,##0.00 "€"', "99,50 €"),
        (7, 'General" stuks"', "7 stuks"),
        (1, '"Ja";"Nee"', "Ja"),
        (12345.678, "0.00E+00", "12345,678"),
        (32477123456, "00 00 00 00 00", "32477123456"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value: float, code: str, expected: str) -> None:
    assert shown(value, code, NL) == expected


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (-5, "0", "-5"),
        (-1234.5, "#,##0.00;(#,##0.00)", "(1.234,50)"),
        (-5, "#,##0;[Red]-#,##0", "-5"),
        (0, ACCOUNTING, "-"),
        (1234, ACCOUNTING, "1.234,00"),
        (-1234, ACCOUNTING, "-1.234,00"),
        (0, "0;-0;geen", "geen"),
        (-3, "0;;", "-3"),
        (5, ";;;", "5"),
    ],
)
def test_negative_numbers_and_nought_have_parts_of_their_own_and_nothing_is_hidden(
    value: float, code: str, expected: str
) -> None:
    assert shown(value, code, NL) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2024.0, "2024"), (0.1 + 0.2, "0.3"), (1 / 3, "0.3333333333"), (123456789012.0, "123456789012"), (1e20, "1E+20")],
)
def test_a_number_without_a_format_has_the_digits_that_matter(value: float, expected: str) -> None:
    assert shown(value, "General", EN) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("dd/mm/yyyy", "2024-03-12"),
        ("[$-413]d mmmm yyyy;@", "2024-03-12"),
        ("d-mmm", "2024-03-12"),
        ("mmm-yy", "2024-03"),
        ("mmmm", "2024-03"),
        ("yyyy", "2024"),
        ("yyyy-mm-dd h:mm", "2024-03-12 14:30"),
        ("h:mm AM/PM", "14:30"),
        ("mm:ss", "14:30"),
        ("[h]:mm", "1088726:30"),
    ],
)
def test_a_date_is_shown_year_first_as_far_as_its_format_goes(code: str, expected: str) -> None:
    value = to_excel(datetime(2024, 3, 12, 14, 30))  # noqa: DTZ001 - a cell has no time zone

    assert is_date(code)
    assert shown(value, code, NL) == expected


def test_days_may_be_counted_from_1904() -> None:
    assert shown(43901, "yyyy-mm-dd", NL, from_1904=True) == "2024-03-12"


@pytest.mark.parametrize("value", [-5, 3_000_000, 1e300])
def test_what_can_be_no_date_is_a_number(value: float) -> None:
    assert not shown(value, "yyyy-mm-dd", NL).startswith("19")


@pytest.mark.parametrize("code", ["General", "0.00", '"dag" 0', "[Red]0", "#,##0 \\d", "[$-413]0"])
def test_letters_that_are_only_shown_make_no_date(code: str) -> None:
    assert not is_date(code)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(day=st.dates(date(1900, 3, 1), date(2200, 1, 1)))
def test_every_day_is_the_day_that_was_written(day: date) -> None:
    assert shown(to_excel(day), "dd/mm/yyyy", NL) == day.isoformat()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(value=st.floats(-1e300, 1e300), code=st.sampled_from(FORMATS) | st.text(max_size=12))
def test_any_number_is_shown_in_any_format(value: float, code: str) -> None:
    text = shown(value, code, NL)

    assert text == text.strip()
    if code in ("General", "", "@"):
        assert math.isclose(float(text.replace(",", ".")), value, rel_tol=1e-9, abs_tol=1e-300)


@pytest.mark.parametrize(
    ("text", "group", "decimal"),
    [
        ("De gemeente herstelde de pompen in de wijken rond de markt.", ".", ","),
        ("La commune a réparé les pompes dans les quartiers du marché.", " ", ","),
        ("El municipio reparó las bombas en los barrios del mercado.", ".", ","),
        ("The municipality repaired the pumps in the quarters near the market.", ",", "."),
        ("", ".", ","),
    ],
)
def test_numbers_are_written_as_in_the_language_of_the_text(text: str, group: str, decimal: str) -> None:
    marks = marks_of(text)

    assert shown(1480.5, "#,##0.0", marks) == f"1{group}480{decimal}5"


def test_formats_that_go_by_a_number_are_known() -> None:
    assert shown(0.5, builtin_format(9), NL) == "50%"
    assert is_date(builtin_format(14))
    assert builtin_format(0) == builtin_format(99) == "General"
