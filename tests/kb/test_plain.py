from __future__ import annotations

from unicodedata import category

from hypothesis import given
from hypothesis import strategies as st

from kb.plain import lines_of, one_line


def test_what_is_read_stays_and_what_is_not_goes() -> None:
    assert (
        one_line(" l’eau\u00a0: 5\u202f% \r\n\tà\x00 Ouin\u00adhi\u2028\u202e! ") == "l’eau\u00a0: 5\u202f% à Ouinhi !"
    )
    assert one_line("می\u200cخواهم 👩\u200d🌾") == "می\u200cخواهم 👩\u200d🌾"
    assert one_line("\ufffe\ufdd0\ud800x") == "x"
    assert lines_of("one\r\n\r\n two \u2029\x0b\u200f\n") == ("one", "two")


@given(st.text(st.characters(codec=None)))
def test_a_line_is_one_and_stays_as_it_is(text: str) -> None:
    found = one_line(text)
    assert one_line(found) == found
    assert len(found.splitlines()) <= 1
    assert not [letter for letter in found if category(letter) in {"Cc", "Cs", "Zl", "Zp"}]
    assert all(one_line(line) == line and line for line in lines_of(text))


@given(st.lists(st.text("abc é", min_size=1).filter(str.strip)))
def test_lines_hold_every_word(parts: list[str]) -> None:
    assert " ".join(lines_of("\n".join(parts))).split() == "\n".join(parts).split()
