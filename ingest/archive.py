"""Zip archives, opened within limits and read in memory; their names are data and nothing reaches the disk."""

from __future__ import annotations

import copy
import io
import zipfile
import zlib
from collections.abc import Iterator

from ingest import limits
from ingest.xml import Element, parse
from kb.errors import ReadError

# What zipfile and zlib raise on archives that are not what they seem.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
# All that office formats allow.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_AT_ONCE = 1 << 16
_XML_ENDINGS = (".xml", ".rels")
_ENTITY = b"<!ENTITY"
_MEGABYTE = 1_000_000


class Archive:
    """An archive within the limits; a part is found by its name in any case, as Open XML asks."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened
        self._entries = {_key(entry.filename): entry for entry in opened.infolist()}

    @property
    def names(self) -> frozenset[str]:
        """The names of the parts, in lower case."""
        return frozenset(self._entries)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._entries

    def read(self, name: str) -> bytes:
        """Returns what a part holds.

        Raises:
            ReadError: it is missing or damaged, or larger than the archive says.
        """
        try:
            return b"".join(self._chunks(self._entries[_key(name)]))
        except DAMAGE as cause:
            raise ReadError("damaged", cause=type(cause).__name__) from cause

    def xml(self, name: str) -> Element:
        """Returns the root element of a part.

        Raises:
            ReadError: it is missing, damaged or no harmless XML.
        """
        return parse(self.read(name))

    def check(self) -> None:
        """Reads all parts once, for libraries that trust what an archive says of itself.

        A part that is damaged is passed over: whoever needs it will say so.

        Raises:
            ReadError: a part is larger than the archive says, or XML that states entities.
        """
        for entry in self._entries.values():
            try:
                self._check(entry)
            except DAMAGE:
                continue

    def _check(self, entry: zipfile.ZipInfo) -> None:
        is_xml = entry.filename.lower().endswith(_XML_ENDINGS)
        before = b""
        for chunk in self._chunks(entry):
            if is_xml:
                seen = before + chunk.replace(b"\0", b"")  # UTF-16 as well
                if _ENTITY in seen:
                    raise ReadError("xml_entities")
                before = seen[-len(_ENTITY) :]

    def _chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yields a part piece by piece; zipfile unpacks all of it before it cuts off what is beyond the stated size."""
        asked = copy.copy(entry)
        asked.file_size += _AT_ONCE + 1
        size = 0
        with self._opened.open(asked) as part:
            while chunk := part.read(_AT_ONCE):
                size += len(chunk)
                if size > entry.file_size:
                    raise ReadError("damaged", cause="size")
                yield chunk


def open_archive(content: bytes) -> Archive:
    """Opens a zip archive whose stated sizes are within the limits.

    Raises:
        ReadError: it is damaged, protected by a password, or too large, too dense or too full.
    """
    # Counted beforehand, since zipfile keeps half a kilobyte for each.
    _refuse_many(content.count(_ENTRY))
    try:
        opened = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGE as cause:
        raise ReadError("damaged", cause=type(cause).__name__) from cause
    entries = opened.infolist()
    _refuse_many(len(entries))
    _refuse_large(sum(entry.file_size for entry in entries), len(content))
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise ReadError("password")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise ReadError("damaged", cause="compression")
    if sum(entry.compress_size for entry in entries) > len(content):
        raise ReadError("damaged", cause="overlap")
    return Archive(opened)


def _refuse_many(count: int) -> None:
    if count > limits.MOST_ZIP_ENTRIES:
        raise ReadError("too_many_parts", count=count, most=limits.MOST_ZIP_ENTRIES)


def _refuse_large(unzipped: int, zipped: int) -> None:
    if unzipped > limits.MOST_UNZIPPED_BYTES:
        most = limits.MOST_UNZIPPED_BYTES // _MEGABYTE
        raise ReadError("unzipped_too_large", size=unzipped // _MEGABYTE, most=most)
    if unzipped > limits.HARMLESS_UNZIPPED_BYTES and unzipped > zipped * limits.MOST_UNZIP_RATIO:
        raise ReadError("unzipped_too_dense", ratio=unzipped // zipped, most=limits.MOST_UNZIP_RATIO)


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
