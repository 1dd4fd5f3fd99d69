"""Cold start and peak memory of whole processes, beside one that only loads the model and encodes."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import Bench, questions, say
from figures import Figure, Part, median, spread

from kb.embedder import model_folder

_BARE = """
import json, sys
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu")
model.encode(json.load(open(sys.argv[2], encoding="utf-8")), batch_size=int(sys.argv[3]), show_progress_bar=False)
"""
# A child's figure begins with that of the process that made it; this one is small, the benchmark is not.
_PEAK_OF = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(code, peak * (1 if sys.platform == "darwin" else 1024))
"""
_MEGABYTE = 1_000_000
_DEFAULT_BATCH = 32
_PATIENCE = 120.0
_POLL = 0.01
_ASKED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Server:
    """A server that is ready: its address, process id and the seconds that it took."""

    address: str
    pid: int
    seconds: float


def measure_start(bench: Bench, repeats: int) -> Part:
    """Measures seconds from process start to result, each in a fresh process, in turns; the first turn is a warm-up."""
    _ = bench.base
    question = questions(bench.passages)[0]
    steps: dict[str, Callable[[], float]] = {
        "bare": lambda: _seconds(_bare(bench, ["water"], _DEFAULT_BATCH)),
        "kb --help": lambda: _seconds([_kb(), "--help"]),
        "kb search": lambda: _seconds([_kb(), "search", question, "--home", str(bench.home)]),
        "kb serve until /readyz is 200": lambda: _serving_seconds(bench.home),
    }
    say(f"starting {len(steps)} processes {repeats + 1} times")
    times: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(repeats + 1):
        for name, step in steps.items():
            seconds = step()
            if turn:
                times[name].append(seconds)
    bare = times.pop("bare")
    figures = tuple(_start_figure(name, found, median(bare)) for name, found in times.items())
    drift = ", ".join(f"{name} {spread(found)} s" for name, found in {"bare": bare, **times}.items())
    return Part(name="start", figures=figures, remarks=(f"median of {repeats}; {drift}", "files were read before"))


def _start_figure(name: str, times: Sequence[float], bare: float) -> Figure:
    return Figure(
        name=name,
        product=median(times),
        bare=bare,
        unit="s",
        meaning="multiple of a process that imports, loads the model and encodes one question",
    )


def measure_memory(bench: Bench) -> Part:
    """Measures the largest resident memory of fresh processes, in MB."""
    say("measuring peak memory")
    few = _peak(_bare(bench, ["water"], _DEFAULT_BATCH))
    many = _peak(_bare(bench, bench.embedded_texts, bench.config.batch_size))
    home = bench.new_home()
    ingesting = _peak([_kb(), "ingest", str(bench.documents), "--home", str(home)], may_fail=True)
    shutil.rmtree(home)
    with _serving(bench.home) as server:
        for text in questions(bench.passages)[:_ASKED]:
            _get(f"{server.address}/v1/search?q={urllib.parse.quote(text)}")
        serving = _peak_so_far(server.pid)
    found = [("kb ingest", ingesting, many, "multiple of loading the model and encoding the same texts")]
    if serving:
        found.append(("kb serve", serving, few, "multiple of loading the model and encoding one question"))
    figures = (Figure(name=n, product=p, bare=b, unit="MB", meaning=m) for n, p, b, m in found)
    return Part(
        name="memory",
        figures=tuple(figures),
        remarks=(f"{len(bench.passages):,} passages; the server has answered {_ASKED} questions",),
    )


def _kb() -> str:
    found = shutil.which("kb", path=str(Path(sys.executable).parent)) or shutil.which("kb")
    if found is None:
        raise SystemExit("The command kb is not installed beside this Python. Hint: pip install -e .")
    return found


def _bare(bench: Bench, texts: Sequence[str], batch: int) -> list[str]:
    file = bench.scratch / f"texts-{len(texts)}.json"
    file.write_text(json.dumps(texts), encoding="utf-8")
    return [sys.executable, "-c", _BARE, str(model_folder(bench.config)), str(file), str(batch)]


def _environment() -> dict[str, str]:
    return {**os.environ, "HF_HUB_OFFLINE": "1"}


def _seconds(command: Sequence[str]) -> float:
    """Runs a command and returns how many seconds it took."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=_environment())
    return time.perf_counter() - start


def _peak(command: Sequence[str], *, may_fail: bool = False) -> float:
    """Runs a command and returns its largest resident memory in MB."""
    answer = subprocess.run(
        [sys.executable, "-c", _PEAK_OF, *command], check=True, capture_output=True, text=True, env=_environment()
    )
    code, peak = map(int, answer.stdout.split())
    if code and not may_fail:
        raise SystemExit(f"{Path(command[0]).name} ended with {code}")
    return peak / _MEGABYTE


def _peak_so_far(pid: int) -> float | None:
    """Returns the largest resident memory of a running process in MB; None where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.is_file() else []
    kibibytes = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), None)
    return kibibytes * 1024 / _MEGABYTE if kibibytes else None


def _serving_seconds(home: Path) -> float:
    with _serving(home) as server:
        return server.seconds


@contextmanager
def _serving(home: Path) -> Iterator[_Server]:
    """Starts the API, waits until it is ready, and stops it in the end."""
    port = _free_port()
    command = [_kb(), "serve", "--port", str(port), "--home", str(home)]
    address = f"http://127.0.0.1:{port}"
    start = time.perf_counter()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=_environment()) as process:
        try:
            _wait_until_ready(process, address)
            yield _Server(address=address, pid=process.pid, seconds=time.perf_counter() - start)
        finally:
            process.terminate()


def _wait_until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.perf_counter() + _PATIENCE
    while time.perf_counter() < end:
        if process.poll() is not None:
            raise SystemExit(f"kb serve ended with {process.returncode}")
        try:
            _get(f"{address}/readyz")
        except OSError:  # refused, or 503 as an HTTPError
            time.sleep(_POLL)
        else:
            return
    raise SystemExit(f"kb serve was not ready after {_PATIENCE:.0f} s")


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=_PATIENCE) as answer:  # noqa: S310 - the server started above
        body: bytes = answer.read()
    return body


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
