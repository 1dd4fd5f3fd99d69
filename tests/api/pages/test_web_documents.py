"""The pages of documents and passages."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.api.pages.showing import PARTNERSHIP, page


def test_documents_are_listed_and_found_by_title(client: TestClient) -> None:
    shown = page(client, "/documents")
    assert "3 documents" in shown.text
    assert "1 document." in page(client, "/documents?q=pumps").text
    assert all(client.get(link).status_code == 200 for link in shown.links if link.startswith("/documents/"))


def test_a_passage_is_cited(client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "probing tricycles", "partnership": PARTNERSHIP}).json()["hits"][0]
    address = f"/passages/{hit['passage_id']}"
    for form, held in (("txt", "waste tricycles"), ("ris", "TY  - RPRT"), ("bib", "@")):
        assert held in client.get(f"{address}/cite.{form}").text
    assert client.get(f"{address}/cite.doc").status_code == 422
    assert "waste tricycles" in page(client, address).text
