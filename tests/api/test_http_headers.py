from __future__ import annotations

from api.access_mode import Access
from api.grants import Grants
from api.proxies import TrustedProxy, trusted_proxy_of
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from tests.api.edge import client_of

PAGE = "https://intranet.example.org"


def test_every_answer_says_what_a_browser_may_do(base: KnowledgeBase) -> None:
    client = client_of(base)
    for path in ("/healthz", "/v1/nothing", "/openapi.json", "/v1/search"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "private, no-cache"
        assert "Authorization" in headers["vary"]
        assert "strict-transport-security" not in headers


def test_what_depends_on_the_language_says_so(base: KnowledgeBase) -> None:
    client = client_of(base)
    answer = client.get("/v1/passages/x", headers={"Accept-Language": "de, en;q=0.2, es;q=0.7, nl;q=0"})
    assert (answer.headers["content-language"], answer.json()["title"]) == ("es", "No encontrado")
    assert "Accept-Language" in answer.headers["vary"]
    assert "content-language" not in client.get("/healthz").headers


def test_https_is_told_to_stay_by_the_server_and_by_trusted_proxies_alone(base: KnowledgeBase) -> None:
    told = {"X-Forwarded-Proto": "https"}
    assert "strict-transport-security" not in client_of(base).get("/healthz", headers=told).headers
    assert "strict-transport-security" in client_of(base).get("https://localhost/healthz").headers
    config = load_config(base.config.home, {"KB_TRUSTED_PROXIES": "127.0.0.1"})
    proxy = trusted_proxy_of(config, Grants({}))
    assert isinstance(proxy, TrustedProxy)
    client = client_of(base, Access(proxy=proxy))
    client._transport.client = ("127.0.0.1", 1)  # type: ignore[attr-defined]  # from where it calls
    assert "strict-transport-security" in client.get("/healthz", headers=told).headers


def test_listed_sites_may_read_answers_and_others_may_not(base: KnowledgeBase) -> None:
    client = client_of(base, Access(origins=frozenset({PAGE})))
    answer = client.get("/healthz", headers={"Origin": PAGE})
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert {"ETag", "X-Request-ID", "RateLimit", "Retry-After", "Location"} <= set(
        answer.headers["access-control-expose-headers"].split(", ")
    )
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "access-control-allow-origin" not in client.get("/healthz", headers={"Origin": "https://evil.org"}).headers
    asking = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    assert client.options("/v1/practices", headers=asking).status_code == 200
    assert "access-control-allow-origin" not in client_of(base).get("/healthz", headers={"Origin": PAGE}).headers
