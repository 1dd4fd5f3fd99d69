from __future__ import annotations

import re

from ingest.wordlists import any_of, word_list


def test_words_are_folded_and_the_longest_is_tried_first() -> None:
    pattern = re.compile(any_of("manuals", "questions", "answer"))

    found = pattern.match("reponse")
    assert found is not None
    assert found.group() == "reponse"
    assert "réponse" in word_list("manuals", "questions", "answer")
