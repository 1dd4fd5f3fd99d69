"""A server in a process of its own, for what measures it from outside."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers questions: at which port of the loopback, and in which process."""

    port: int
    pid: int


@contextmanager
def served(home: Path, settings: Mapping[str, str]) -> Iterator[Served]:
    """Starts a server over a data folder, waits until it answers questions, and ends it afterwards.

    Raises:
        ChildProcessError: it ended before.
        TimeoutError: it did not become ready.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = "from api.cli import main; main()"
    command = [sys.executable, "-c", program, "--home", str(home), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL, cwd=_ROOT)
    try:
        _wait(port, server)
        yield Served(port, server.pid)
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise ChildProcessError(f"the server ended with {server.returncode}")
        if _is_ready(port):
            return
        time.sleep(0.2)
    raise TimeoutError("the server did not become ready")


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
