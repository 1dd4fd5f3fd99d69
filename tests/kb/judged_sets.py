"""Small test collections with answers that are known by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from kb.judged import Collection, JudgedText

Texts = Mapping[str, str]


def texts(held: Texts) -> list[JudgedText]:
    return [JudgedText(id=name, text=text) for name, text in held.items()]


def collection(
    corpora: Mapping[str, Texts], questions: Mapping[str, Texts], judgements: Mapping[str, Mapping[str, int]]
) -> Collection:
    return Collection(
        name="made up",
        corpora={language: texts(held) for language, held in corpora.items()},
        questions={language: texts(held) for language, held in questions.items()},
        judgements=judgements,
    )


def write_lines(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")


def write_collection(folder: Path) -> Path:
    """Writes two languages in which one of two questions has its document first, the other shares no word."""
    for language in ("en", "nl"):
        held = {"d0": "water", "d1": "waste", "d2": "youth"}
        write_lines(
            folder / f"corpus.{language}.jsonl", [{"_id": n, "text": f"{t} {language}"} for n, t in held.items()]
        )
        asked = {"q0": "water", "q1": "nourriture"}
        write_lines(folder / f"queries.{language}.jsonl", [{"_id": n, "text": t} for n, t in asked.items()])
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq0\td0\t1\nq1\td2\t1\n")
    return folder
