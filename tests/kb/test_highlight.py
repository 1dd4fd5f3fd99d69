from __future__ import annotations

from kb.highlight import highlights
from kb.lexical import query_words


def marked(text: str, language: str, question: str, asked_in: str | None) -> list[str]:
    offsets, _ = highlights(text, language, query_words(question, asked_in))
    return [text[start:end] for start, end in offsets]


def test_inflections_are_marked() -> None:
    text = "De gemeenten werken samen; elke gemeente betaalt."
    assert marked(text, "nl", "gemeente die samenwerkt", "nl") == ["gemeenten", "gemeente"]


def test_accents_and_case_do_not_matter() -> None:
    assert marked("L’équipe de SANTO TOMÁS", "fr", "santo tomas", None) == ["SANTO", "TOMÁS"]


def test_elisions_are_left_out_of_the_mark() -> None:
    assert marked("Le prix de l’eau", "fr", "eau", "fr") == ["eau"]


def test_function_words_are_not_marked() -> None:
    assert marked("Het water van de stad", "nl", "water van de stad", "nl") == ["water", "stad"]


def test_a_question_of_function_words_alone_still_asks_for_them() -> None:
    assert [word.folded for word in query_words("over de", "nl")] == ["over", "de"]


def test_words_are_told_once() -> None:
    _, written = highlights("Water, water, Water", "en", query_words("water", "en"))
    assert written == ("Water", "water")


def test_a_stem_that_is_cut_too_far_still_marks() -> None:
    assert marked("La mujer y las mujeres", "es", "mujeres", "es") == ["mujer", "mujeres"]
    assert marked("La mujer y las mujeres", "es", "mujer", "es") == ["mujer", "mujeres"]
