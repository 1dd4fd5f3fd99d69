"""The pages of uploads."""

from __future__ import annotations

from fastapi.testclient import TestClient

from api.app import create_app
from api.working import work
from api.workshop import Workshop
from kb.bootstrap import KnowledgeBase
from tests.api.pages.showing import page
from tests.api.test_app import wait_until_ready


def test_groups_beside_another_circle_are_refused(client: TestClient) -> None:
    files = [("files", ("note.txt", b"Waste."))]
    refused = client.post("/uploads", files=files, data={"visibility": "internal", "groups": "board"})
    assert (refused.status_code, "You named groups" in refused.text) == (422, True)


def test_files_are_sent_and_followed_until_they_are_read_or_a_reason_is_told(base: KnowledgeBase) -> None:
    with TestClient(create_app(base, workshop=Workshop(base, command=None))) as client:
        wait_until_ready(client)
        assert 'name="files"' in client.get("/uploads").text
        named = (("note.txt", b"Waste is collected by tricycle in fifteen neighbourhoods."), ("bad.pdf", b"%PDF-1.7"))
        files = [("files", one) for one in named]
        sent = client.post("/uploads", files=files, data={"visibility": "internal"})
        assert sent.url.path.startswith("/uploads/")
        assert "hx-trigger" in sent.text
        work(base, once=True)
        done = page(client, sent.url.path)
        assert "added" in done.text
        assert "failed" in done.text
        assert "hx-trigger" not in client.get(sent.url.path).text
        assert [link for link in done.links if link.startswith("/documents/")]
        assert client.post("/uploads", files=files, data={"visibility": "zzqx"}).status_code == 422
