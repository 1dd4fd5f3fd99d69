from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import UsageError
from kb.jsonlines import json_lines


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "questions.jsonl"


def test_blank_lines_count_and_are_passed_over(file: Path) -> None:
    file.write_text('\n{"a": 1}\r\n\n{"a": 2}\n')
    assert [(line.number, line.fields) for line in json_lines(file)] == [(2, {"a": 1}), (4, {"a": 2})]


def test_a_file_may_begin_with_the_mark_of_its_encoding(file: Path) -> None:
    file.write_text('{"text": "é"}', encoding="utf-8-sig")
    assert [line.text("text") for line in json_lines(file)] == ["é"]


@given(texts=st.lists(st.text(alphabet=st.sampled_from("ab\u2028\u2029\x85\x0b\x1c \n"), min_size=1).filter(str.strip)))
def test_every_text_comes_back_whatever_separators_it_holds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("lines") / "texts.jsonl"
    path.write_text("\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in texts), encoding="utf-8")
    assert [line.text("text") for line in json_lines(path)] == [text.strip() for text in texts]


@pytest.mark.parametrize("written", ["{", "[1]", '"text"', "7", "null"])
def test_a_line_that_is_no_object_is_named(file: Path, written: str) -> None:
    file.write_text('{"a": 1}\n' + written)
    with pytest.raises(UsageError) as error:
        list(json_lines(file))
    assert (error.value.key, error.value.values["line"], error.value.values["value"]) == ("eval_line", 2, written)


def test_a_long_line_is_not_repeated_whole(file: Path) -> None:
    file.write_text("x" * 1000)
    with pytest.raises(UsageError) as error:
        list(json_lines(file))
    assert len(str(error.value.values["value"])) < 100


def test_another_encoding_is_told(file: Path) -> None:
    file.write_bytes('{"text": "é"}'.encode("latin-1"))
    with pytest.raises(UsageError) as error:
        list(json_lines(file))
    assert error.value.key == "eval_encoding"


@pytest.mark.parametrize("fields", [{}, {"text": ""}, {"text": "  "}, {"text": None}, {"text": ["a"]}])
def test_a_text_that_is_not_there_is_named(file: Path, fields: dict[str, object]) -> None:
    file.write_text(json.dumps(fields))
    (line,) = json_lines(file)
    with pytest.raises(UsageError) as error:
        line.text("text", "question")
    assert (error.value.key, error.value.values["field"]) == ("eval_text", "text")


def test_a_number_may_name_a_text(file: Path) -> None:
    file.write_text('{"id": 7}')
    assert [line.text("_id", "id") for line in json_lines(file)] == ["7"]
