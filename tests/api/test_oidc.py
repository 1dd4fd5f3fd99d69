from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fastapi.testclient import TestClient

from api.access_mode import access_of
from api.app import create_app
from api.grants import grants_of
from api.jwks import KeyRing
from api.oidc import Issuer, issuer_of
from kb.access import Reader, Scope
from kb.bootstrap import KnowledgeBase
from kb.config import Config, load_config
from kb.errors import NotReadyError, UnauthorizedError, UsageError
from kb.keys import KeyStore
from tests.api.issuers import (
    AUDIENCE,
    EC,
    EDWARDS,
    ISSUER,
    OTHER_RSA,
    RSA,
    SIGNERS,
    claims,
    jwk,
    jwks,
    public_pem,
    served,
    token,
)

Configured = Callable[..., Config]


@pytest.fixture
def configured(tmp_path: Path) -> Configured:
    """Settings with an issuer whose keys are in a file."""
    (tmp_path / "jwks.json").write_text(json.dumps(jwks()), encoding="utf-8")

    def make(**changes: str) -> Config:
        usual = {
            "KB_OIDC_ISSUER": ISSUER,
            "KB_OIDC_AUDIENCE": AUDIENCE,
            "KB_OIDC_KEYS": str(tmp_path / "jwks.json"),
            "KB_CURATE_GROUPS": "curators,/staff",
            "KB_ADMIN_GROUPS": "heads",
        }
        return load_config(tmp_path / "home", {**usual, **changes})

    return make


def issuer_from(config: Config) -> Issuer:
    found = issuer_of(config, grants_of(config))
    assert found
    return found


@pytest.fixture
def issuer(configured: Configured) -> Issuer:
    return issuer_from(configured())


def with_keys(issuer: Issuer, *keys: dict[str, Any]) -> Issuer:
    return replace(issuer, keys=KeyRing(lambda: list(keys)))


def unsigned(header: dict[str, Any], payload: dict[str, Any], secret: bytes | None = None) -> str:
    """A token put together by hand, as no library would."""

    def part(value: bytes) -> bytes:
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    said = part(json.dumps(header).encode()) + b"." + part(json.dumps(payload).encode())
    signature = part(hmac.new(secret, said, hashlib.sha256).digest()) if secret else b""
    return (said + b"." + signature).decode()


@pytest.mark.parametrize("kid", SIGNERS)
def test_a_genuine_token_tells_who_it_is(issuer: Issuer, kid: str) -> None:
    assert issuer.reader_of(token(kid, groups=["board"])) == Reader(
        name="an", scopes=frozenset({Scope.READ}), groups=frozenset({"board"}), internal=True
    )


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])
def test_a_key_that_names_no_algorithm_serves_all_of_its_sort(issuer: Issuer, algorithm: str) -> None:
    assert issuer.reader_of(token(algorithm=algorithm)).name == "an"


@pytest.mark.parametrize(("curve", "algorithm"), [(ec.SECP384R1(), "ES384"), (ec.SECP521R1(), "ES512")])
def test_longer_curves_count(issuer: Issuer, curve: ec.EllipticCurve, algorithm: str) -> None:
    key = ec.generate_private_key(curve)
    found = with_keys(issuer, jwk(key, "r", algorithm))
    assert found.reader_of(token(key=key, algorithm=algorithm)).name == "an"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://login.example.org/realm/"},
        {"iss": "https://evil.example.org"},
        {"iss": [ISSUER]},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another", "third"]},
        {"aud": []},
        {"aud": None},
        {"exp": int(time.time()) - 3600},
        {"exp": "soon"},
        {"exp": None},
        {"nbf": int(time.time()) + 3600},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
        {"sub": 7},
        {"preferred_username": "a\x00n"},
        {"preferred_username": "x" * 201},
        {"preferred_username": None, "sub": " "},
    ],
)
def test_a_token_that_says_something_wrong_does_not_count(issuer: Issuer, changes: dict[str, Any]) -> None:
    payload = claims(**changes)
    text = jwt.api_jws.encode(json.dumps(payload).encode(), RSA, "RS256", headers={"kid": "r"})
    with pytest.raises(UnauthorizedError, match="does not count"):
        issuer.reader_of(text)


