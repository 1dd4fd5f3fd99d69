from __future__ import annotations

from kb.wording import query_word, query_words


def folded(text: str, language: str | None) -> list[str]:
    return [word.folded for word in query_words(text, language)]


def test_content_words_are_asked_for_once_in_their_order() -> None:
    assert folded("Het water van de stad en het WATER", "nl") == ["water", "stad"]


def test_a_question_of_function_words_alone_still_asks_for_them() -> None:
    assert folded("over de", "nl") == ["over", "de"]


def test_function_words_of_any_language_are_left_out_where_the_language_is_not_known() -> None:
    assert folded("KeMoPoDi et les tricycles", None) == ["kemopodi", "tricycles"]


def test_a_word_counts_in_the_questions_language_alone() -> None:
    word = query_word("gemeenten", "nl")
    assert word.tokens == {"gemeenten", "gemeent"}
    assert word.likeliest == {"municip"} <= word.meanings


def test_a_word_of_an_unknown_language_counts_in_all_four() -> None:
    word = query_word("dechets", None)
    assert {"dechets", "dechet"} <= word.tokens
    assert "wast" in word.likeliest <= word.meanings
    assert word.language is None


def test_only_the_first_meaning_is_the_likeliest() -> None:
    word = query_word("driewieler", "nl")
    assert word.meanings == {"tricycl", "trike"}
    assert word.likeliest == {"tricycl"}
