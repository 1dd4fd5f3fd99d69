"""Looks for fingerprints in files, in a process of its own: `python -m kb.scanning`, which `found_in` starts.

SQLite's locks belong to the process: whoever opens the catalogue's file beside it and closes it again gives them all
up, and another process may then write into what this one reads. So no process that has the catalogue open does that.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from kb.errors import StorageError
from kb.probes import Prints, met_in_file

_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from kb.scanning import main; main()"


def found_in(paths: Iterable[Path], wanted: Sequence[tuple[int, Prints]]) -> list[Path]:
    """Returns the files in which any of the fingerprints stand.

    Args:
        paths: the files.
        wanted: keys, each with the fingerprints that were made with it.

    Raises:
        StorageError: the process that looks did not come to its end.
    """
    asked = {
        "paths": [str(path) for path in paths],
        "wanted": [[str(key), [str(one) for one in prints]] for key, prints in wanted],
    }
    command = [sys.executable, "-c", _PROGRAM, str(Path(__file__).parent.parent)]
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        command, input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StorageError("erasure_left", files="?")
    return [Path(line) for line in json.loads(done.stdout)]


def main() -> None:
    """Reads what is asked from standard input, and writes the files in which it stands."""
    asked = json.load(sys.stdin)
    wanted = [(int(key), np.array([int(one) for one in prints], np.uint64)) for key, prints in asked["wanted"]]
    found = [path for path in asked["paths"] if any(len(met_in_file(Path(path), one, key)) for key, one in wanted)]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