@pytest.mark.parametrize("changes", [{"exp": -10}, {"nbf": 10}, {"iat": 10}])
def test_clocks_may_differ_a_little(issuer: Issuer, changes: dict[str, int]) -> None:
    shifted = {name: int(time.time()) + seconds for name, seconds in changes.items()}
    assert issuer.reader_of(token(**shifted)).name == "an"


def test_the_audience_may_be_one_of_several(issuer: Issuer) -> None:
    assert issuer.reader_of(token(aud=["another", AUDIENCE])).name == "an"


@pytest.mark.parametrize("kid", ["r", "none"])
def test_a_signature_by_another_key_does_not_count(issuer: Issuer, kid: str) -> None:
    with pytest.raises(UnauthorizedError):
        issuer.reader_of(token(key=OTHER_RSA, header={"kid": kid}))


@pytest.mark.parametrize("secret", [public_pem(RSA), json.dumps(jwks("r")["keys"][0]).encode(), b"r"])
def test_the_public_key_is_no_secret_of_hs256(issuer: Issuer, secret: bytes) -> None:
    with pytest.raises(UnauthorizedError):
        issuer.reader_of(unsigned({"alg": "HS256", "typ": "JWT", "kid": "r"}, claims(), secret))


def test_a_shared_secret_among_the_keys_signs_nothing(issuer: Issuer) -> None:
    secret = b"s" * 64
    shared = {"kty": "oct", "kid": "r", "k": base64.urlsafe_b64encode(secret).decode().rstrip("=")}
    found = with_keys(issuer, shared)
    for algorithm in ("HS256", "RS256", "EdDSA"):
        with pytest.raises(UnauthorizedError):
            found.reader_of(unsigned({"alg": algorithm, "kid": "r"}, claims(), secret))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", None, ["RS256"], "ES256K", "HS512"])
def test_no_signature_is_none(issuer: Issuer, algorithm: object) -> None:
    with pytest.raises(UnauthorizedError):
        issuer.reader_of(unsigned({"alg": algorithm, "kid": "r"}, claims()))


@pytest.mark.parametrize(
    "held", [jwk(RSA, "r", "RS256", alg="RS512"), jwk(RSA, "r", "RS256", use="enc"), jwk(EC, "r", "ES256")]
)
def test_a_key_for_something_else_does_not_count(issuer: Issuer, held: dict[str, Any]) -> None:
    with pytest.raises((UnauthorizedError, NotReadyError)):
        with_keys(issuer, held).reader_of(token())


def test_a_key_that_is_too_short_does_not_count(issuer: Issuer) -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - that is the point
    with pytest.warns(match="below the minimum"):
        text = token(key=weak)
    with pytest.raises(UnauthorizedError):
        with_keys(issuer, jwk(weak, "r", "RS256")).reader_of(text)


def test_no_changed_letter_goes_unnoticed(issuer: Issuer) -> None:
    text = token(groups=["board"])
    for place in range(0, len(text), 7):
        other = "A" if text[place] != "A" else "B"
        with pytest.raises(UnauthorizedError):
            issuer.reader_of(text[:place] + other + text[place + 1 :])


def test_another_payload_under_the_signature_does_not_count(issuer: Issuer) -> None:
    head, _, signature = token().split(".")
    forged = unsigned({}, claims(groups=["heads"])).split(".")[1]
    with pytest.raises(UnauthorizedError):
        issuer.reader_of(f"{head}.{forged}.{signature}")


@pytest.mark.parametrize("text", ["", "x", "..", "a.b.c", "é.é.é", "[" * 5000, token() + ".x", token()[:-10]])
def test_what_is_no_token_does_not_count(issuer: Issuer, text: str) -> None:
    with pytest.raises(UnauthorizedError):
        issuer.reader_of(text)


@pytest.mark.parametrize(
    ("claim", "groups"),
    [
        (["board", " heads "], {"board", "heads"}),
        ("board,heads", {"board", "heads"}),
        ("board  heads, ", {"board", "heads"}),
        (["board", 7, None, ["heads"], ""], {"board"}),
        (["the board"], {"the board"}),
        ({"board": True}, set()),
        (7, set()),
        (True, set()),
        ("", set()),
        (None, set()),
    ],
)
def test_groups_come_as_a_list_or_between_commas(issuer: Issuer, claim: object, groups: set[str]) -> None:
    assert issuer.reader_of(token(groups=claim)).groups == groups


