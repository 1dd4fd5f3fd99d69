from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest import deadline, reading
from ingest.blocks import Parsed
from ingest.reading import SandboxedReader
from kb.config import load_config
from kb.errors import PraktijkbankError, ReadError, UnsupportedError
from tests.conftest import ROOT

FAKE = (sys.executable, str(Path(__file__).with_name("fake_worker.py")))
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these limits")

Open = Callable[..., SandboxedReader]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens readers whose worker does what the name of the file says."""
    readers: list[SandboxedReader] = []

    def open_reader(command: tuple[str, ...] = FAKE, **settings: object) -> SandboxedReader:
        changes = {f"KB_{name.upper()}": str(value) for name, value in settings.items()}
        readers.append(SandboxedReader(load_config(tmp_path, changes), command))
        return readers[-1]

    yield open_reader
    for reader in readers:
        reader.close()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxedReader]:
    with SandboxedReader(load_config(tmp_path_factory.mktemp("none"), {}), FAKE) as found:
        yield found


def pid_of(parsed: Parsed) -> int:
    return int(parsed.facts["pid"])


def key_of(reader: SandboxedReader, name: str) -> tuple[str, str]:
    """Returns the key of the reason why a file is not read, and its cause."""
    with pytest.raises(ReadError) as error:
        reader.read(b"", name)
    assert str(error.value)
    return error.value.key, str(error.value.values.get("cause", ""))


def is_alive(pid: int) -> bool:
    """Tells whether a process runs; one that has ended but was not waited for does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def ended_within(pid: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not is_alive(pid)


def test_a_file_is_read_in_another_process_which_serves_the_next_as_well(reader: SandboxedReader) -> None:
    first, second = reader.read("één".encode(), "a"), reader.read(b"two", "b")
    assert [parsed.blocks[0].text for parsed in (first, second)] == ["één", "two"]
    assert pid_of(first) == pid_of(second) != os.getpid()


def test_the_real_worker_reads_what_it_is_given(tmp_path: Path) -> None:
    with SandboxedReader(load_config(tmp_path, {})) as reader:
        assert reader.read(b"# Water\n\nThe pump of Ouinhi.", "a.md").blocks[1].text == "The pump of Ouinhi."
        with pytest.raises(ReadError) as error:
            reader.read(b"", "a.md")
    assert error.value.key == "empty_file"


def test_no_worker_is_started_before_there_is_a_file(opened: Open) -> None:
    opened(("/no/such/program",)).close()


@pytest.mark.parametrize("command", [("/no/such/program",), (sys.executable, "-c", "raise SystemExit(1)")])
def test_where_no_worker_can_be_started_the_files_are_not_to_blame(opened: Open, command: tuple[str, ...]) -> None:
    with pytest.raises(PraktijkbankError) as error:
        opened(command).read(b"", "a")
    assert error.value.key == "reader_missing"
    assert not isinstance(error.value, ReadError)


def test_pages_are_told_as_they_are_done(reader: SandboxedReader) -> None:
    told: list[tuple[int, int]] = []
    reader.read(b"", "pages:3,0", lambda done, pages: told.append((done, pages)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_setting_for_ocr_reaches_the_reader(opened: Open, reader: SandboxedReader) -> None:
    assert reader.read(b"", "a").facts["ocr"] == "True"
    assert opened(ocr=False).read(b"", "a").facts["ocr"] == "False"


@pytest.mark.parametrize("name", ["print", "grow"])
def test_what_harms_nobody_is_no_matter(reader: SandboxedReader, name: str) -> None:
    assert reader.read(b"read", name).blocks[0].text == "read"


def test_a_reason_arrives_as_it_was_raised(reader: SandboxedReader) -> None:
    with pytest.raises(UnsupportedError) as error:
        reader.read(b"", "refuse")
    assert (error.value.key, error.value.values) == ("nested_too_deep", {"most": 3})


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("stumble", "ZeroDivisionError"),
        ("connect", "PermissionError"),
        ("look up", "PermissionError"),
        ("fetch", "PermissionError"),
        ("fork", "PermissionError"),
        ("run", "PermissionError"),
        ("system", "PermissionError"),
        ("input", "EOFError"),
        pytest.param("fill disk", "OSError", marks=linux_only),
    ],
)
def test_what_a_reader_may_not_do_fails_and_the_worker_goes_on(reader: SandboxedReader, name: str, cause: str) -> None:
    before = pid_of(reader.read(b"", "a"))
    assert key_of(reader, name) == ("unexpected", cause)
    assert pid_of(reader.read(b"", "a")) == before


@linux_only
@pytest.mark.parametrize(
    ("name", "key", "cause"),
    [
        ("abort", "reader_crashed", "SIGABRT"),
        ("segfault", "reader_crashed", "SIGSEGV"),
        ("exit", "reader_crashed", "exit 3"),
        ("killed", "too_much_memory", ""),
        ("hog", "too_much_memory", ""),
    ],
)
def test_a_worker_that_dies_is_replaced(opened: Open, name: str, key: str, cause: str) -> None:
    reader = opened(max_memory_mb=400)
    assert key_of(reader, name) == (key, cause)
    assert reader.read(b"next", "a").blocks[0].text == "next"


@linux_only
def test_a_file_that_brings_a_used_worker_down_is_tried_alone(opened: Open, tmp_path: Path) -> None:
    reader = opened()
    before = pid_of(reader.read(b"", "a"))
    assert pid_of(reader.read(b"", f"once:{tmp_path / 'mark'}")) != before
    assert key_of(reader, "abort") == ("reader_crashed", "SIGABRT")


@linux_only
def test_a_worker_that_died_between_files_is_replaced(opened: Open) -> None:
    reader = opened()
    before = pid_of(reader.read(b"", "a"))
    os.kill(before, signal.SIGKILL)
    assert ended_within(before, 2)
    assert pid_of(reader.read(b"x" * 1_000_000, "a")) != before


@pytest.mark.parametrize("name", ["spin", "sleep"])
def test_a_file_without_end_is_given_up(opened: Open, name: str) -> None:
    reader = opened(max_seconds=1)
    began = time.monotonic()
    assert key_of(reader, name)[0] == "too_long"
    assert time.monotonic() - began < 4
    assert reader.read(b"next", "a").blocks[0].text == "next"


def test_a_long_file_has_its_time_as_long_as_pages_are_done(opened: Open) -> None:
    reader = opened(max_seconds=1)
    assert reader.read(b"read", "pages:5,0.3").blocks[0].text == "read"
    assert key_of(reader, "pages:2,1.6")[0] == "too_long"


@linux_only
def test_ocr_has_its_time_and_ends_with_the_worker(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "SECONDS_OF_OCR", 1)
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 1000\n")
    program.chmod(0o700)
    began = time.monotonic()
    assert key_of(opened(max_seconds=1), f"program:{program}")[0] == "too_long"
    assert time.monotonic() - began >= 2
    assert ended_within(int((tmp_path / "pid").read_text()), 2)


@linux_only
def test_a_worker_that_has_grown_or_read_many_files_makes_room(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = opened(max_memory_mb=500)
    assert pid_of(reader.read(b"", "grow")) != pid_of(reader.read(b"", "a"))
    monkeypatch.setattr(reading, "_MOST_FILES", 2)
    assert len({pid_of(reader.read(b"", "a")) for _ in range(4)}) > 1


@linux_only
def test_the_worker_is_confined(reader: SandboxedReader) -> None:
    facts = reader.read(b"", "a").facts
    limits = {line[:25].strip(): line[25:].split()[0] for line in facts["limits"].splitlines()}
    assert limits["Max address space"] == "1000000000"
    assert limits["Max core file size"] == "0"
    assert limits["Max file size"] == "200000000"
    assert 31 <= int(limits["Max cpu time"]) < 40
    assert "NoNewPrivs:\t1" in facts["status"]
    assert "Threads:\t1" in facts["status"]


@linux_only
def test_the_worker_has_a_network_of_its_own(reader: SandboxedReader) -> None:
    code = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000))"
    if subprocess.run([sys.executable, "-c", code], check=False).returncode:
        pytest.skip("this system lets nobody make network namespaces")
    assert reader.read(b"", "a").facts["net"] != Path("/proc/self/ns/net").readlink().name


