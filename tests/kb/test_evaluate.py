from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.answers import evaluation_out
from kb.errors import UsageError
from kb.evaluate import evaluate
from kb.types import SearchMode
from tests.conftest import WordEmbedder


def write(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    (folder / name).write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    for language in ("en", "nl"):
        write(
            tmp_path,
            f"corpus.{language}.jsonl",
            [{"_id": f"d{n}", "text": f"{word} {language}"} for n, word in enumerate(["water", "waste", "youth"])],
        )
        write(tmp_path, f"queries.{language}.jsonl", [{"_id": "q0", "text": "water"}, {"_id": "q1", "text": "food"}])
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq0\td0\t1\nq1\td9\t1\n")
    return tmp_path


@pytest.mark.parametrize("mode", SearchMode)
def test_figures_are_means_over_the_questions_of_each_pair(judged: Path, mode: SearchMode) -> None:
    seen: list[tuple[int, int]] = []
    figures = evaluate(judged, WordEmbedder(), mode, lambda done, of: seen.append((done, of)))
    assert [(f.query_language, f.document_language) for f in figures] == [
        ("en", "en"),
        ("en", "nl"),
        ("nl", "en"),
        ("nl", "nl"),
    ]
    # One of two questions has its document first, the other has none.
    assert all((f.questions, f.ndcg, f.recall, f.mrr) == (2, 0.5, 0.5, 0.5) for f in figures)
    assert seen[-1] == (6, 6)
    out = evaluation_out(figures)
    assert (out.monolingual_ndcg, out.crosslingual_ndcg) == (0.5, 0.5)


def test_one_language_has_no_mean_across(judged: Path) -> None:
    for name in ("corpus.nl.jsonl", "queries.nl.jsonl"):
        (judged / name).unlink()
    figures = evaluate(judged, WordEmbedder(), SearchMode.DENSE, lambda _done, _of: None)
    assert evaluation_out(figures).crosslingual_ndcg is None


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("qrels.tsv", None, "eval_incomplete"),
        ("corpus.en.jsonl", "", "eval_incomplete"),
        ("corpus.en.jsonl", "{", "eval_line"),
        ("corpus.en.jsonl", '{"_id": "d0"}', "eval_line"),
        ("qrels.tsv", "q0\td0\t1\nq0 d1 1", "eval_line"),
    ],
)
def test_what_is_wrong_with_a_folder_is_told(judged: Path, name: str, content: str | None, key: str) -> None:
    for path in [*judged.glob("*.nl.jsonl"), judged / name]:
        path.unlink()
    if content is not None:
        (judged / name).write_text(content)
    with pytest.raises(UsageError) as error:
        evaluate(judged, WordEmbedder(), SearchMode.DENSE, lambda _done, _of: None)
    assert error.value.key == key
