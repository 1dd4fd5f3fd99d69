"""Names of files that someone else chose, and of files inside files."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

# Between a file's name and that of a file inside it.
INSIDE = "!/"
# Longer ones are cut, as file systems do; where a name says nothing this does.
_LONGEST_NAME = 120
_NAMELESS = "attachment"


def file_name(name: str) -> str:
    """Returns the last part of a name that someone else chose, without what steers a terminal or a path."""
    plain = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in name)
    last = " ".join(re.split(r"[\\/]", plain)[-1].split()).strip(".! ")
    path = PurePosixPath(last or _NAMELESS)
    ending = path.suffix[:_LONGEST_NAME]
    return path.stem[: _LONGEST_NAME - len(ending)] + ending
