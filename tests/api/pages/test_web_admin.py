"""Keys, and who may see a document."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.keys import KeyStore
from tests.api.pages.showing import PROBE, Page, page


def test_administrators_decide_who_sees_a_document(filled: KnowledgeBase, client: TestClient) -> None:
    [pumps] = [one for one in filled.catalog.documents() if one.title == "pumps"]
    own = {"visibility": "groups", "groups": "board, it"}
    shown = Page(client.post(f"/documents/{pumps.id}/visibility", data=own).text)
    assert "Saved." in shown.text
    assert [one["value"] for one in shown.all("input") if "checked" in one] == ["groups"]
    assert filled.catalog.document(pumps.id).visibility == "groups:board,it"
    refused = client.post(f"/documents/{pumps.id}/visibility", data={"visibility": "zzqx"})
    assert (refused.status_code, "zzqx" in Page(refused.text).text) == (422, False)
    _, reads = KeyStore(filled.catalog).create("guest", scopes=[Scope.READ], groups=[], internal=True)
    own = {"X-API-Key": reads}
    assert client.get(f"/documents/{pumps.id}", headers=own).status_code == 404
    assert (
        client.post(f"/documents/{pumps.id}/visibility", data={"visibility": "public"}, headers=own).status_code == 403
    )
    assert "/keys" not in page(client, "/", **own).links


def test_keys_are_made_shown_once_and_revoked(filled: KnowledgeBase, client: TestClient) -> None:
    assert "The first key ends that" in page(client, "/keys").text
    assert client.post("/keys", data={"name": "Intranet", "scopes": ["read"]}).status_code == 422
    assert not KeyStore(filled.catalog).exist()
    _, admin = KeyStore(filled.catalog).create("root", scopes=[Scope.ADMIN], groups=[], internal=True)
    own = {"X-API-Key": admin}
    made = client.post(
        "/keys", data={"name": f"Intranet {PROBE}", "scopes": ["read"], "groups": "board, it"}, headers=own
    )
    [secret] = re.findall(r"kb_[0-9a-f]{8}_[\w-]+", made.text)
    reader = KeyStore(filled.catalog).reader_of(secret)
    assert reader is not None
    assert (reader.scopes, reader.groups, reader.internal) == ({Scope.READ}, {"board", "it"}, True)
    assert secret not in client.get("/keys", headers=own).text
    assert not page(client, "/keys", **own).all("img")
    assert client.post("/keys", data={"name": "x"}, headers=own).status_code == 422
    assert client.get("/keys", headers={"X-API-Key": secret}).status_code == 403
    client.post(f"/keys/{secret.split('_')[1]}/revoke", headers=own)
    assert KeyStore(filled.catalog).reader_of(secret) is None
