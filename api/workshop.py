"""The process that reads uploads: started when files wait, started again if it dies, stopped with the server."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Sequence
from contextlib import suppress

from kb.bootstrap import KnowledgeBase

logger = logging.getLogger(__name__)

# Without the folder that the server runs in, which need not be ours.
WORK = (sys.executable, "-P", "-c", "from api.cli import main; main()", "work", "--once")

# A process that died is started again after one second, then two, four, ...
_LONGEST_PAUSE_SECONDS = 300.0
# It is told to end twice: the second time it puts the file back that it is reading. Then it is killed.
_PATIENCE_SECONDS = 5.0


class Workshop:
    """Keeps a process at work while there are uploads to read; it ends when none waits, and gives its memory back.

    Args:
        base: where they are.
        command: what reads them, without the options that name the data folder and the parent; None if something else
            does, as a service of its own.
    """

    def __init__(self, base: KnowledgeBase, command: Sequence[str] | None = WORK) -> None:
        self._base = base
        self._command = command
        self._process: Process | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
        self._ended = False

    def wake(self) -> None:
        """Says that there is something to read; any thread may."""
        if self._loop:
            with suppress(RuntimeError):  # the loop has ended, and the next start looks for itself
                self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        """Keeps the process at work until `stop`."""
        self._loop = asyncio.get_running_loop()
        failures = 0
        await asyncio.to_thread(self._base.spool.remove_unfinished)
        while self._command is not None and not self._ended:
            try:
                failures = await self._look(self._command, failures)
            except Exception:  # the server outlives whatever befalls this
                logger.exception("uploads cannot be read at the moment")
                failures += 1
            await self._pause(failures)

    async def stop(self) -> None:
        """Ends the process, after the file that it reads if that is soon."""
        self._ended = True
        self._woken.set()
        process = self._process
        for end in (Process.terminate, Process.terminate, Process.kill):
            if process is None or process.returncode is not None:
                return
            with suppress(ProcessLookupError):
                end(process)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _PATIENCE_SECONDS)

    async def _look(self, command: Sequence[str], failures: int) -> int:
        """Lets a process work if files wait, or waits until some may; returns how often in a row that has failed."""
        self._woken.clear()
        if await asyncio.to_thread(self._has_work):
            return await self._work(command, failures)
        if not self._ended:
            await self._woken.wait()
        return 0

    def _has_work(self) -> bool:
        return self._base.catalog_path.is_file() and self._base.jobs.unfinished() > 0

    async def _work(self, command: Sequence[str], failures: int) -> int:
        """Lets a process work until it ends; returns how often in a row one has ended with work left."""
        options = ("--home", str(self._base.config.home), "--parent", str(os.getpid()))
        # In a session of its own: an interrupt at the terminal is for the server, which then ends it.
        self._process = await asyncio.create_subprocess_exec(
            *command, *options, stdin=DEVNULL, stdout=DEVNULL, start_new_session=True
        )
        if self._ended:  # while it was being started
            await self.stop()
        code = await self._process.wait()
        if self._ended or not await asyncio.to_thread(self._has_work):
            return 0
        logger.warning("the process that reads uploads ended with %s, and files are waiting", code)
        return failures + 1

    async def _pause(self, failures: int) -> None:
        deadline = asyncio.get_running_loop().time() + min(2.0 ** (failures - 1), _LONGEST_PAUSE_SECONDS)
        while failures and not self._ended and (left := deadline - asyncio.get_running_loop().time()) > 0:
            self._woken.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), left)