def test_groups_bring_what_the_settings_say(configured: Configured) -> None:
    issuer = issuer_from(configured(KB_OIDC_GROUPS_CLAIM="roles"))
    for roles, scopes in (
        (["/staff"], {Scope.READ, Scope.CURATE}),
        (["heads"], {Scope.READ, Scope.ADMIN}),
        (["curator"], {Scope.READ}),
        ("curators heads", {Scope.READ, Scope.CURATE, Scope.ADMIN}),
    ):
        assert issuer.reader_of(token(roles=roles, groups=["heads"])).scopes == scopes


def test_an_empty_setting_entitles_no_group_without_a_name(configured: Configured) -> None:
    issuer = issuer_from(configured(KB_WRITE_GROUPS="", KB_CURATE_GROUPS="", KB_ADMIN_GROUPS=""))
    assert issuer.reader_of(token(groups=["", " "])).scopes == {Scope.READ}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"preferred_username": "an", "email": "an@laarne.be"}, "an"),
        ({"preferred_username": "", "email": "an@laarne.be"}, "an@laarne.be"),
        ({"preferred_username": ["an"], "email": None}, "s-1"),
    ],
)
def test_people_are_named_as_they_know_themselves(issuer: Issuer, said: dict[str, Any], name: str) -> None:
    assert issuer.reader_of(token(**said)).name == name


class Ring:
    """Keys that change, and a clock that is set."""

    def __init__(self, *kids: str) -> None:
        self.kids = kids
        self.now = 0.0
        self.read = 0
        self.is_away = False
        self.ring = KeyRing(self._keys, lambda: self.now)

    def _keys(self) -> list[dict[str, Any]]:
        self.read += 1
        if self.is_away:
            raise OSError("away")
        return list(jwks(*self.kids)["keys"])


def test_a_new_key_is_found_when_a_token_names_it_but_not_more_than_once_a_minute(issuer: Issuer) -> None:
    held = Ring("r")
    turning = replace(issuer, keys=held.ring)
    assert [turning.reader_of(token("r")).name for _ in range(3)] == ["an"] * 3
    assert held.read == 1
    held.kids = ("e",)
    for held.now in (1, 30, 59):
        with pytest.raises(UnauthorizedError):
            turning.reader_of(token("e"))
    assert held.read == 1
    held.now = 60
    assert turning.reader_of(token("e")).name == "an"
    assert held.read == 2
    with pytest.raises(UnauthorizedError):
        turning.reader_of(token("r"))


def test_a_withdrawn_key_counts_an_hour_at_most(issuer: Issuer) -> None:
    held = Ring("r", "e")
    turning = replace(issuer, keys=held.ring)
    assert turning.reader_of(token("r")).name == "an"
    held.kids, held.now = ("e",), 3600
    with pytest.raises(UnauthorizedError):
        turning.reader_of(token("r"))


def test_keys_go_on_counting_while_the_issuer_is_away(issuer: Issuer) -> None:
    held = Ring("r")
    turning = replace(issuer, keys=held.ring)
    held.is_away = True
    with pytest.raises(NotReadyError):
        turning.reader_of(token())
    held.is_away, held.now = False, 60
    assert turning.reader_of(token()).name == "an"
    held.is_away, held.now = True, 7200
    assert turning.reader_of(token()).name == "an"


def test_a_token_without_the_name_of_a_key_needs_the_only_one(issuer: Issuer) -> None:
    text = jwt.encode(claims(), RSA, "RS256")
    assert with_keys(issuer, jwk(RSA, "r", "RS256")).reader_of(text).name == "an"
    with pytest.raises(UnauthorizedError):
        issuer.reader_of(text)


def test_an_issuer_tells_where_its_keys_are(configured: Configured) -> None:
    documents: dict[str, Any] = {"/keys": jwks("d")}
    with served(documents) as (address, asked):
        documents["/.well-known/openid-configuration"] = {"issuer": address, "jwks_uri": f"{address}/keys"}
        issuer = issuer_from(configured(KB_OIDC_ISSUER=address, KB_OIDC_KEYS=""))
        for _ in range(3):
            assert issuer.reader_of(token("d", key=EDWARDS, iss=address)).name == "an"
        assert asked == ["/.well-known/openid-configuration", "/keys"]


