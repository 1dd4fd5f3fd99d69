"""kill -9 at each step of a change of the model: the old one answers, and the next run completes the change."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb import generations
from kb.care import problems_of
from kb.changeover import rebuild
from kb.index import publish_if_stale
from kb.types import Query, SearchMode
from tests.conftest import ROOT
from tests.kb.fake_models import MarkedEmbedder, Shelf, add

PASSAGES = 40

# Kills itself instead of calling a function for the n-th time, or after it.
CHILD = """
import sys
from pathlib import Path
from kb import changeover, dense, embeddings, generations, models
from kb.changeover import rebuild
from tests.kb.fake_models import Shelf
from tests.kb.killing import make_deadly

home, module, name, calls, when = sys.argv[1:]
changeover._BATCH = 8
place = {"changeover": changeover, "dense": dense, "embeddings": embeddings, "generations": generations,
         "models": models}[module]
make_deadly(place, name, int(calls), when)
base = Shelf("one", "two").base(Path(home), "two")
model = base.wanted_model()
rebuild(base.catalog, base.open_model(model), base.index_root, lambda done, of: None,
        model=model, settings=base.settings_model)
"""

# Where it is killed, and which model answers then.
MOMENTS = {
    "before the change is noted": ("models", "begin", 1, "before", "one"),
    "with the change not committed": ("models", "begin", 1, "after", "one"),
    "while the third batch is written": ("embeddings", "add_vectors", 3, "after", "one"),
    "before the index is built": ("dense", "build", 1, "before", "one"),
    "with the index half prepared": ("dense", "build", 1, "after", "one"),
    "with the index published": ("generations", "adopt_prepared", 1, "after", "one"),
    "with the index prepared, not published": ("generations", "adopt_prepared", 1, "before", "one"),
    "before the switch": ("models", "switch", 1, "before", "one"),
    "with the switch not committed": ("models", "switch", 1, "after", "one"),
    "after the switch": ("changeover", "_tidy", 1, "before", "two"),
    "while what is left over is removed": ("embeddings", "keep_stamps", 1, "after", "two"),
}


def kill_at(home: Path, module: str, name: str, calls: int, when: str) -> None:
    command = [sys.executable, "-c", CHILD, str(home), module, name, str(calls), when]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


def assert_answers(home: Path, name: str) -> None:
    base = Shelf("one", "two").base(home)
    serving = base.open_serving()
    hits = serving.searcher.search(Query(text="place7", mode=SearchMode.DENSE, limit=PASSAGES)).hits
    assert serving.embedder.stamp == f"{name}/1"
    assert len(hits) == PASSAGES
    assert all(hit.why.similarity is not None and hit.why.similarity > 0.35 for hit in hits)
    assert problems_of(base) == []
    serving.dense.close()
    base.close()


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_any_step_one_model_answers_and_the_next_run_completes(tmp_path: Path, moment: str) -> None:
    module, name, calls, when, answering = MOMENTS[moment]
    base = Shelf("one").base(tmp_path)
    add(base, "first", *(f"place{n}" for n in range(PASSAGES)))
    publish_if_stale(base.catalog, base.index_root)
    base.close()

    kill_at(tmp_path, module, name, calls, when)
    assert_answers(tmp_path, answering)

    base = Shelf("one", "two").base(tmp_path, "two")
    model = base.wanted_model()
    embedder = base.open_model(model)
    assert isinstance(embedder, MarkedEmbedder)
    rebuild(base.catalog, embedder, base.index_root, lambda _done, _of: None, model=model, settings=base.settings_model)
    # The batches that were committed are not embedded again.
    committed = {"before the change is noted": 0, "with the change not committed": 0}.get(moment, PASSAGES)
    committed = 16 if moment == "while the third batch is written" else committed
    assert len(embedder.embedded) == PASSAGES - committed
    assert_answers(tmp_path, "two")
    held = base.catalog.models()
    assert (held.serving, held.previous, held.building) == ("two/1", "one/1", None)
    assert base.catalog.counts()["vectors"] == 2 * PASSAGES
    folders = {generation.folder for name in held.kept if (generation := generations.newest(base.index_root, name))}
    assert folders == set(base.index_root.iterdir())
    assert len(folders) == 2
    base.close()
