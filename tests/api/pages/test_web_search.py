"""The search page and what leads to it: facets, pages, an answer of nothing, suggestions, frames and feeds."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from fastapi.testclient import TestClient

from api.app import create_app
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.text import digest
from kb.types import PracticeKind
from tests.api.pages.showing import PARTNERSHIP, PROBE, Make, Page, page
from tests.api.test_app import wait_until_ready
from tests.conftest import WordEmbedder
from tests.documents import write_document


def test_facets_are_boxes_with_true_counts_and_chips_take_them_back(client: TestClient) -> None:
    shown = page(client, "/?q=water&country=BJ")
    boxes = {
        (one["name"], one["value"]): "checked" in one for one in shown.all("input") if one.get("type") == "checkbox"
    }
    assert boxes["country", "BJ"]
    assert not boxes["country", "SN"]
    counted = client.get("/v1/search", params={"q": "water", "country": "BJ"}).json()
    assert f"{counted['total']} passages" in shown.text
    assert "/?q=water" in shown.links


def test_more_is_a_link_to_the_next_page_and_ends(client: TestClient) -> None:
    first, second, third = (page(client, f"/?country=BJ&page={n}") for n in (1, 2, 3))
    assert "/?country=BJ&page=2" in first.links
    assert "/?country=BJ&page=3" in second.links
    assert not [link for link in third.links if "page=4" in link]
    passages = [re.findall(r"number (\d+) ", one.text) for one in (first, second, third)]
    assert [int(n) for some in passages for n in some] == list(range(24, -1, -1))


def test_nothing_found_helps(client: TestClient) -> None:
    shown = page(client, "/?q=water&country=EC")
    assert "No answer found" in shown.text
    assert "Try without the filter Ecuador" in shown.text
    assert "/?q=water" in shown.links
    both = page(client, "/?q=water&country=EC&year=2001")
    assert "Try without the filter Ecuador" in both.text
    assert "/?q=water&year=2001" in both.links
    assert "Try without the filter 2001" not in both.text
    neither = page(client, "/?q=water&country=EC&year=1951&kind=lesson")
    assert "/?q=water" in neither.links


def test_the_first_page_shows_the_latest_practices_of_partnerships_in_turn(
    base: KnowledgeBase, make_passage: Make
) -> None:
    lessons = [
        make_passage(
            f"Lesson {n} of {name}.",
            document_id=digest("lessons"),
            kind=PracticeKind.LESSON,
            year=year,
            partnerships=(name,),
        )
        for name, year in ((PARTNERSHIP, 2025), ("karongi", 2020))
        for n in range(4)
    ]
    write_document(base, "lessons", lessons, b"lessons")
    base.indexer().finish()
    with TestClient(create_app(base)) as client:
        wait_until_ready(client)
        shown = re.findall(r"Lesson \d of ([a-z-]+)", page(client, "/").text)
    assert shown == [PARTNERSHIP, "karongi", PARTNERSHIP, "karongi"]


def test_a_browser_can_search_from_its_own_bar(client: TestClient) -> None:
    told = client.get("/opensearch.xml")
    assert 'template="http://testserver/?q={searchTerms}"' in told.text
    assert told.headers["content-type"].startswith("application/opensearchdescription+xml")


def test_suggestions_are_options(client: TestClient) -> None:
    shown = page(client, "/suggestions?q=pum")
    leads = [str(one["data-href"]) for one in shown.all("li")]
    assert [client.get(lead).status_code for lead in leads] == [200] * len(leads)
    assert "pumps" in next(Page(client.get(lead).text).text for lead in leads if "/documents/" in lead)
    misspelt = page(client, "/suggestions?q=tricyclxs").all("li")
    assert [one["data-href"] for one in misspelt] == ["/?q=tricycles"]
    assert "/?q=tricycles" in page(client, "/?q=tricyclxs").links
    assert page(client, "/suggestions").all("li") == []


def test_a_search_is_followed_as_a_feed(client: TestClient) -> None:
    for params in ({"country": "BJ"}, {"q": f"waste {PROBE}"}):
        answer = client.get("/feed.atom", params=params)
        found = ET.fromstring(answer.text)  # noqa: S314 - our own
        assert answer.headers["content-type"].startswith("application/atom+xml")
        assert len(found.findall("{http://www.w3.org/2005/Atom}entry")) > 0
    assert "/feed.atom?country=BJ" in page(client, "/?country=BJ").links


def test_only_the_sites_that_a_setting_names_may_frame_the_search_and_nothing_else(
    tmp_path: Path, embedder: WordEmbedder
) -> None:
    framed = "https://intranet.example.org"
    base = KnowledgeBase(load_config(tmp_path, {"KB_FRAME_ANCESTORS": framed}), embedder)
    with TestClient(create_app(base)) as client:  # which closes it at the end
        wait_until_ready(client)
        shown, usual = client.get("/embed?q=water"), client.get("/")
    assert shown.headers["content-security-policy"].endswith(f"frame-ancestors {framed}")
    assert "x-frame-options" not in shown.headers
    assert usual.headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert usual.headers["x-frame-options"] == "DENY"


def test_without_the_setting_nobody_frames_the_search(client: TestClient) -> None:
    shown = client.get("/embed?q=water&country=BJ")
    assert shown.headers["x-frame-options"] == "DENY"
    assert len(Page(shown.text).all("article")) == 10
    assert {"name": "country", "value": "BJ", "type": "hidden"} in Page(shown.text).all("input")
