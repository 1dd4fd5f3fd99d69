"""`kb eval` from the command line: test collections and people's own questions, as tables and as JSON."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from kb.bootstrap import KnowledgeBase
from tests.conftest import Fill, MakePassage, WordEmbedder
from tests.kb.judged_sets import write_collection, write_lines

QUOTE = "a household pays a fee of one thousand francs"
COLLECTION = {
    "kind",
    "collection",
    "model",
    "depth",
    "questions",
    "passages",
    "milliseconds",
    "pairs",
    "summaries",
    "losses",
    "missing",
}
FIGURES = {"ndcg", "recall", "mrr", "first_three", "first_ten"}


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the command embed by words, and speak English to a terminal of 100 columns."""
    monkeypatch.setattr("kb.bootstrap.KnowledgeBase", partial(KnowledgeBase, embedder=WordEmbedder()))
    monkeypatch.setenv("KB_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_collection(tmp_path)


@pytest.fixture
def home(base: KnowledgeBase, fill: Fill, make_passage: MakePassage) -> Path:
    fill([make_passage(QUOTE), make_passage("the pump stands still")], "report.pdf")
    return base.config.home


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    expected = [{"document": "report.pdf", "quote": QUOTE}]
    rows: list[dict[str, object]] = [
        {"id": "q1", "language": "en", "question": "household fee", "expected": expected},
        {"id": "q2", "language": "nl", "question": "moon landing", "expected": []},
        {"id": "q3", "language": "nl", "question": "fee", "expected": [{**expected[0], "document": "other.pdf"}]},
    ]
    write_lines(tmp_path / "questions.jsonl", rows)
    return tmp_path


def kb(*words: object, home: Path) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *map(str, words)])


