"""Searches that a browser keeps."""

from __future__ import annotations

from fastapi.testclient import TestClient

from api.web_links import State
from tests.api.pages.showing import PROBE, page


def test_searches_are_kept_by_the_browser_alone(client: TestClient) -> None:
    asked = [State(q=f'pumps | {n}; "water" é', filters={"country": ("BJ", "SN")}).address for n in range(30)]
    for address in asked:
        client.post("/searches", data={"address": address})
    client.post("/searches", data={"address": asked[20]})
    links = [one for one in page(client, "/searches").links if one in asked]
    assert links == [asked[20], *(one for one in reversed(asked[10:]) if one != asked[20])]
    assert page(client, links[0]).all("input")
    client.post("/searches/drop", data={"address": asked[20]})
    assert asked[20] not in page(client, "/searches").links
    long = "/?q=" + "x" * 1400
    for letter in "abcd":
        client.post("/searches", data={"address": long + letter})
    assert [one for one in page(client, "/searches").links if one in asked] == []
    for wrong in (
        "https://elsewhere.example.org/",
        "javascript:alert(1)",
        "/v1/search?q=water",
        "/?sort=zzqx",
        "/?lang=nl",
        PROBE,
    ):
        client.post("/searches", data={"address": wrong})
        assert wrong not in page(client, "/searches").links
    client.cookies.clear()
    assert page(client, "/searches").text.count("None yet") == 1
