from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import EXAMPLES, ROOT


def test_the_examples_can_be_made_again_to_the_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "examples/build.py", "--out", tmp_path], check=True, capture_output=True)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    held = {path.relative_to(EXAMPLES): path.read_bytes() for path in EXAMPLES.rglob("*") if path.is_file()}
    assert made.keys() == held.keys()
    assert [path for path in held if made[path] != held[path]] == []


def test_the_questions_name_documents_that_exist() -> None:
    for line in (ROOT / "examples/questions.jsonl").read_text(encoding="utf-8").splitlines():
        assert all((EXAMPLES / answer["document"]).is_file() for answer in json.loads(line)["expected"])


def test_the_demonstration_answers_in_four_languages(tmp_path: Path) -> None:
    command = [sys.executable, ROOT / "examples/demo.py", "--home", tmp_path]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    for part in ("(nl)", "(fr)", "(es)", "(en)", "KeMoPoDi", "Portoviejo", "Bugesera", "p. 1"):
        assert part in shown