def test_keys_may_be_at_an_address_of_their_own(configured: Configured) -> None:
    with served({"/keys": jwks("e")}) as (address, _):
        issuer = issuer_from(configured(KB_OIDC_KEYS=f"{address}/keys"))
        assert issuer.reader_of(token("e")).name == "an"


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://evil.example.org", "jwks_uri": "{address}/keys"},
        {"issuer": "{address}", "jwks_uri": "file:///{file}"},
        {"issuer": "{address}"},
        ["issuer"],
        "{address}/elsewhere",
    ],
)
def test_what_does_not_describe_the_issuer_is_not_followed(
    configured: Configured, tmp_path: Path, told: dict[str, str]
) -> None:
    documents: dict[str, Any] = {"/keys": jwks()}
    with served(documents) as (address, _):
        filled = json.dumps(told).replace("{address}", address).replace("{file}", str(tmp_path / "jwks.json"))
        documents["/.well-known/openid-configuration"] = json.loads(filled)
        documents["/elsewhere"] = {"issuer": address, "jwks_uri": f"{address}/keys"}
        issuer = issuer_from(configured(KB_OIDC_ISSUER=address, KB_OIDC_KEYS=""))
        with pytest.raises(NotReadyError, match="cannot be checked now"):
            issuer.reader_of(token(iss=address))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"keys": []}', '{"keys": "x"}'])
def test_a_file_without_keys_checks_no_token(configured: Configured, tmp_path: Path, content: str) -> None:
    issuer = issuer_from(configured())
    (tmp_path / "jwks.json").write_text(content, encoding="utf-8")
    with pytest.raises(NotReadyError):
        issuer.reader_of(token())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"KB_OIDC_AUDIENCE": ""}, "oidc_audience_missing"),
        ({"KB_OIDC_KEYS": "/nowhere/jwks.json"}, "setting_invalid"),
        ({"KB_OIDC_KEYS": "", "KB_OIDC_ISSUER": "accounts.example.org"}, "setting_invalid"),
    ],
)
def test_settings_that_would_check_nothing_are_refused(
    configured: Configured, changes: dict[str, str], code: str
) -> None:
    with pytest.raises(UsageError) as raised:
        issuer_from(configured(**changes))
    assert raised.value.key == code


def test_no_issuer_is_none(config: Config) -> None:
    assert issuer_of(config, grants_of(config)) is None


def test_tokens_let_in_over_http_and_nothing_else_does(configured: Configured, base: KnowledgeBase) -> None:
    access = access_of(configured(), KeyStore(base.catalog), host="127.0.0.1")
    with TestClient(create_app(base, access), base_url="http://localhost") as client:

        def status(**headers: str) -> int:
            return client.get("/v1/curation/queue", headers=headers).status_code

        assert status(Authorization=f"Bearer {token(groups=['curators'])}") == 200
        assert status(Authorization=f"bearer {token(groups=['curators'])}") == 200
        assert status(Authorization=f"Bearer {token()}") == 403
        assert status(Authorization=f"Bearer {token(exp=1, groups=['heads'])}") == 401
        assert status(**{"X-API-Key": token(groups=["heads"])}) == 401
        assert status() == 401
        signed_in = {"Authorization": f"Bearer {token(groups=['curators'])}"}
        practice = {"by": "Bo", "practice": {"title": "A depot", "language": "en"}}
        made = client.post("/v1/practices", json=practice, headers=signed_in).json()
        history = client.get(f"/v1/practices/{made['practice_id']}/history", headers=signed_in).json()
        assert [event["who"] for event in history["events"]] == ["an"]


def test_tokens_cannot_be_checked_while_their_keys_are_away(configured: Configured, base: KnowledgeBase) -> None:
    with served({}) as (address, _):
        access = access_of(configured(KB_OIDC_KEYS=f"{address}/keys"), KeyStore(base.catalog), host="127.0.0.1")
        with TestClient(create_app(base, access), base_url="http://localhost") as client:
            answer = client.get("/v1/practices", headers={"Authorization": f"Bearer {token()}"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["type"].endswith("tokens_unchecked")
