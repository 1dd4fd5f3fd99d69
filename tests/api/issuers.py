"""An issuer of tokens for tests, with keys of its own: as a file, and as a server with discovery."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import get_default_algorithms

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

ISSUER, AUDIENCE = "https://login.example.org/realm", "praktijkbank"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
EDWARDS = ed25519.Ed25519PrivateKey.generate()
SIGNERS: dict[str, tuple[Private, str]] = {"r": (RSA, "RS256"), "e": (EC, "ES256"), "d": (EDWARDS, "EdDSA")}


def jwk(key: Private, kid: str, algorithm: str, **changes: Any) -> dict[str, Any]:
    """The public half of a key, as issuers publish it."""
    made = json.loads(get_default_algorithms()[algorithm].to_jwk(key.public_key()))
    return {**made, "kid": kid, "use": "sig", **changes}


def jwks(*kids: str) -> dict[str, Any]:
    return {"keys": [jwk(SIGNERS[kid][0], kid, SIGNERS[kid][1]) for kid in kids or SIGNERS]}


def public_pem(key: Private) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def claims(**changes: Any) -> dict[str, Any]:
    """What a token says; a change to None leaves a claim out."""
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": AUDIENCE, "sub": "s-1", "exp": now + 300, "iat": now, "preferred_username": "an"}
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def token(kid: str = "r", *, key: Any = None, algorithm: str = "", header: Any = None, **changes: Any) -> str:
    own, usual = SIGNERS[kid]
    return jwt.encode(claims(**changes), key or own, algorithm or usual, headers={"kid": kid, **(header or {})})


@contextmanager
def served(documents: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Serves JSON documents by their paths; gives the address, and the paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            found = documents.get(self.path)
            if isinstance(found, str):
                self.send_response(302)
                self.send_header("Location", found)
                self.end_headers()
                return
            self.send_response(200 if found is not None else 404)
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
