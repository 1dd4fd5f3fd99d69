"""The form in which files arrive: read only after it is known who sends it, and never all of it in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from kb.errors import TooLargeError, UsageError
from kb.file_names import file_name

MOST_FILES = 20
_MEGABYTE = 1_000_000
# Of a field that is no file.
_LONGEST_FIELD = 4_000
_FORM = "multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file as it was sent: a name that is safe, and its content, on the disk where it is large."""

    name: str
    content: BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was sent."""

    files: tuple[SentFile, ...]
    visibility: str | None
    groups: str = ""


class _Parser(MultiPartParser):
    """Refuses a file while it arrives, as soon as it is too large."""

    most_mb: int = 0
    _arrived: int = 0

    def on_part_begin(self) -> None:
        """Begins to count."""
        self._arrived = 0
        super().on_part_begin()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Counts.

        Raises:
            TooLargeError: the file is too large.
        """
        self._arrived += end - start
        if self._arrived > self.most_mb * _MEGABYTE:
            raise TooLargeError("upload_too_large", most=self.most_mb)
        super().on_part_data(data, start, end)


@asynccontextmanager
async def received_form(
    request: Request, field: str, most_files: int, most_mb: int, texts: tuple[str, ...] = ("visibility",)
) -> AsyncIterator[Form]:
    """Yields the form of a request; its files are gone afterwards.

    Args:
        request: not read yet.
        field: under which the files are.
        most_files: how many there may be.
        most_mb: how large each may be, in megabytes.
        texts: the names of the other fields that there may be.

    Raises:
        UsageError: it is no such form.
        TooLargeError: a file is too large.
    """
    refusal = UsageError("upload_form", field=field, least=1, most=most_files)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise refusal
    parser = _Parser(
        request.headers, request.stream(), max_files=most_files, max_fields=len(texts), max_part_size=_LONGEST_FIELD
    )
    parser.most_mb = most_mb
    try:
        data = await parser.parse()
    except (MultiPartException, ClientDisconnect) as cause:
        raise refusal from cause
    try:
        yield _form(data, field, texts, refusal)
    finally:
        await data.close()


def form_description(field: str, most_files: int, *, has_visibility: bool) -> dict[str, Any]:
    """Returns how OpenAPI describes the form."""
    file = {"type": "string", "format": "binary"}
    files = {"type": "array", "items": file, "minItems": 1, "maxItems": most_files} if most_files > 1 else file
    seen = {"type": "string", "description": "public, internal (the default) or groups:a,b"}
    properties = {field: files, **({"visibility": seen} if has_visibility else {})}
    schema = {"type": "object", "properties": properties, "required": [field], "additionalProperties": False}
    return {"requestBody": {"required": True, "content": {_FORM: {"schema": schema}}}}


def _form(data: FormData, field: str, texts: tuple[str, ...], refusal: UsageError) -> Form:
    files = [value for name, value in data.multi_items() if name == field and isinstance(value, UploadFile)]
    fields = {name: value for name, value in data.multi_items() if name in texts and isinstance(value, str)}
    if not files or len(files) + len(fields) != len(data.multi_items()):
        raise refusal
    sent = tuple(SentFile(name=file_name(file.filename or ""), content=file.file) for file in files)
    return Form(files=sent, visibility=fields.get("visibility"), groups=fields.get("groups", ""))
