"""kill -9 at each step of an erasure, and at random moments: whatever is left, the next run ends with the same.

`KB_DRILL_KILLS` sets how many random moments are tried, beside the steps.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb import erasure_store
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.config import load_config
from kb.scrubbing import scrub_pending
from tests.conftest import ROOT, WordEmbedder
from tests.kb.erased import Written, filled, holders, strings_of, vectors_of, write

KILLS = int(os.environ.get("KB_DRILL_KILLS", "3"))
NAME = "Zukramofine Plibixgwe"
SAID = f"The second speaks of waste that {NAME} collected in the whole of the town."

# Erases a document and a person and scrubs; kills itself before or after the n-th call of a function.
CHILD = """
import importlib, sys
from pathlib import Path
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.erasing import erase_documents, erase_persons
from kb.scrubbing import scrub_pending
from tests.conftest import WordEmbedder
from tests.kb.killing import make_deadly

home, document, person, module, path, calls, when = sys.argv[1:]
if module:
    *names, name = path.split(".")
    place = importlib.import_module(module)
    for one in names:
        place = getattr(place, one)
    make_deadly(place, name, int(calls), when)
base = KnowledgeBase(load_config(Path(home), {}), WordEmbedder())
print("started", flush=True)
if base.catalog.document(document):
    erase_documents(base, [document], "tester")
    erase_persons(base, [person], "tester")
scrub_pending(base)
base.close()
"""

# Where it is killed, and how many erasures were committed then.
STEPS = {
    "with nothing committed": ("kb.erasing", "remove_rows", 1, "after", 0),
    "with the notes removed, not committed": ("kb.traces", "Traces.remove", 1, "after", 0),
    "with the erasure noted, not committed": ("kb.erasing", "add_erasure", 1, "after", 0),
    "between two erasures": ("kb.erasing", "plan_persons", 1, "before", 1),
    "before scrubbing": ("kb.scrubbing", "_clean", 1, "before", 2),
    "with the originals removed": ("kb.originals", "Originals.keep_only", 1, "after", 2),
    "while an original is removed": ("pathlib", "Path.unlink", 3, "before", 2),
    "before the new generation": ("kb.dense", "build", 1, "before", 2),
    "with the new generation half written": ("kb.dense", "build", 1, "after", 2),
    "with two generations": ("kb.generations", "_rename", 1, "after", 2),
    "while the old generation is removed": ("shutil", "rmtree", 1, "before", 2),
    "before the words are merged": ("kb.scrubbing", "_merge_full_text", 1, "before", 2),
    "with the words merged": ("kb.scrubbing", "_merge_full_text", 1, "after", 2),
    "with the catalogue written anew": ("kb.catalog", "Catalog.compact", 1, "after", 2),
    "before the files are looked through": ("kb.scrubbing", "remains_of", 1, "before", 2),
    "after the files were looked through": ("kb.scrubbing", "remains_of", 1, "after", 2),
    "with one receipt written, not committed": ("kb.erasure_store", "finish", 1, "after", 2),
    "with all done": ("kb.scrubbing", "_finished", 1, "after", 0),
}


def opened(home: Path) -> KnowledgeBase:
    return KnowledgeBase(load_config(home, {}), WordEmbedder())


def prepared(home: Path) -> tuple[Written, list[bytes], Written]:
    base = opened(home)
    minutes = write(base, "minutes", ["The first passage speaks of water.", SAID])
    made = filled(base, documents=6)
    vectors = [*vectors_of(base, made[0].id), vectors_of(base, minutes.id)[1]]
    base.close()
    return made[0], vectors, minutes


def command(home: Path, document: str, *step: object) -> list[str]:
    told = [str(one) for one in (step or ("", "", 0, ""))]
    return [sys.executable, "-c", CHILD, str(home), document, NAME, *told]


def assert_ends_the_same(home: Path, gone: Written, vectors: list[bytes], minutes: Written) -> None:
    subprocess.run(command(home, gone.id), cwd=ROOT, check=True, capture_output=True)
    base = opened(home)
    # Killed between the two, only the first was asked for; a person asks again.
    if holders(home, [NAME]):
        from kb.erasing import erase_persons  # noqa: PLC0415

        erase_persons(base, [NAME], "tester")
        scrub_pending(base)
    assert holders(home, [*strings_of(gone), *vectors, NAME, NAME.lower(), SAID[:40], SAID[-40:]]) == []
    assert [stored.passage.text for stored in base.catalog.passages_of(minutes.id)] == [minutes.texts[0]]
    assert base.catalog.counts() == {"documents": 6, "passages": 31, "vectors": 31}
    assert problems_of(base) == []
    with base.catalog.engine.connect() as connection:
        assert [one.state.value for one in erasure_store.read_erasures(connection)] == ["done", "done"]
    assert len(list(base.index_root.iterdir())) == 1
    assert len(base.originals.names()) == 5
    base.close()


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_next_run_ends_the_same(tmp_path: Path, step: str) -> None:
    gone, vectors, minutes = prepared(tmp_path)
    *place, committed = STEPS[step]
    done = subprocess.run(command(tmp_path, gone.id, *place), cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    base = opened(tmp_path)
    with base.catalog.engine.connect() as connection:
        assert erasure_store.count_pending(connection) == committed
    base.close()
    assert_ends_the_same(tmp_path, gone, vectors, minutes)


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_at_random_moments_the_next_run_ends_the_same(tmp_path: Path, seed: int) -> None:
    gone, vectors, minutes = prepared(tmp_path)
    chance = random.Random(seed)  # noqa: S311 - when to kill is no secret
    for _ in range(2):
        with subprocess.Popen(command(tmp_path, gone.id), cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(chance.uniform(0, 0.8))
            child.send_signal(signal.SIGKILL)
    assert_ends_the_same(tmp_path, gone, vectors, minutes)
