"""Pages as tests read them: their elements, links and text, and the addresses of all of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

from fastapi.testclient import TestClient

from api.web_links import State
from kb.themes import thesaurus
from kb.types import Passage

Make = Callable[..., Passage]
PARTNERSHIP = "deinze-lievegem-kemopodi"
PROBE = "<img src=x onerror=alert(1)></mark><script>alert(2)</script>\"'&"
MOST_BYTES = 60_000
# What a browser says of a form that stands in a page of this server.
OURS = {"Origin": "http://testserver"}


class Page(HTMLParser):
    """What a page holds: its elements by name, its links, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def links(self) -> list[str]:
        return [str(one["href"]) for one in self.all("a")]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page(client: TestClient, address: str, **headers: str) -> Page:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


def addresses(client: TestClient) -> list[str]:
    """Returns the addresses of all views, with what people and documents say in them."""
    hit = client.get("/v1/search", params={"q": "waste tricycles"}).json()["hits"][0]
    theme = next(iter(thesaurus().concepts))
    practice = client.post("/practices", data={"passage": hit["passage_id"], "by": PROBE}).url.path
    dossier = client.post("/dossiers", data={"title": PROBE, "passage": hit["passage_id"]}).url.path
    job = client.post("/uploads", files=[("files", (f"{PROBE}.txt", b"Nothing."))], data={"visibility": "internal"})
    client.post("/searches", data={"address": State(q=PROBE, filters={"country": (PROBE,)}).address})
    return [
        *(practice, f"{practice}/edit", "/practices", f"/practices?passage={hit['passage_id']}", "/searches", "/keys"),
        *(dossier, "/dossiers", f"/dossiers?passage={hit['passage_id']}", job.url.path, "/uploads"),
        *("/curation", "/curation?facet=theme", "/curation?facet=partnership"),
        *("/", "/?q=waste", "/?country=BJ", "/?q=water&page=2&sort=newest", "/overview", "/partnerships", "/themes"),
        *(f"/partnerships/{PARTNERSHIP}", f"/themes/{theme}"),
        *(f"/passages/{hit['passage_id']}", f"/passages/{hit['passage_id']}/elsewhere"),
        f"/documents/{hit['document_id']}",
    ]


def citations(client: TestClient, practice: str) -> list[str]:
    """Returns what statements of a record may rest on, as its form has it."""
    values = [str(one["value"]) for one in page(client, f"{practice}/edit").all("option")]
    return list(dict.fromkeys(value for value in values if re.fullmatch("[0-9a-f]{16,}", value)))
