"""An issuer's public keys (JWKS): from a file or an address, kept, and asked for again when a token names a new one."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from kb.errors import NotReadyError, UnauthorizedError

logger = logging.getLogger(__name__)

Jwk = dict[str, Any]
Keys = Callable[[], list[Jwk]]

# Whoever sends made-up tokens makes us ask no more often than this.
_ASK_AGAIN_SECONDS = 60
# So long a key may count that the issuer has withdrawn.
_KEEP_SECONDS = 3600
_PATIENCE_SECONDS = 5
_MOST_BYTES = 1_000_000


class KeyRing:
    """Holds an issuer's keys.

    Args:
        read: brings them; it raises OSError or ValueError if they are not there.
        clock: counts seconds.
    """

    def __init__(self, read: Keys, clock: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._clock = clock
        self._lock = threading.Lock()
        self._held: list[Jwk] = []
        self._read_at: float | None = None
        self._asked_at: float | None = None

    def key(self, key_id: str | None) -> Jwk:
        """Returns a key; one without a name only if it is the only one.

        Raises:
            UnauthorizedError: the issuer has none of that name.
            NotReadyError: no keys could be read at all.
        """
        found = self._found(key_id)
        if found is None or _is_past(self._read_at, self._clock(), _KEEP_SECONDS):
            self._refresh()
            found = self._found(key_id)
        if found is None:
            raise UnauthorizedError("credentials_refused") if self._held else NotReadyError("tokens_unchecked")
        return found

    def _found(self, key_id: str | None) -> Jwk | None:
        held = self._held
        if key_id is None:
            return held[0] if len(held) == 1 else None
        return next((key for key in held if key.get("kid") == key_id), None)

    def _refresh(self) -> None:
        with self._lock:
            now = self._clock()
            if not _is_past(self._asked_at, now, _ASK_AGAIN_SECONDS):
                return
            self._asked_at = now
            try:
                self._held = [key for key in self._read() if key.get("use", "sig") == "sig"]
                self._read_at = now
            except (OSError, ValueError, HTTPException) as cause:
                # Those that are held go on counting: better than that nobody gets in while the issuer is away.
                logger.warning("the public keys of the issuer of tokens cannot be read: %s", cause)


def keys_in(path: Path) -> list[Jwk]:
    """Reads keys from a file.

    Raises:
        OSError: it cannot be read.
        ValueError: it holds no keys.
    """
    return _keys(json.loads(path.read_bytes()))


def keys_at(address: str) -> list[Jwk]:
    """Asks for keys at an address.

    Raises:
        OSError: nothing answers.
        ValueError: the answer holds no keys.
    """
    return _keys(_asked(address))


def discovered(issuer: str) -> list[Jwk]:
    """Asks an issuer where its keys are, and for them.

    Raises:
        OSError: nothing answers.
        ValueError: the answer is not the issuer's, or holds no keys.
    """
    told = _asked(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if not isinstance(told, dict) or told.get("issuer") != issuer:
        raise ValueError("what was found describes another issuer")
    address = str(told.get("jwks_uri", ""))
    wanted = {"https"} if urlsplit(issuer).scheme == "https" else {"http", "https"}
    if urlsplit(address).scheme not in wanted:
        raise ValueError("the issuer's keys are at no address that can be trusted")
    return keys_at(address)


class _NoRedirects(HTTPRedirectHandler):
    """Stays where it was sent: a redirect could lead to an address of no such trust."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Returns no other request."""


def _asked(address: str) -> object:
    request = Request(address, headers={"Accept": "application/json"})  # noqa: S310 - checked to be of http or https
    with build_opener(_NoRedirects()).open(request, timeout=_PATIENCE_SECONDS) as answer:
        content = answer.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError("the answer is too long")
    return json.loads(content)


def _keys(found: object) -> list[Jwk]:
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list) or not keys:
        raise ValueError("there are no keys in it")
    return [key for key in keys if isinstance(key, dict)]


def _is_past(since: float | None, now: float, seconds: float) -> bool:
    return since is None or now - since >= seconds
