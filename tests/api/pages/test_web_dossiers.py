"""The pages of dossiers."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.api.pages.showing import PROBE, Page, page


def test_what_cannot_be_put_into_a_new_dossier_leaves_none(client: TestClient) -> None:
    assert client.post("/dossiers", data={"title": "Pumps", "passage": "0" * 16}).status_code == 404
    assert "Pumps" not in page(client, "/dossiers").text
    hit = client.get("/v1/search", params={"q": "water pump"}).json()["hits"][0]
    practice = client.post("/practices", data={"passage": hit["passage_id"], "by": "An"}).url.path.split("/")[2]
    made = client.post("/dossiers", data={"title": "Pumps", "practice": practice})
    assert all(client.get(link).status_code == 200 for link in Page(made.text).links if link.startswith("/p"))


def test_a_dossier_is_collected_ordered_annotated_shared_and_taken_along(client: TestClient) -> None:
    hits = client.get("/v1/search", params={"q": "water pump"}).json()["hits"][:2]
    made = client.post("/dossiers", data={"title": f"Pumps {PROBE}", "passage": hits[0]["passage_id"]})
    address = made.url.path
    assert f"/passages/{hits[0]['passage_id']}" in Page(made.text).links
    client.post(f"{address}/items", data={"passage": hits[1]["passage_id"]})
    assert address in page(client, f"/dossiers?passage={hits[0]['passage_id']}").links

    def items() -> list[str]:
        return [str(one["id"]).removeprefix("item-") for one in page(client, address).all("li") if one.get("id")]

    def send(action: str = "", **notes: str) -> int:
        [version] = {str(one["value"]) for one in page(client, address).all("input") if one["name"] == "version"}
        fields = {f"note-{item}": note for item, note in notes.items()}
        return client.post(f"{address}/changes", data={"version": version, "action": action, **fields}).status_code

    first, second = items()
    # All notes are kept, whichever button is pressed.
    assert send(f"up {second}", **{first: f"Ask them {PROBE}", second: "Later."}) == 200
    assert items() == [second, first]
    shown = page(client, address).text
    assert ("Later." in shown, f"Ask them {PROBE[:12]}" in shown) == (True, True)
    assert send(**{second: ""}) == 200
    assert "Later." not in page(client, address).text
    assert send("down zzqx") == 422
    stale = {"version": "1", "action": f"remove {first}"}
    assert client.post(f"{address}/changes", data=stale).status_code == 409
    shared_page = client.post(f"{address}/share")
    assert client.get(f"{address}/share?lang=en").url.path == address
    [link] = [one for one in Page(shared_page.text).links if "/shared/" in one and "/export/" not in one]
    shared = page(client, link.removeprefix("http://testserver"))
    assert "Ask them <img src=x" in shared.text
    assert not shared.all("textarea")
    for form, start in (("docx", b"PK"), ("md", b"# Pumps"), ("csv", b"\xef\xbb\xbf")):
        export = client.get(f"{address}/export/{form}")
        assert (export.status_code, export.content[: len(start)]) == (200, start)
        assert export.headers["content-disposition"].startswith("attachment")
    client.post(f"{address}/unshare")
    assert client.get(link.removeprefix("http://testserver")).status_code == 404
    assert send(f"remove {first}") == 200
    assert items() == [second]
    [version] = {str(one["value"]) for one in page(client, address).all("input") if one["name"] == "version"}
    client.post(f"{address}/delete", data={"version": version})
    assert client.get(address).status_code == 404
