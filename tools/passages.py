"""What rows of graded and labelled passages say of the document that each passage stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

_BETWEEN = " · "
_OF_LANGUAGE = re.compile(r"(?i)(?:nl|fr|es|en|nl_be|dutch|english)")
_ENDING_OF_LANGUAGE = re.compile(r"(?i)[._-](?:nl|fr|es|en)$")


def document_name(source: str, path: str) -> str:
    """Returns one name for a document in all its languages."""
    parts = PurePosixPath(path).with_suffix("").parts
    kept = [_ENDING_OF_LANGUAGE.sub("", part) for part in parts if not _OF_LANGUAGE.fullmatch(part)]
    return "/".join([source, *kept])


def context_of(title: str, headings: Sequence[str]) -> str:
    """Returns the line above a passage: the title of its document and the headings below that."""
    return _BETWEEN.join(filter(None, [title, *(heading for heading in headings if heading != title)]))
