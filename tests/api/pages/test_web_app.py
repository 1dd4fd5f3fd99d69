"""Addresses that there are not."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.api.pages.showing import Page


def test_there_is_a_page_for_addresses_that_there_are_not(client: TestClient) -> None:
    person, program = (
        {"Accept": kind, "Accept-Language": "nl"} for kind in ("text/html,*/*;q=0.8", "application/json")
    )
    for method, address, status in (("GET", "/zzqx", 404), ("GET", "/passages", 404), ("GET", "/searches/drop", 405)):
        told = client.request(method, address, headers=person)
        assert (told.status_code, Page(told.text).all("html")) == (status, [{"lang": "nl"}])
        assert client.request(method, address, headers=program).json()["status"] == status
    assert client.get("/v1/zzqx", headers=person).json()["status"] == 404
    wrong = client.post("/curation/zzqx", headers=person | {"Content-Type": "text/plain"}, content=b"x")
    assert (wrong.status_code, "Deze pagina is er niet" in wrong.text) == (415, False)
    foreign = client.get("http://testserver//elsewhere.example.org/x", headers=person)
    assert (foreign.status_code, [link for link in Page(foreign.text).links if link.startswith("//")]) == (404, [])
