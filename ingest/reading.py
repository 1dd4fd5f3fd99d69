"""Reading a file in a process of its own, which is killed when the file costs more than the settings allow."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from ingest.blocks import Parsed
from ingest.deadline import Clock, Watch
from ingest.wire import Row, decode, encode, read_error, read_parsed
from kb.config import Config
from kb.errors import PraktijkbankError, ReadError

logger = logging.getLogger(__name__)

OnPage = Callable[[int, int], None]

# A worker that ever held more than this share of its memory, or read so many files, makes room for a fresh one.
_GROWN_SHARE = 0.5
_MOST_FILES = 500
# Of its memory, what it can send: a letter of one byte may take two, a file's bytes a third more.
_MOST_SENT_SHARE = 2
_MEGABYTE = 1_000_000

# Isolated: neither the environment nor the folder it runs in decides what is imported.
_START = "import sys; sys.path.insert(0, sys.argv[1]); from ingest.worker import main; main()"
WORKER = (sys.executable, "-I", "-c", _START, str(Path(__file__).parents[1]))
# Libraries for numbers start a thread a core otherwise, each with memory of its own.
_ONE_THREAD = dict.fromkeys(("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"), "1")


def _ignore(_done: int, _pages: int) -> None:
    """Is told nothing of pages."""


class SandboxedReader:
    """Reads files in a worker, started when it is first needed and again after it was killed or has grown.

    Args:
        config: says what a file may cost.
        command: starts the worker.

    Attributes:
        peak_memory: the most bytes that a worker ever held in memory, as far as the system tells.
    """

    def __init__(self, config: Config, command: Sequence[str] = WORKER) -> None:
        self.peak_memory = 0
        self._config = config
        self._command = command
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the worker."""
        if self._worker:
            self._worker.close()
            self._worker = None

    def read(self, content: bytes, name: str, on_page: OnPage = _ignore) -> Parsed:
        """Reads a file.

        Args:
            content: all of it.
            name: its name.
            on_page: is told of pages done and of pages in all.

        Raises:
            ReadError: it cannot be read, or not within the limits; the key says why.
            PraktijkbankError: no worker can be started.
        """
        if self._worker:
            with contextlib.suppress(_WorkerDiedError):  # perhaps of what earlier files left in it: this one tells
                return self._attempt(content, name, on_page)
        try:
            return self._attempt(content, name, on_page)
        except _WorkerDiedError as death:
            raise death.reason from death

    def _attempt(self, content: bytes, name: str, on_page: OnPage) -> Parsed:
        worker = self._worker = self._worker or _Worker(self._command, self._config)
        try:
            return worker.read(content, name, on_page)
        except _WorkerDiedError:
            self.close()
            raise
        finally:
            self.peak_memory = max(self.peak_memory, worker.peak_memory)
            if worker.is_spent:
                self.close()


class _WorkerDiedError(Exception):
    """The worker ended while it read a file, or had no memory left for it."""

    def __init__(self, reason: ReadError) -> None:
        super().__init__(reason.key)
        self.reason = reason


class _Worker:
    """One process that reads files."""

    def __init__(self, command: Sequence[str], config: Config) -> None:
        self.peak_memory = 0
        self._config = config
        self._memory = config.max_memory_mb * _MEGABYTE
        self._files = 0
        self._started = False
        self._answered = True
        limits = map(str, (os.getpid(), self._memory, config.max_seconds))
        self._process = _start([*command, *limits])
        self._questions = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)

    @property
    def is_spent(self) -> bool:
        """Tells whether the next file deserves another worker."""
        return not self._answered or self._files >= _MOST_FILES or self.peak_memory > _GROWN_SHARE * self._memory

    def close(self) -> None:
        """Ends the process and all that it started."""
        self._kill()
        self._process.wait()
        for pipe in (self._questions, self._answers):
            with contextlib.suppress(OSError):  # what was not sent yet has no reader any more
                pipe.close()

    def read(self, content: bytes, name: str, on_page: OnPage) -> Parsed:
        """Reads a file, within its time."""
        self._files += 1
        self._answered = False
        clock = Clock(self._config.max_seconds)
        with Watch(clock, self._kill) as watch:
            try:
                self._ask(content, name)
                return read_parsed(self._document(clock, on_page))
            except (OSError, EOFError, ValueError, TypeError, LookupError, RecursionError) as cause:
                self.close()
                raise self._failure(in_time=not watch.ran_out) from cause

    def _ask(self, content: bytes, name: str) -> None:
        self._questions.write(encode([name, len(content), self._config.ocr]))
        self._questions.write(content)
        self._questions.flush()

    def _document(self, clock: Clock, on_page: OnPage) -> Iterator[Row]:
        """Yields the rows of the document, heeds the others, and raises what they tell."""
        failure: Exception | None = None
        for row in self._rows():
            match row:
                case ["ready"]:
                    self._started = True
                case ["done", done, pages]:
                    clock.page_done(done)
                    on_page(done, pages)
                case ["ocr"]:
                    clock.ocr_begins()
                case ["memory"]:
                    failure = self._without_memory()
                case ["error", *values]:
                    failure = read_error(values)
                case _:
                    yield row
        if failure:
            raise failure

    def _rows(self) -> Iterator[Row]:
        """Yields what the worker sends until it says that this was all; no more than it can have had in memory."""
        left = _MOST_SENT_SHARE * self._memory
        while (line := self._answers.readline(left)).endswith(b"\n"):
            left -= len(line)
            row = decode(line)
            if row[0] == "end":
                self._answered, self.peak_memory = True, int(row[1])
                return
            yield row
        raise EOFError

    def _failure(self, *, in_time: bool) -> Exception:
        """Returns why the process, which has ended, did so."""
        code = self._process.returncode
        ending = signal.Signals(-code).name if code < 0 else f"exit {code}"
        if not self._started:
            return PraktijkbankError("reader_missing", cause=ending)
        if not in_time or ending == "SIGXCPU":
            return ReadError("too_long", seconds=self._config.max_seconds)
        if ending == "SIGKILL":  # by the system, when it is short of memory, or by us, when it sent too much
            return self._without_memory()
        return _WorkerDiedError(ReadError("reader_crashed", cause=ending))

    def _without_memory(self) -> _WorkerDiedError:
        return _WorkerDiedError(ReadError("too_much_memory", most=self._config.max_memory_mb))

    def _kill(self) -> None:
        """Kills the process with all that it started, which is one group."""
        if self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if logger.isEnabledFor(logging.DEBUG) else subprocess.DEVNULL,
            env={**os.environ, **_ONE_THREAD},
            start_new_session=True,
        )
    except OSError as cause:
        raise PraktijkbankError("reader_missing", cause=cause.strerror) from cause
