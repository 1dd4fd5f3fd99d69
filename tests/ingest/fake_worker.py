"""A worker that does what the name of the file says, in place of reading it; started by tests as a script."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from ingest.blocks import Block, BlockKind, Parsed
from ingest.options import ReadOptions
from ingest.worker import main
from kb.errors import UnsupportedError

MEGABYTE = 1_000_000


def spin() -> None:
    while True:
        pass


def hog() -> None:
    held = []
    while True:
        held.append(b"x" * (10 * MEGABYTE))


def fill_disk() -> None:
    with Path(os.devnull).parent.joinpath("shm", f"filled-{os.getpid()}").open("wb") as file:
        try:
            file.truncate(500 * MEGABYTE)
        finally:
            Path(file.name).unlink()


def prints() -> None:
    print("garbage")  # noqa: T201 - what a library may do
    os.write(1, b"[]\n")


def refuse() -> None:
    raise UnsupportedError("nested_too_deep", most=3)


def stumble() -> None:
    raise ZeroDivisionError


def grow() -> None:
    held = b"x" * (300 * MEGABYTE)
    del held


DEEDS: dict[str, Callable[[], object]] = {
    "abort": os.abort,
    "connect": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    "exit": lambda: sys.exit(3),
    "fetch": lambda: urllib.request.urlopen("file:///etc/hostname"),  # noqa: S310 - refused
    "fill disk": fill_disk,
    "fork": os.fork,
    "grow": grow,
    "hog": hog,
    "input": input,
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "look up": lambda: socket.getaddrinfo("localhost", 80),
    "print": prints,
    "refuse": refuse,
    "run": lambda: subprocess.run(["true"], check=True),  # noqa: S607 - refused
    "segfault": lambda: ctypes.string_at(0),
    "sleep": lambda: time.sleep(1000),
    "spin": spin,
    "stumble": stumble,
    "system": lambda: os.system("true"),  # noqa: S605, S607 - refused
}


def read(content: bytes, name: str, options: ReadOptions) -> Parsed:
    """Does the deed; else reports `pages` pages (each taking `seconds`), or starts the program that is named."""
    deed, _, rest = name.partition(":")
    if deed == "pages":
        count, seconds = rest.split(",")
        for page in range(int(count)):
            time.sleep(float(seconds))
            options.on_page(page + 1, int(count))
    elif deed == "program":
        subprocess.run([rest], check=True)
    elif deed == "once" and not Path(rest).exists():
        Path(rest).touch()
        os.abort()
    elif deed in DEEDS:
        DEEDS[deed]()
    facts = {"pid": str(os.getpid()), "ocr": str(options.ocr), "status": Path("/proc/self/status").read_text()}
    facts |= {"net": Path("/proc/self/ns/net").readlink().name, "limits": Path("/proc/self/limits").read_text()}
    return Parsed(blocks=(Block(kind=BlockKind.PARAGRAPH, text=content.decode()),), facts=facts)


if __name__ == "__main__":
    main(read)
