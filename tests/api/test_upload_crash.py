"""kill -9 of the process that reads uploads, at random moments: each ends once, ingested or with a reason.

`KB_DRILL_KILLS` says how often it is killed.
"""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from kb.access import INTERNAL, LOCAL
from kb.bootstrap import KnowledgeBase
from kb.care import problems_of
from kb.config import load_config
from kb.jobs import UPLOADED, Delivery, FileStatus, JobState, Upload
from tests.conftest import EXAMPLES, ROOT, WordEmbedder

KILLS = int(os.environ.get("KB_DRILL_KILLS", "4"))
# Killed at each of its moments a file would be given up, as it should: the drill leaves it the last attempt.
ROUNDS = 2

CHILD = """
import sys
from pathlib import Path
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from ingest import pipeline
from api.working import work
from tests.slow_embedder import SlowEmbedder

pipeline.EMBED_TOGETHER = 16
base = KnowledgeBase(load_config(Path(sys.argv[1]), {}), SlowEmbedder())
print("started", flush=True)
work(base, once=True)
base.close()
"""

FILES = sorted(path for path in EXAMPLES.rglob("*") if path.suffix in {".md", ".docx", ".pdf"})[:6]
SENT = len(FILES) + 3
BROKEN = ("broken.pdf", b"%PDF-1.7\nnot really\n")


def open_base(home: Path) -> KnowledgeBase:
    return KnowledgeBase(load_config(home, {}), WordEmbedder())


def start(home: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, str(home)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    return child


def upload(base: KnowledgeBase, *files: tuple[str, bytes]) -> str:
    uploads = tuple(Upload(name=name, received=base.spool.receive(io.BytesIO(content))) for name, content in files)
    return base.intake.add(Delivery(reader=LOCAL, uploads=uploads, visibility=INTERNAL)).id


def upload_all(home: Path) -> list[str]:
    """Uploads all files, some of them twice and one that cannot be read, in jobs of three."""
    files = [(path.name, path.read_bytes()) for path in FILES]
    sent = [*files, BROKEN, files[0], files[-1]]
    assert len(sent) == SENT
    base = open_base(home)
    jobs = [upload(base, *sent[at : at + 3]) for at in range(0, len(sent), 3)]
    base.close()
    return jobs


def kill_at_random(home: Path, duration: float, chance: random.Random) -> None:
    """Kills the process at some moment of what it still has to do."""
    base = open_base(home)
    left = base.jobs.unfinished() / SENT
    base.close()
    with start(home) as child:
        try:
            child.wait(chance.uniform(0, duration * left))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)


@pytest.fixture(scope="module")
def duration(tmp_path_factory: pytest.TempPathFactory) -> float:
    """The seconds that it takes if nobody disturbs it."""
    home = tmp_path_factory.mktemp("whole")
    upload_all(home)
    with start(home) as child:
        began = time.monotonic()
        assert child.wait() == 0
        return time.monotonic() - began


@pytest.mark.parametrize("seed", range(max(1, KILLS // ROUNDS)))
def test_killed_at_random_moments_each_upload_ends_once(tmp_path: Path, duration: float, seed: int) -> None:
    jobs = upload_all(tmp_path)
    chance = random.Random(seed)  # noqa: S311 - when to kill is no secret
    for _ in range(ROUNDS):
        kill_at_random(tmp_path, duration, chance)
    with start(tmp_path) as child:
        assert child.wait() == 0

    base = open_base(tmp_path)
    found = [job for name in jobs if (job := base.jobs.job(name)) is not None]
    files = [file for job in found for file in job.files]
    assert [job.state for job in found] == [JobState.DONE] * len(jobs)
    assert all(job.finished_at for job in found)
    failed = {file.name: file.reason_key for file in files if file.status is FileStatus.FAILED}
    assert set(failed) == {"broken.pdf"}
    assert failed["broken.pdf"]
    held = {document.id: document for document in base.catalog.documents()}
    assert all(held[file.document_id or ""].content_hash == file.content_hash for file in files if not file.reason_key)
    assert set(Counter(document.content_hash for document in held.values()).values()) == {1}
    assert len(held) == len(FILES)
    assert all(document.origin.startswith(UPLOADED) for document in held.values())
    assert base.spool.names() == set()
    assert problems_of(base) == []
    base.close()
