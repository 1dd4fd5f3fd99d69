"""What a worker may not do once it reads files: reach a network, start programs, take the machine's memory or disk.

On Linux all of it holds; where a system lacks a means, what remains is the audit hook and the parent's clock.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# OCR is the only program that reading needs.
_PROGRAMS = {"tesseract"}
_REFUSED = {
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.system",
    "pty.spawn",
    "urllib.Request",
}
# Libraries need none; OCR a few temporary pictures.
_MOST_WRITTEN_BYTES = 200_000_000

# From <sys/prctl.h> and <linux/sched.h>.
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


def confine(parent: int, memory: int, on_program: Callable[[], None]) -> None:
    """Gives up, for good, what reading does not need.

    Args:
        parent: the process that this one must not outlive.
        memory: bytes that it may map.
        on_program: is told each time OCR is started.
    """
    if sys.platform == "linux":
        die_with(parent)
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _leave_the_network()
    if sys.platform != "win32":
        _limit_resources(memory)
    sys.addaudithook(_guard(on_program))


def die_with(parent: int) -> None:
    """Ends this process when its parent ends, however that ends; on other systems than Linux it does nothing."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above took hold
        os._exit(1)


def allow_seconds(seconds: int) -> None:
    """Sets the processor time that this process may use from now on; it is ended when it goes on."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - only there on POSIX

        used = resource.getrusage(resource.RUSAGE_SELF)
        # The soft limit alone, so that the next file can have its time as well.
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds, for_good=False)


def peak_memory() -> int:
    """Returns the most bytes that this process ever had in memory, 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    peak = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(peak.split()[1]) * 1024


def _leave_the_network() -> None:
    """Moves into a network of its own, with nothing in it; where a container refuses that, the audit hook is left."""
    libc = ctypes.CDLL(None)
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET):
        libc.unshare(_CLONE_NEWNET)  # as root it goes without the other


def _limit_resources(memory: int) -> None:
    import resource  # noqa: PLC0415 - only there on POSIX

    # Address space and not data alone: it also bounds what is mapped as shared, and no library that
    # reads reserves more of it than it uses (200 MB with all of them loaded).
    _limit(resource.RLIMIT_AS, memory, for_good=True)
    _limit(resource.RLIMIT_FSIZE, _MOST_WRITTEN_BYTES, for_good=True)
    _limit(resource.RLIMIT_CORE, 0, for_good=True)


def _limit(kind: int, wanted: int, *, for_good: bool) -> None:
    """Sets a limit, never above the one that is in force already."""
    import resource  # noqa: PLC0415 - only there on POSIX

    hard = resource.getrlimit(kind)[1]
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    try:
        resource.setrlimit(kind, (soft, soft if for_good else hard))
    except (OSError, ValueError):  # macOS refuses some; the parent's clock is left
        return


def _guard(on_program: Callable[[], None]) -> Callable[[str, tuple[Any, ...]], None]:
    def refuse(event: str, values: tuple[Any, ...]) -> None:
        if event == "subprocess.Popen" and Path(os.fsdecode(values[0])).stem in _PROGRAMS:
            on_program()
        elif event in _REFUSED or event.startswith(("socket.", "subprocess.")):
            raise PermissionError(f"reading a file may not do this: {event}")

    return refuse