@linux_only
def test_the_worker_dies_with_its_parent(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from ingest.reading import SandboxedReader
from kb.config import load_config
reader = SandboxedReader(load_config(Path({str(tmp_path)!r}), {{}}), {FAKE!r})
print(reader.read(b"", "a").facts["pid"], flush=True)
reader.read(b"", "spin")
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        assert is_alive(worker)
        parent.kill()
    assert ended_within(worker, 5)


def test_closing_ends_the_worker_and_its_watch(opened: Open) -> None:
    before = threading.active_count()
    reader = opened()
    worker = pid_of(reader.read(b"", "a"))
    reader.close()
    assert not is_alive(worker)
    assert threading.active_count() == before


@pytest.mark.parametrize(
    "sent",
    ["print('garbage')", "print('[]')", """print('["end"]')""", """print('["block", {}]\\n["end", 0]')""", "pass"],
)
def test_a_worker_that_talks_nonsense_has_crashed(opened: Open, sent: str) -> None:
    command = (sys.executable, "-c", f"""input(); print('["ready"]'); {sent}""")
    assert key_of(opened(command), "a")[0] in ("reader_crashed", "too_much_memory")


@linux_only
def test_a_worker_that_sends_without_end_is_stopped(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MEGABYTE", 1000)
    endless = """input(); print('["ready"]')\nwhile True: print('["attachment", "a"]')"""
    assert key_of(opened((sys.executable, "-c", endless)), "a")[0] == "too_much_memory"


def test_who_listens_may_stop_it_and_the_next_file_is_read(opened: Open) -> None:
    def stop(_done: int, _pages: int) -> None:
        raise KeyboardInterrupt

    reader = opened()
    with pytest.raises(KeyboardInterrupt):
        reader.read(b"", "pages:3,0", stop)
    assert reader.read(b"next", "a").blocks[0].text == "next"
