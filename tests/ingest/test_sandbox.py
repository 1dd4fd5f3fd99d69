"""What a worker may not do; `test_reading` has it tried by a worker."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Runs code in a process that is confined for good."""
    before = "import os\nfrom ingest.sandbox import allow_seconds, confine\n"
    return subprocess.run(
        [sys.executable, "-c", before + code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


CONFINE = "confine(os.getppid(), 500_000_000, lambda: print('ocr'))\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these limits")
@pytest.mark.parametrize(
    ("deed", "error"),
    [
        ("import mmap; mmap.mmap(-1, 600_000_000)", "Cannot allocate memory"),  # shared memory counts as well
        ("b'x' * 600_000_000", "MemoryError"),
        ("import socket; socket.socket()", "PermissionError"),
        ("os.fork()", "PermissionError"),
        ("os.execv('/bin/true', ['true'])", "PermissionError"),
        ("os.posix_spawn('/bin/true', ['true'], {})", "PermissionError"),
        ("import subprocess; subprocess.run(['/usr/bin/python3'])", "PermissionError"),
    ],
)
def test_what_is_not_needed_is_refused(deed: str, error: str) -> None:
    done = run(CONFINE + deed)
    assert done.returncode == 1
    assert error in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these limits")
def test_processor_time_ends_what_goes_on() -> None:
    assert run("allow_seconds(0)\nwhile True: pass").returncode == -24  # SIGXCPU


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these limits")
def test_a_process_whose_parent_is_gone_ends() -> None:
    done = run("confine(1, 500_000_000, print)\nprint('alive')")
    assert (done.returncode, done.stdout) == (1, "")


def test_ocr_may_be_started_and_is_told() -> None:
    done = run(CONFINE + "import subprocess\ntry: subprocess.run(['tesseract', '--version'])\nexcept OSError: pass")
    assert "ocr\n" in done.stdout
    assert done.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_the_most_memory_ever_used_is_known() -> None:
    code = """
from ingest.sandbox import peak_memory
before = peak_memory()
held = b'x' * 50_000_000
del held
print(peak_memory() - before)
"""
    assert 40_000_000 < int(run(code).stdout) < 60_000_000
