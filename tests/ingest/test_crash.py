"""kill -9 at random moments of an ingest: nothing acknowledged is lost, nothing is there twice.

By default over the bundled examples with a quick embedder; `KB_DRILL_FOLDER`, `KB_DRILL_KILLS` and `KB_DRILL_MODEL=1`
run the same drill over any folder, as often as wanted, with the real model.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ingest.pipeline import ingest
from kb import generations
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.config import load_config
from kb.embedder import Embedder
from tests.conftest import EXAMPLES, ROOT, WordEmbedder

FOLDER = Path(os.environ.get("KB_DRILL_FOLDER", EXAMPLES))
KILLS = int(os.environ.get("KB_DRILL_KILLS", "4"))
REAL_MODEL = os.environ.get("KB_DRILL_MODEL") == "1"

Content = tuple[int, str, bytes, int, list[float | None]]

CHILD = """
import sys
from pathlib import Path
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from ingest import pipeline
from tests.slow_embedder import SlowEmbedder

pipeline.EMBED_TOGETHER = 16
home, folder, real = sys.argv[1:]
base = KnowledgeBase(load_config(Path(home), {}), None if real == "1" else SlowEmbedder())
print("started", flush=True)
pipeline.ingest([Path(folder)], base)
base.close()
"""


def open_base(home: Path) -> KnowledgeBase:
    embedder: Embedder | None = None if REAL_MODEL else WordEmbedder()
    return KnowledgeBase(load_config(home, {}), embedder)


def start(home: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, str(home), str(FOLDER), "1" if REAL_MODEL else "0"]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    return child


def contents(base: KnowledgeBase) -> dict[str, list[Content]]:
    """Returns what each document has: of each passage position, text, vector, and what it is the same as or like."""
    snapshot, stamp = base.catalog.snapshot(), base.catalog.stamp() or ""
    numbers, matrix = base.catalog.vectors_after(0, stamp)
    vectors = {int(number): np.round(row, 3).tobytes() for number, row in zip(numbers, matrix, strict=True)}
    return {
        document.origin: [
            (
                stored.passage.position,
                stored.passage.id,
                vectors[stored.number] if not REAL_MODEL else b"",
                int(snapshot.text_keys[stored.number]),
                [one.similarity for one in snapshot.kin.of(stored.number)],
            )
            for stored in base.catalog.passages_of(document.id)
        ]
        for document in base.catalog.documents()
    }


def kill_at_random(home: Path, duration: float, chance: random.Random) -> set[str]:
    """Kills an ingest at some moment of its course and returns the documents that it had acknowledged."""
    with start(home) as child:
        try:
            child.wait(chance.uniform(0, duration))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
    base = open_base(home)
    acknowledged = {document.id for document in base.catalog.documents()}
    base.close()
    return acknowledged


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[Content]], float]:
    """What an ingest that nobody disturbs gives, and the seconds it takes."""
    home = tmp_path_factory.mktemp("whole")
    with start(home) as child:
        began = time.monotonic()
        assert child.wait() == 0
        duration = time.monotonic() - began
    base = open_base(home)
    found = contents(base)
    base.close()
    return found, duration


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_at_a_random_moment_the_next_run_completes(
    tmp_path: Path, whole: tuple[dict[str, list[Content]], float], seed: int
) -> None:
    expected, duration = whole
    chance = random.Random(seed)  # noqa: S311 - when to kill is no secret
    first = kill_at_random(tmp_path, duration, chance)
    second = kill_at_random(tmp_path, duration, chance)  # the run that mends is killed as well
    base = open_base(tmp_path)
    ingest([FOLDER], base)

    assert first <= second <= {document.id for document in base.catalog.documents()}
    assert contents(base) == expected
    assert problems_of(base) == []
    counts = base.catalog.counts()
    assert counts["vectors"] == counts["passages"]
    generation = generations.newest(base.index_root, base.catalog.stamp() or "")
    assert generation is not None
    assert generation.stamp.size >= 0.9 * counts["vectors"]
    assert not list(base.index_root.glob("*.part"))
    base.close()
