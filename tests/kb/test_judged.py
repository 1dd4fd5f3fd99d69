from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import UsageError
from kb.judged import JudgedText, MissingText, read_collection, sample
from tests.kb.judged_sets import collection, write_collection, write_lines

_names = st.sets(st.text(min_size=1), max_size=30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_collection(tmp_path)


def test_languages_come_from_the_names_of_the_files_in_the_order_of_the_project(folder: Path) -> None:
    found = read_collection(folder)
    assert (list(found.corpora), list(found.questions)) == (["nl", "en"], ["nl", "en"])
    assert found.name == folder.name
    assert found.corpora["nl"][0] == JudgedText(id="d0", text="water nl")
    assert found.judgements == {"q0": {"d0": 1}, "q1": {"d2": 1}}


def test_without_a_language_in_the_name_the_texts_tell_it(tmp_path: Path) -> None:
    text = "Les habitants participent à la gestion des déchets et de l'eau potable."
    write_lines(tmp_path / "corpus.jsonl", [{"_id": "d", "title": "Titre", "text": text}])
    write_lines(tmp_path / "queries.jsonl", [{"_id": 7, "text": text}])
    (tmp_path / "qrels.tsv").write_text("7\t0\td\t2\n\n")
    found = read_collection(tmp_path)
    assert found.corpora == {"fr": [JudgedText(id="d", text=text, title="Titre")]}
    assert found.judgements == {"7": {"d": 2}}


def test_every_language_is_asked_of_every_other(folder: Path) -> None:
    pairs = read_collection(folder).pairs()
    assert [(pair.query_language, pair.document_language) for pair in pairs] == [
        ("nl", "nl"),
        ("nl", "en"),
        ("en", "nl"),
        ("en", "en"),
    ]
    assert all([question.id for question in pair.questions] == ["q0", "q1"] for pair in pairs)


def test_a_question_counts_only_where_one_of_its_right_texts_is() -> None:
    found = collection(
        {"nl": {"d0": "water"}, "en": {"d0": "water", "d1": "waste"}},
        {"en": {"q0": "water", "q1": "waste", "unjudged": "youth"}},
        {"q0": {"d0": 1, "d9": 1, "d8": 0}, "q1": {"d1": 2, "d0": 0}},
    )
    nl, en = found.pairs()
    assert nl.judgements == {"q0": {"d0": 1}}
    assert en.judgements == {"q0": {"d0": 1}, "q1": {"d1": 2, "d0": 0}}
    assert found.missing() == [
        MissingText(question_id="q0", text_id="d9", language="nl"),
        MissingText(question_id="q1", text_id="d1", language="nl"),
        MissingText(question_id="q0", text_id="d9", language="en"),
    ]


def test_a_sample_has_the_same_questions_in_all_languages_and_all_texts(folder: Path) -> None:
    whole = read_collection(folder)
    found = whole.sampled(1)
    (chosen,) = found.judgements
    assert [[question.id for question in questions] for questions in found.questions.values()] == [[chosen], [chosen]]
    assert found.corpora == whole.corpora
    assert whole.sampled(None) is whole
    assert whole.sampled(9).judgements == whole.judgements


@given(names=_names, size=st.integers(0, 40), further=_names)
def test_a_sample_is_of_its_size_and_grows_into_a_greater_one(names: set[str], size: int, further: set[str]) -> None:
    chosen = sample(names, size)
    assert chosen <= names
    assert len(chosen) == min(size, len(names))
    assert chosen <= sample(names, size + 5)
    # What others are there does not bring a name in.
    assert sample(names | further, size) & names <= chosen


@pytest.mark.parametrize(
    ("name", "content", "key", "line"),
    [
        ("qrels.tsv", None, "eval_incomplete", None),
        ("corpus.en.jsonl", "", "eval_incomplete", None),
        ("queries.en.jsonl", None, "eval_incomplete", None),
        ("corpus.en.jsonl", "{", "eval_line", 1),
        ("corpus.en.jsonl", '{"_id": "d0"}', "eval_text", 1),
        ("queries.en.jsonl", '{"_id": "q0", "text": " "}', "eval_text", 1),
        ("corpus.en.jsonl", '{"text": "water"}', "eval_text", 1),
        ("corpus.en.jsonl", '{"_id": "a", "text": "b"}\n{"_id": "a", "text": "c"}', "eval_double", 2),
        ("qrels.tsv", "q0\td0\t1\nq0 d1 1", "eval_judgement", 2),
        ("qrels.tsv", "q0\td0\t1\nq0\td1\tyes", "eval_judgement", 2),
        ("qrels.tsv", "q0\td0\t1\n\n7", "eval_judgement", 3),
        ("qrels.tsv", "q0\td9\t1", "eval_unjudged", None),
        ("qrels.tsv", "q0\td0\t0", "eval_unjudged", None),
    ],
)
def test_what_is_wrong_with_a_folder_is_told_with_its_line(
    folder: Path, name: str, content: str | None, key: str, line: int | None
) -> None:
    for path in [*folder.glob("*.nl.jsonl"), folder / name]:
        path.unlink()
    if content is not None:
        (folder / name).write_text(content)
    with pytest.raises(UsageError) as error:
        read_collection(folder)
    assert (error.value.key, error.value.values.get("line")) == (key, line)
