"""What sort of file an original is, told by its content; its name decides only between sorts of text."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from kb.pictures import is_pdf

_ANYTHING = "application/octet-stream"
_LOOKED_AT = 4096
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_BY_FOLDER: Mapping[str, str] = {
    "word/": f"{_OFFICE}.wordprocessingml.document",
    "ppt/": f"{_OFFICE}.presentationml.presentation",
    "xl/": f"{_OFFICE}.spreadsheetml.sheet",
}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# The longest name of such a type has some seventy letters.
_LONGEST_TYPE = 200
_BY_ENDING: Mapping[str, str] = {
    ".eml": "message/rfc822",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".csv": "text/csv",
}


def media_type_of(file: Path, name: str) -> str:
    """Returns the media type of a file that goes by a name."""
    with file.open("rb") as opened:
        start = opened.read(_LOOKED_AT)
    if is_pdf(start):
        return "application/pdf"
    if start.startswith(_ZIP):
        return _packed(file)
    if start.startswith(_OLE):
        return (
            "application/vnd.ms-outlook"
            if PurePosixPath(name).suffix.lower() == ".msg"
            else "application/x-ole-storage"
        )
    if b"\0" in start:
        return _ANYTHING
    return _BY_ENDING.get(PurePosixPath(name).suffix.lower(), "text/plain")


def _packed(file: Path) -> str:
    """Returns what an archive holds: a document of an office program says so inside."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                told = archive.open("mimetype").read(_LONGEST_TYPE).decode("ascii", "replace").strip()
                if told.startswith(_OPEN_DOCUMENT) and told.isprintable():
                    return told
            if "[Content_Types].xml" in names:
                found = (kind for folder, kind in _BY_FOLDER.items() if any(name.startswith(folder) for name in names))
                return next(found, "application/zip")
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return _ANYTHING
    return "application/zip"
