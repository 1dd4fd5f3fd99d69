"""Start, ingest and searches contact nothing but this machine, as Python sees it and, if strace is there, the kernel.

`KB_OFFLINE_SEARCHES` says how many searches; the drill that is reported is of a hundred.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES, ROOT

SEARCHES = int(os.environ.get("KB_OFFLINE_SEARCHES", "6"))
QUESTIONS = ("drinkwater", "déchets et tricycles", "comité de género", "what did the budget change?")
KB = (sys.executable, "-c", "from api.cli import main; main()")

# Runs at the start of every Python that does not shut its path (-I), and notes what it contacts.
HOOK = """
import json, os, sys

def note(event, values):
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        to = values[1]
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        to = values[0]
    else:
        return
    line = json.dumps([event, to[0] if isinstance(to, tuple) else to], default=repr) + "\\n"
    file = os.open(os.environ["NOTED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(file, line.encode())
    os.close(file)

sys.addaudithook(note)
"""
# The kernel's calls that send something to an address; -f follows every thread and child, also those of libraries in C.
STRACE = ("strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-e", "signal=none", "-s", "0")
ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')

Contacts = Callable[[], list[str]]


@dataclass(frozen=True, slots=True)
class Watch:
    """How processes are watched: what stands before their command, what is set for them, and whom they contacted."""

    before: Sequence[str]
    environment: dict[str, str]
    contacts: Contacts


def by_audit(folder: Path) -> Watch:
    """Watches each Python from inside."""
    noted = folder / "noted.jsonl"
    noted.touch()
    (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    path = os.pathsep.join((str(folder), str(ROOT)))

    def contacts() -> list[str]:
        lines = map(json.loads, noted.read_text(encoding="utf-8").splitlines())
        return [str(to) for _, to in lines if to is not None]

    return Watch((), {"NOTED": str(noted), "PYTHONPATH": path}, contacts)


def by_strace(folder: Path) -> Watch:
    """Watches each process from outside, what is not Python included."""
    trace = folder / "strace.txt"
    trace.touch()

    def contacts() -> list[str]:
        found = ADDRESS.findall(trace.read_text(encoding="utf-8", errors="replace"))
        return [four or six for four, six in found]

    return Watch((*STRACE, "-A", "-o", str(trace)), {"PYTHONPATH": str(ROOT)}, contacts)


def strace_works() -> bool:
    """Tells whether processes can be traced on this machine; some containers forbid it."""
    found = shutil.which("strace")
    return bool(found) and subprocess.run([*STRACE, "true"], capture_output=True, check=False).returncode == 0


WATCHES = [by_audit, *([by_strace] if strace_works() else [])]


def is_here(address: str) -> bool:
    """Tells whether an address is this machine's own: a socket of the file system, or of the loopback."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost" or address.startswith(("/", "\0"))


def environment(watch: Watch) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KB_", "HF_", "COV_"))}
    return kept | {"KB_LANGUAGE": "en", "KB_REQUESTS_PER_MINUTE": "0"} | watch.environment


def run(watch: Watch, *command: str) -> str:
    done = subprocess.run(
        [*watch.before, *command], env=environment(watch), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def served(watch: Watch, home: Path) -> Iterator[str]:
    """Yields the address of a server that answers questions, and ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*watch.before, *KB, "--home", str(home), "serve", "--port", str(port)]
    with subprocess.Popen(
        command, env=environment(watch), cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True
    ) as server:
        try:
            wait_until_ready(server, f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)  # strace, which stands before it, shuts its ears to that
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=60)
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def wait_until_ready(server: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(1200):
        assert server.poll() is None, "the server has ended"
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server does not become ready")


def answer(address: str, question: str) -> int:
    url = f"{address}/v1/search?{urllib.parse.urlencode({'q': question})}"
    with urllib.request.urlopen(url, timeout=60) as found:  # noqa: S310 - our own address
        return len(json.load(found)["hits"])


@pytest.mark.parametrize("watched", WATCHES)
def test_nothing_but_this_machine_is_contacted(watched: Callable[[Path], Watch], tmp_path: Path) -> None:
    watch, home = watched(tmp_path), tmp_path / "home"
    files = ("laarne-ouinhi/jaarrapport-2023.pdf", "portoviejo/agua-ciudad-y-campo-2024.html")
    run(watch, *KB, "--home", str(home), "ingest", *(str(EXAMPLES / name) for name in files))
    assert "hits" in run(watch, *KB, "--home", str(home), "search", QUESTIONS[0], "--json")
    with served(watch, home) as address:
        hits = [answer(address, f"{QUESTIONS[n % len(QUESTIONS)]} {n}") for n in range(SEARCHES)]
    assert sum(hits) > 0
    assert [to for to in watch.contacts() if not is_here(to)] == []


@pytest.mark.parametrize("watched", WATCHES)
def test_a_contact_elsewhere_would_be_seen(watched: Callable[[Path], Watch], tmp_path: Path) -> None:
    watch = watched(tmp_path)
    # An address for documentation (RFC 5737): nobody has it. A datagram socket that is connected sends nothing.
    script = "import socket; socket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    run(watch, sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {script!r}])")
    assert watch.contacts() == ["192.0.2.1"]
    assert not is_here("192.0.2.1")
