"""Bearer tokens of an issuer (OpenID Connect): who is it, if the token is genuine, for us, and of now."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt

from api.grants import Grants
from api.jwks import Jwk, KeyRing, Keys, discovered, keys_at, keys_in
from kb.access import Reader
from kb.config import Config
from kb.errors import UnauthorizedError, UsageError

logger = logging.getLogger(__name__)

# Only signatures by a key that the issuer alone has, and the sort of key that each is made with. With HS256 the public
# key itself would be the secret, and `none` is no signature at all.
_KEY_TYPES = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    "EdDSA": "OKP",
}
_REQUIRED = ["exp", "iss", "aud", "sub"]
# What clocks of two machines may differ.
_LEEWAY_SECONDS = 30
_NAMES = ("preferred_username", "email", "sub")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who issues the tokens that count, for whom, and what their groups may do."""

    name: str
    audience: str
    groups_claim: str
    keys: KeyRing
    grants: Grants

    def reader_of(self, token: str) -> Reader:
        """Returns whom a token stands for.

        Raises:
            UnauthorizedError: it does not count.
            NotReadyError: the issuer's keys cannot be found.
        """
        try:
            claims = self._claims(token)
        except (jwt.PyJWTError, RecursionError) as cause:
            logger.info("a token was refused: %s", type(cause).__name__)
            raise UnauthorizedError("credentials_refused") from cause
        name = next((name for claim in _NAMES if isinstance(name := claims.get(claim), str) and name.strip()), "")
        return self.grants.reader(name, _groups(claims.get(self.groups_claim)))

    def _claims(self, token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if not isinstance(algorithm, str) or algorithm not in _KEY_TYPES:
            raise jwt.InvalidAlgorithmError(algorithm)
        held = self.keys.key(header.get("kid"))
        return jwt.decode(
            token,
            _fitting(held, algorithm),
            algorithms=[algorithm],
            audience=self.audience,
            issuer=self.name,
            leeway=_LEEWAY_SECONDS,
            options={"require": _REQUIRED, "enforce_minimum_key_length": True},
        )


def issuer_of(config: Config, grants: Grants) -> Issuer | None:
    """Returns the issuer of the settings, None if there is none.

    Raises:
        UsageError: it is not told for whom tokens must be, or where the issuer's keys are.
    """
    if not config.oidc_issuer:
        return None
    if not config.oidc_audience:
        raise UsageError("oidc_audience_missing", issuer=config.oidc_issuer)
    return Issuer(
        name=config.oidc_issuer,
        audience=config.oidc_audience,
        groups_claim=config.oidc_groups_claim,
        keys=KeyRing(_keys_of(config)),
        grants=grants,
    )


def _keys_of(config: Config) -> Keys:
    issuer, place = config.oidc_issuer, config.oidc_keys
    if not place and _is_address(issuer):
        return lambda: discovered(issuer)
    if _is_address(place):
        return lambda: keys_at(place)
    path = config.home / Path(place).expanduser()
    if not place or not path.is_file():
        raise UsageError("setting_invalid", name="oidc_keys", expects="a file or an address", value=place)
    return lambda: keys_in(path)


def _is_address(text: str) -> bool:
    return urlsplit(text).scheme in ("http", "https")


def _fitting(held: Jwk, algorithm: str) -> jwt.PyJWK:
    """Returns a key for an algorithm, if it is one for it."""
    if held.get("kty") != _KEY_TYPES[algorithm] or held.get("alg", algorithm) != algorithm:
        raise jwt.InvalidAlgorithmError(algorithm)
    return jwt.PyJWK(held, algorithm)


def _groups(claim: object) -> list[str]:
    """Returns the groups of a claim: a list of names, or names between commas or spaces; of anything else, none."""
    if isinstance(claim, str):
        return re.split(r"[,\s]+", claim)
    return [name.strip() for name in claim if isinstance(name, str)] if isinstance(claim, list) else []