def parsed(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_collection_is_measured_in_all_modes_side_by_side(folder: Path, tmp_path: Path) -> None:
    answer = parsed(kb("eval", folder, "--json", home=tmp_path / "home"))
    assert set(answer) == COLLECTION
    assert (answer["kind"], answer["collection"], answer["model"]) == ("collection", folder.name, "words/1")
    assert len(answer["pairs"]) == 12
    assert set(answer["pairs"][0]) > FIGURES
    assert {(one["mode"], one["measure"]) for one in answer["summaries"]} == {
        (mode, measure) for mode in ("dense", "lexical", "hybrid") for measure in ("ndcg", "recall", "mrr")
    }
    assert set(answer["losses"]) == {"mode", "lost", "missed", "losses", "misses"}


def test_the_tables_fit_a_terminal_and_hold_every_pair(folder: Path, tmp_path: Path) -> None:
    shown = kb("eval", folder, home=tmp_path / "home").stdout
    assert max(map(len, shown.splitlines())) <= 100
    for part in ("nDCG@10", "Recall@10", "MRR@10", "dense lexical hybrid", "across languages", "worst pair"):
        assert part in shown
    # A row a language of the questions in each of three tables: with lexical search, one of two questions is right.
    rows = [line for line in shown.splitlines() if line.strip()[:2] in ("nl", "en") and ".500" in line]
    assert len(rows) == 6


def test_one_mode_and_a_sample_may_be_asked_for(folder: Path, tmp_path: Path) -> None:
    answer = parsed(kb("eval", folder, "--json", "--mode", "lexical", "--sample", 1, home=tmp_path / "home"))
    assert {(one["mode"], one["questions"]) for one in answer["pairs"]} == {("lexical", 1)}
    assert answer["questions"] == 1


def test_so_many_losses_are_named_as_are_asked_for(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for number in (0, 1, 2):
        losses = parsed(kb("eval", folder, "--json", "--mode", "lexical", "--losses", number, home=home))["losses"]
        assert (losses["missed"], len(losses["misses"])) == (4, number)
    shown = kb("eval", folder, "--mode", "lexical", home=home).stdout
    assert "For 4 of 8 questions lexical has no right text in the first ten" in shown
    assert "q1: nourriture" in shown


def test_right_texts_that_are_not_there_are_told(folder: Path, tmp_path: Path) -> None:
    with (folder / "qrels.tsv").open("a") as file:
        file.write("q1\td99\t1\n")
    assert "2 right texts are not in the collection" in kb("eval", folder, home=tmp_path / "home").stdout


@pytest.mark.parametrize("as_file", [True, False])
def test_peoples_questions_are_asked_of_their_knowledge_base(home: Path, questions: Path, as_file: bool) -> None:  # noqa: FBT001
    path = questions / "questions.jsonl" if as_file else questions
    answer = parsed(kb("eval", path, "--json", home=home))
    assert set(answer) == {"kind", "model", "mode", "total", "languages", "poor", "worst", "missing"}
    assert (answer["kind"], answer["mode"]) == ("questions", "hybrid")
    total = answer["total"]
    assert (total["answerable"], total["unanswerable"]) == (1, 1)
    assert total["figures"] == dict.fromkeys(FIGURES, 1.0)
    assert total["abstained"] + total["false_answers"] == 1
    assert [(one["question_id"], one["absent"], one["unmeasured"]) for one in answer["missing"]] == [
        ("q3", "document", True)
    ]


def test_peoples_figures_are_shown_with_what_is_not_in_the_base(home: Path, questions: Path) -> None:
    shown = kb("eval", questions, "--mode", "lexical", home=home).stdout
    assert "2 questions of the knowledge base (lexical), model words/1" in shown
    assert "q3: no document 'other.pdf' (the question is not measured)" in shown
    (row,) = (line for line in shown.splitlines() if "right in the first 3" in line)
    assert row.split()[-3:] == ["–", "1.00", "1.00"]


def test_a_poor_answer_is_shown_with_what_was_expected_and_what_came(home: Path, tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {
            "id": "late",
            "language": "en",
            "question": "the pump stands",
            "expected": [{"document": "report.pdf", "quote": QUOTE}],
        }
    ]
    write_lines(tmp_path / "own.jsonl", rows)
    shown = kb("eval", tmp_path / "own.jsonl", "--mode", "lexical", home=home).stdout
    for part in ("en late: the pump stands", "no right passage found", f"right: report.pdf · {QUOTE}", "first came:"):
        assert part in shown


def test_some_of_peoples_questions_may_be_asked(home: Path, questions: Path) -> None:
    total = parsed(kb("eval", questions, "--json", "--sample", 3, home=home))["total"]
    fewer = parsed(kb("eval", questions, "--json", "--sample", 1, home=home))
    assert total["answerable"] + total["unanswerable"] == 2
    assert fewer["total"]["answerable"] + fewer["total"]["unanswerable"] + len(fewer["missing"]) == 1


@pytest.mark.parametrize("language", ["nl", "fr", "es", "en"])
def test_a_malformed_line_is_told_in_the_readers_language(
    home: Path, questions: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_LANGUAGE", language)
    file = questions / "questions.jsonl"
    file.write_text('{"id": "q1", "language": "nl", "question": "Wat?", "expected": "jaarrapport.pdf"}')
    refused = kb("eval", file, "--json", home=home)
    assert refused.exit_code == 2
    assert json.loads(refused.stdout)["code"] == "eval_expected"
    assert f"{file}" in refused.stderr
    assert "'quote'" in refused.stderr.replace("« ", "'").replace(" »", "'").replace("«", "'").replace("»", "'")


def test_what_cannot_be_measured_ends_with_a_reason(tmp_path: Path, questions: Path) -> None:
    assert kb("eval", tmp_path / "nowhere", home=tmp_path / "home").exit_code == 2
    empty = kb("eval", questions, "--json", home=tmp_path / "home")
    assert (empty.exit_code, json.loads(empty.stdout)["code"]) == (4, "nothing_ingested")
