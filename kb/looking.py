"""Looks for probes in files, in a process of its own.

SQLite's locks belong to the process: who opens the catalogue's file beside SQLite and closes it again gives them up,
and another process may then write into what this one reads. So no process that has the catalogue open does that.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from kb.errors import StorageError
from kb.probes import Hashes, Probes, Seeker

_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from kb.looking import main; main()"


def found_in_files(paths: Iterable[Path], probes: Probes, key: bytes) -> dict[Path, tuple[Hashes, int]]:
    """Returns which probes are met in each file, and how many bytes it has.

    Raises:
        StorageError: the process that looks did not come to its end.
    """
    asked = {"paths": [str(path) for path in paths], "probes": probes.to_bytes().hex(), "key": key.hex()}
    command = [sys.executable, "-c", _PROGRAM, str(Path(__file__).parent.parent)]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StorageError("erasure_remains", files="?")
    rows = json.loads(done.stdout)
    return {Path(path): (Probes.from_bytes(bytes.fromhex(met)).all(), size) for path, met, size in rows}


def main() -> None:
    """Reads what is asked from standard input, and writes what is met."""
    asked = json.load(sys.stdin)
    seeker = Seeker(Probes.from_bytes(bytes.fromhex(asked["probes"])), bytes.fromhex(asked["key"]))
    found = ((path, *seeker.found_in_file(Path(path))) for path in asked["paths"])
    json.dump([(path, Probes(long=met).to_bytes().hex(), size) for path, met, size in found], sys.stdout)
