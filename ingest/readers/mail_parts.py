"""The parts of a message: its headers, its text and what is attached, however badly it was put together."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from mimetypes import MimeTypes
from typing import TypeAlias, cast

from ingest.blocks import Attachment
from ingest.encoding import decode
from ingest.mail_history import data
from ingest.xml import one_line
from kb.errors import ReadError

# What the standard library raises on headers and parts that are not what they seem.
DAMAGE = (AttributeError, IndexError, LookupError, MessageError, TypeError, ValueError)
_BEFORE_HEADERS = b"\xef\xbb\xbf \t\r\n"
# The library's own list of types: that of the machine may be another.
_TYPES = MimeTypes(filenames=())
# Programs say the first and mean the second.
_MEANT = {"iso-8859-1": "cp1252", "us-ascii": "utf-8"}
_REPLACED = "\ufffd"
_TEXTS = ("text/plain", "text/html")

Part: TypeAlias = "Message[str, str]"


@dataclass(frozen=True, slots=True)
class Text:
    """A part of the text of a message; in a flowed one, a space at the end of a line says that it goes on."""

    text: str
    is_html: bool
    is_flowed: bool


def parse_message(content: bytes) -> Part:
    """Returns a message.

    Raises:
        ReadError: it is encrypted.
    """
    message = cast("Part", message_from_bytes(content.lstrip(_BEFORE_HEADERS), policy=policy.default))
    if any(_is_encrypted(part) for part in _parts(message)):
        raise ReadError("password")
    return message


def header(message: Part, name: str) -> str:
    """Returns a header as one line of text, decoded as far as it can be."""
    try:
        text = str(message[name] or "")
    except DAMAGE:
        text = _REPLACED
    return one_line(_raw_header(message, name) if _REPLACED in text else text)


def _raw_header(message: Part, name: str) -> str:
    """Returns a header that states no encoding or a wrong one."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    text = decode(raw.encode("utf-8", "surrogateescape"))
    try:
        return str(make_header(decode_header(text)))
    except DAMAGE:
        return text


def sender(message: Part) -> str:
    """Returns the name of who wrote a message, without the address."""
    name = parseaddr(header(message, "from"))[0].strip("'\" ")
    return "" if "@" in name else name


def sent_on(message: Part) -> str | None:
    """Returns the day on which a message was sent."""
    try:
        return parsedate_to_datetime(header(message, "date")).date().isoformat()
    except DAMAGE:
        return None


def texts(part: Part) -> list[Text]:
    """Returns the text of a message in its order; of alternatives the plain one, unless it says nothing."""
    inside = _inside(part)
    if inside is None:
        is_text = part.get_content_type() in _TEXTS and not _is_attached(part)
        return [text for text in ([_text(part)] if is_text else []) if any(map(str.isalnum, text.text))]
    found = [held for child in inside if (held := texts(child))]
    if part.get_content_subtype() != "alternative" or not found:
        return [text for held in found for text in held]
    return next((held for held in found if not any(text.is_html for text in held)), found[-1])


def _text(part: Part) -> Text:
    is_flowed = str(part.get_param("format", "")).lower() == "flowed"
    return Text(_decoded(part), is_html=part.get_content_type() == "text/html", is_flowed=is_flowed)


def attachments(message: Part) -> list[Attachment]:
    """Returns the files and messages that are attached, not the pictures that the text shows."""
    attached = [part for part in _parts(message) if _is_attached(part)]
    return [Attachment(name=_name(part, number), content=_content(part)) for number, part in enumerate(attached, 1)]


def _inside(part: Part) -> list[Part] | None:
    payload = part.get_payload()
    is_whole = part.get_content_maintype() == "multipart" and isinstance(payload, list)
    return cast("list[Part]", payload) if is_whole else None


def _parts(message: Part) -> Iterator[Part]:
    """Yields a message and all its parts in order, not those of the messages attached to it."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += reversed(_inside(part) or [])


def _is_encrypted(part: Part) -> bool:
    return part.get_content_type() in data()["encrypted_types"] and part.get_param("smime-type") != "signed-data"


def _is_attached(part: Part) -> bool:
    kind, main = part.get_content_type(), part.get_content_maintype()
    if _inside(part) is not None or kind in data()["ignored_types"]:
        return False
    if main == "image":
        return part.get_content_disposition() == "attachment" and part["content-id"] is None
    if main == "text":
        return part.get_content_disposition() == "attachment" or bool(_stated_name(part))
    return True


def _decoded(part: Part) -> str:
    payload = _bytes(part)
    charset = part.get_content_charset("us-ascii")
    try:
        return payload.decode(_MEANT.get(charset, charset)).replace("\0", "")
    except (LookupError, ValueError):
        return decode(payload)


def _bytes(part: Part) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _content(part: Part) -> bytes:
    if part.get_content_maintype() != "message":
        return _bytes(part)
    try:
        inner = cast("Part", cast("list[object]", part.get_payload())[0])
        if part.get("content-transfer-encoding", "").lower() == "base64":
            return base64.b64decode(str(inner.get_payload()))
        return _written(inner)
    except (*DAMAGE, RecursionError):
        return b""


def _written(message: Part) -> bytes:
    """Returns a message as a file, its headers as they came."""
    return message.as_bytes(policy=policy.default.clone(refold_source="none"))


def _stated_name(part: Part) -> str:
    try:
        return str(part.get_filename() or "")
    except DAMAGE:
        return ""


def _name(part: Part, number: int) -> str:
    """Returns the name of an attachment: as stated, a message's subject, or its number and type."""
    if stated := _safe(re.split(r"[\\/]", _stated_name(part))[-1]):
        return stated
    if part.get_content_maintype() == "message":
        inner = part.get_payload()
        subject = header(cast("Part", inner[0]), "subject") if isinstance(inner, list) and inner else ""
        return (_safe(re.sub(r"[\\/]+", "-", subject)) or str(number)) + ".eml"
    return f"{number}{_TYPES.guess_extension(part.get_content_type()) or ''}"


def _safe(name: str) -> str:
    """Returns a name without what steers a terminal or a path."""
    plain = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in name)
    return " ".join(plain.split()).strip(". ")
