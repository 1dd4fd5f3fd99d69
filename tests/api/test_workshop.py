from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from api import workshop as module
from api.workshop import Workshop
from kb.bootstrap import KnowledgeBase
from kb.jobs import FileStatus
from tests.kb.uploads import deliver

# As `kb work --once` with a quick embedder; what it is told stands in front.
CHILD = """
import sys
from pathlib import Path
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from api.working import work
from tests.conftest import WordEmbedder
home, parent = sys.argv[sys.argv.index("--home") + 1], int(sys.argv[sys.argv.index("--parent") + 1])
base = KnowledgeBase(load_config(Path(home), {}), WordEmbedder())
work(base, once=True, parent=parent)
base.close()
"""
WORKS = (sys.executable, "-c", CHILD)
DIES = (sys.executable, "-c", "import os; os.kill(os.getpid(), 9)")
SLEEPS = (sys.executable, "-c", "import time; time.sleep(600)")
IGNORES = """
import pathlib, signal, sys, time
signal.signal(15, signal.SIG_IGN)
pathlib.Path(sys.argv[2], "deaf").touch()
time.sleep(600)
"""
DEAF = (sys.executable, "-c", IGNORES)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - what another process does sets no event
            await asyncio.sleep(0.02)


def in_workshop(workshop: Workshop, steps: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        running = asyncio.create_task(workshop.run())
        try:
            await steps()
        finally:
            await workshop.stop()
            async with asyncio.timeout(60):
                await running

    asyncio.run(run())


def pid_of(workshop: Workshop) -> int:
    assert workshop._process is not None
    return workshop._process.pid


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_waits_at_the_start_and_what_comes_later_is_read(base: KnowledgeBase) -> None:
    deliver(base, ("note.txt", b"Waste is collected by tricycle."))
    workshop = Workshop(base, WORKS)

    async def steps() -> None:
        await until(lambda: base.jobs.unfinished() == 0)
        deliver(base, ("more.txt", b"The committee meets under the tree."))
        workshop.wake()
        await until(lambda: base.jobs.unfinished() == 0)

    in_workshop(workshop, steps)
    assert {file.status for job in base.jobs.jobs(None, 9)[1] for file in job.files} == {FileStatus.ADDED}
    assert base.catalog.counts()["documents"] == 2


def test_nothing_is_started_where_nothing_waits(base: KnowledgeBase) -> None:
    workshop = Workshop(base, DIES)

    async def steps() -> None:
        workshop.wake()
        await asyncio.sleep(0.1)

    in_workshop(workshop, steps)
    assert workshop._process is None
    assert not base.catalog_path.exists()


def test_what_a_killed_upload_left_is_removed_at_the_start(base: KnowledgeBase) -> None:
    base.spool.root.mkdir(parents=True)
    (base.spool.root / ".part-old").touch()
    in_workshop(Workshop(base, None), lambda: until(lambda: not list(base.spool.root.iterdir())))


def test_a_process_that_dies_is_started_again_with_growing_pauses(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(base, ("note.txt", b"Waste is collected by tricycle."))
    workshop, pauses = Workshop(base, DIES), list[int]()

    async def pause(failures: int) -> None:
        pauses.append(failures)
        if failures == 3:
            workshop._command = WORKS

    monkeypatch.setattr(workshop, "_pause", pause)
    in_workshop(workshop, lambda: until(lambda: base.jobs.unfinished() == 0))
    assert pauses[:3] == [1, 2, 3]


def test_it_outlives_whatever_befalls_it(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(base, ("note.txt", b"Waste is collected by tricycle."))
    workshop, befallen = Workshop(base, WORKS), list[int]()

    def has_work() -> bool:
        befallen.append(1)
        if len(befallen) == 1:
            raise OSError
        return base.jobs.unfinished() > 0

    monkeypatch.setattr(workshop, "_has_work", has_work)
    in_workshop(workshop, lambda: until(lambda: base.jobs.unfinished() == 0))
    assert len(befallen) > 1


def test_a_pause_outlasts_an_upload_but_not_the_end(base: KnowledgeBase) -> None:
    workshop = Workshop(base, DIES)

    async def steps() -> None:
        pausing = asyncio.create_task(workshop._pause(9))
        workshop.wake()
        await asyncio.sleep(0.05)
        assert not pausing.done()
        await workshop.stop()
        async with asyncio.timeout(60):
            await pausing

    in_workshop(workshop, steps)


@pytest.mark.parametrize("command", [SLEEPS, DEAF], ids=["hears", "deaf"])
def test_the_process_ends_with_the_server(
    base: KnowledgeBase, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE_SECONDS", 0.2)
    deliver(base, ("note.txt", b"Waste is collected by tricycle."))
    workshop, marker = Workshop(base, command), base.config.home / "deaf"
    pids = list[int]()

    async def steps() -> None:
        await until(lambda: workshop._process is not None and (command is SLEEPS or marker.exists()))
        pids.append(pid_of(workshop))

    in_workshop(workshop, steps)
    assert not is_alive(pids[0])
    assert base.jobs.unfinished() == 1


def test_the_process_dies_with_a_server_that_is_killed(base: KnowledgeBase) -> None:
    parent = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {CHILD.replace("once=True", "once=False")!r},
    "--home", {str(base.config.home)!r}, "--parent", str(__import__("os").getpid())])
print(child.pid, flush=True)
time.sleep(600)
"""

    async def run() -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", parent, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        assert process.stdout is not None
        pid = int(await process.stdout.readline())
        deliver(base, ("note.txt", b"Waste is collected by tricycle."))
        await until(lambda: base.jobs.unfinished() == 0)  # so that it is at work
        process.send_signal(signal.SIGKILL)
        await process.wait()
        await until(lambda: not is_alive(pid) or is_zombie(pid))

    asyncio.run(run())


def is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
