"""What holds for every page of the web app: language, policy, text alone, links, weight."""

from __future__ import annotations

import gzip
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.keys import KeyStore
from kb.types import LANGUAGES
from tests.api.pages.showing import MOST_BYTES, PROBE, Page, addresses, page
from tests.api.test_app import wait_until_ready
from tests.conftest import WordEmbedder


def test_every_page_has_its_language_title_landmarks_and_policy(client: TestClient) -> None:
    for address in addresses(client):
        for language in LANGUAGES:
            answer = client.get(address, headers={"Accept-Language": language})
            shown = Page(answer.text)
            assert answer.status_code == 200, address
            assert shown.all("html") == [{"lang": language}]
            assert [len(shown.all(tag)) for tag in ("title", "main", "header", "h1")] == [1, 1, 1, 1], address
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert not shown.all("style")
            assert all(one.get("src") for one in shown.all("script"))
            assert not [name for _, held in shown.elements for name in held if name == "style" or name.startswith("on")]


def test_what_documents_and_people_say_is_text_everywhere(client: TestClient) -> None:
    for address in [
        *addresses(client),
        f"/embed?q=waste {PROBE}",
        f"/?q={PROBE}",
        f"/suggestions?q=report {PROBE}",
        f"/?country={PROBE}",
        f"/passages/{PROBE}",
        f"/?lang={PROBE}",
    ]:
        shown = Page(client.get(address).text)
        assert all("page.webp" in str(one["src"]) for one in shown.all("img")), address
        assert all(str(one.get("src")).startswith("/static/") for one in shown.all("script")), address
        assert not [name for _, held in shown.elements for name in held if name.startswith("on")], address


def test_every_link_leads_somewhere_without_a_script(client: TestClient) -> None:
    seen, waiting = set(), ["/", "/?q=water"]
    while waiting and len(seen) < 150:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code == 200, address
        seen.add(address)
        if "text/html" in answer.headers["content-type"]:
            found = [link.split("#")[0] for link in Page(answer.text).links]
            waiting += [link for link in dict.fromkeys(found) if link.startswith("/") and link not in {*seen, *waiting}]
    assert {"/overview", "/partnerships", "/themes"} < seen


def test_whom_to_ask_is_told_where_a_setting_says_so(tmp_path: Path, embedder: WordEmbedder) -> None:
    for contact, link in (
        ("kennis@example.org", "mailto:kennis@example.org"), ("https://example.org/help", "https://example.org/help"),
        ("An, second floor @ the town hall", None), ("javascript:alert(1)", None),
    ):  # fmt: skip
        base = KnowledgeBase(load_config(tmp_path / contact[:4], {"KB_CONTACT": contact}), embedder)
        with TestClient(create_app(base)) as client:
            wait_until_ready(client)
            shown = page(client, "/?q=water")
        assert shown.text.count(contact) == 2
        assert [one for one in shown.links if one == link] == ([link] * 2 if link else [])
        assert not [one for one in shown.links if one.startswith("javascript:")]


def test_only_uploads_may_be_large(client: TestClient) -> None:
    for path, status in (("/sign-in", 413), ("/dossiers", 413), ("/uploads", 303)):
        files = [("files", ("note.txt", b"Waste. " * 300_000))]
        assert client.post(path, files=files, follow_redirects=False).status_code == status


def test_a_chosen_language_is_remembered(client: TestClient) -> None:
    assert page(client, "/?lang=fr").all("html") == [{"lang": "fr"}]
    assert page(client, "/").all("html") == [{"lang": "fr"}]
    client.cookies.clear()
    assert page(client, "/", **{"Accept-Language": "es"}).all("html") == [{"lang": "es"}]


def test_what_a_reader_may_not_see_is_not_there(filled: KnowledgeBase, client: TestClient) -> None:
    _, secret = KeyStore(filled.catalog).create("guest", scopes=[Scope.READ], groups=[], internal=True)
    own = {"X-API-Key": secret}
    hidden = filled.catalog.passages_of(next(one.id for one in filled.catalog.documents() if one.title == "secret"))[0]
    for kind, name in (("passages", hidden.passage.id), ("documents", hidden.document.id)):
        refused, unknown = (client.get(f"/{kind}/{one}", headers=own) for one in (name, "0" * 16))
        assert (refused.status_code, refused.text.replace(name, "")) == (404, unknown.text.replace("0" * 16, ""))
    for address in ("/?q=zebra", "/", "/overview"):
        assert "zebra waste" not in client.get(address, headers=own).text
    assert client.get("/", headers={"X-API-Key": "kb_no"}).status_code == 401


def test_errors_are_pages_that_echo_nothing(client: TestClient) -> None:
    for address, status in (
        ("/?page=0", 422), ("/?sort=zzqx", 422), ("/?q=water&kind=zzqx", 422), ("/passages/zzqx", 404),
        ("/partnerships/zzqx", 404), ("/themes/zzqx", 404), ("/static/x/zzqx.js", 404),
    ):  # fmt: skip
        answer = client.get(address, headers={"Accept-Language": "nl"})
        assert answer.status_code == status, address
        if "html" in answer.headers["content-type"]:
            assert "zzqx" not in Page(answer.text).text
            assert Page(answer.text).all("html") == [{"lang": "nl"}]


def test_pages_are_light(client: TestClient) -> None:
    for address in addresses(client):
        shown = page(client, address)
        parts = [address, *(str(one["href"]) for one in shown.all("link") if one["rel"] in {"stylesheet", "icon"})]
        parts += [str(one["src"]) for one in shown.all("script")]
        weight = 0
        for part in parts:
            answer = client.get(part, headers={"Accept-Encoding": "gzip"})
            assert answer.headers["content-encoding"] == "gzip"
            weight += len(gzip.compress(answer.content, 6))
        assert weight <= MOST_BYTES, address


def test_files_are_kept_for_good_under_their_content_alone(client: TestClient) -> None:
    [style] = [str(one["href"]) for one in page(client, "/").all("link") if one["rel"] == "stylesheet"]
    assert "immutable" in client.get(style).headers["cache-control"]
    older = client.get("/static/0123/style.css")
    assert (older.status_code, older.headers["cache-control"]) == (200, "no-cache")
    assert client.get(style, headers={"Accept-Encoding": "identity"}).text == older.text
