"""The pages of the web app, without a browser: what they show, to whom, in which language, and as text alone."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from api.access_mode import access_of
from api.app import create_app
from api.web_links import State
from api.working import work
from api.workshop import Workshop
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.keys import KeyStore
from kb.practice_desk import PracticeDesk
from kb.text import digest
from kb.themes import thesaurus
from kb.types import LANGUAGES, Passage, PracticeKind, Speaker
from tests.api.test_app import wait_until_ready
from tests.conftest import WordEmbedder
from tests.documents import write_document

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


@pytest.fixture
def filled(base: KnowledgeBase, make_passage: Make) -> KnowledgeBase:
    probed = make_passage(
        f"Probing {PROBE} waste tricycles.",
        document_id=digest(f"report {PROBE}"),
        headings=(f"Heading {PROBE}",),
        partnerships=(PARTNERSHIP,),
        countries=("SN",),
        speaker=Speaker(name=PROBE, role=PROBE),
    )
    write_document(base, f"report {PROBE}", [probed], b"original")
    many = [
        make_passage(
            f"Water pump number {n} needs a committee.", countries=("BJ",), year=2000 + n, document_id=digest("pumps")
        )
        for n in range(25)
    ]
    write_document(base, "pumps", many, b"pumps")
    write_document(
        base,
        "secret",
        [make_passage("Secret zebra waste.", document_id=digest("secret"))],
        b"secret",
        visibility="groups:board",
    )
    base.indexer().finish()
    return base


@pytest.fixture
def client(filled: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(create_app(filled, workshop=Workshop(filled, command=None))) as found:
        wait_until_ready(found)
        yield found


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
    total = client.get("/v1/search", params={"q": "water"}).json()["total"]
    assert f"Try without the filter Ecuador {total} passages" in shown.text
    assert "/?q=water" in shown.links
    both = page(client, "/?q=water&country=EC&year=2001")
    assert "Try without the filter Ecuador 1 passage " in both.text
    assert "/?q=water&year=2001" in both.links
    assert "Try without the filter 2001" not in both.text
    neither = page(client, "/?q=water&country=EC&year=1951&kind=lesson")
    assert "/?q=water" in neither.links


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


def test_who_makes_the_first_key_is_signed_in_with_it(filled: KnowledgeBase, client: TestClient) -> None:
    made = client.post("/keys", data={"name": "An", "scopes": ["admin"]})
    assert (made.status_code, "The first key ends that" in made.text) == (200, False)
    assert "/keys" in page(client, "/").links
    out = client.post("/sign-out", headers=OURS)
    assert (out.status_code, out.url.path) == (200, "/sign-in")
    refused = client.get("/keys?page=1", headers={"Accept-Language": "nl"})
    assert refused.status_code == 401
    assert {"type": "hidden", "name": "back", "value": "/keys?page=1"} in Page(refused.text).all("input")
    [secret] = re.findall(r"kb_[0-9a-f]{8}_[\w-]+", made.text)
    back = client.post("/sign-in", data={"key": f" {secret} ", "back": "/keys?page=1"}, headers=OURS)
    assert (back.status_code, str(back.url)) == (200, "http://testserver/keys?page=1")
    KeyStore(filled.catalog).revoke(secret.split("_")[1])
    ended = client.get("/")
    assert (ended.status_code, "not any more" in Page(ended.text).text) == (401, True)


def test_a_signed_in_browser_acts_for_pages_of_this_server_alone(filled: KnowledgeBase, client: TestClient) -> None:
    _, secret = KeyStore(filled.catalog).create("An", scopes=[Scope.ADMIN])
    assert client.post("/sign-in", data={"key": "kb_00000000_no"}).status_code == 401
    signed = client.post("/sign-in", data={"key": secret}, headers=OURS, follow_redirects=False)
    kept = signed.headers["set-cookie"].lower()
    assert all(told in kept for told in ("httponly", "samesite=lax", "path=/"))
    assert "max-age" not in kept
    assert client.get("/v1/documents").status_code == 200
    making = {"data": {"name": "Bo", "scopes": ["read"]}}
    assert client.post("/keys", **making).status_code == 401
    assert client.post("/keys", headers={"Origin": "https://elsewhere.example.org"}, **making).status_code == 403
    assert client.post("/keys", headers=OURS, **making).status_code == 200
    for elsewhere in ("https://elsewhere.example.org/", "//elsewhere.example.org", "/\\elsewhere.example.org", "keys"):
        led = client.post("/sign-in", data={"key": secret, "back": elsewhere}, headers=OURS, follow_redirects=False)
        assert led.headers["location"] == "/"


def test_listed_sites_cannot_act_in_the_name_of_a_signed_in_browser(tmp_path: Path, embedder: WordEmbedder) -> None:
    listed = "https://intranet.example.org"
    base = KnowledgeBase(load_config(tmp_path, {"KB_CORS_ORIGINS": listed}), embedder)
    _, secret = KeyStore(base.catalog).create("An", scopes=[Scope.ADMIN])
    with TestClient(create_app(base, access_of(base.config, None, host="127.0.0.1")), "http://127.0.0.1") as client:
        wait_until_ready(client)
        client.cookies.set("kb_key", secret)
        making = {"name": "Bo", "scopes": ["read"]}
        assert client.post("/keys", headers={"Origin": listed}, data=making).status_code == 401
        assert (
            client.get("/v1/documents", headers={"Origin": listed}).headers.get("access-control-allow-credentials")
            is None
        )


def test_documents_are_listed_and_found_by_title(client: TestClient) -> None:
    shown = page(client, "/documents")
    assert "3 documents" in shown.text
    assert "1 document." in page(client, "/documents?q=pumps").text
    assert all(client.get(link).status_code == 200 for link in shown.links if link.startswith("/documents/"))


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


def test_there_is_a_page_for_addresses_that_there_are_not(client: TestClient) -> None:
    person, program = (
        {"Accept": kind, "Accept-Language": "nl"} for kind in ("text/html,*/*;q=0.8", "application/json")
    )
    for method, address, status in (("GET", "/zzqx", 404), ("GET", "/passages", 404), ("GET", "/searches/drop", 405)):
        told = client.request(method, address, headers=person)
        assert (told.status_code, Page(told.text).all("html")) == (status, [{"lang": "nl"}])
        assert client.request(method, address, headers=program).json()["status"] == status
    assert client.get("/v1/zzqx", headers=person).json()["status"] == 404


def test_a_record_is_written_with_its_evidence_beside_it(client: TestClient) -> None:
    hits = client.get("/v1/search", params={"q": "water pump"}).json()["hits"]
    shown = client.post("/practices", data={"passage": hits[0]["passage_id"], "by": "An"})
    address = shown.url.path
    assert f"{address}/edit" in Page(shown.text).links
    added = {"passage": hits[1]["passage_id"], "by": "An", "version": "1"}
    assert client.post(f"{address}/evidence", data=added).status_code == 200
    assert client.post(f"{address}/evidence", data=added).status_code == 409
    form = {
        "version": "2", "by": "Bo", "title": "Pumps with a committee", "language": "en", "partnerships": PARTNERSHIP,
        "countries_added": "BJ", "themes": "water-committees", "from_year": "2019", "to_year": "2020",
        "maturity": "promising", "maturity_reason": "Seen twice.", "contact_role": "Water officer",
        "what_was_done": ["Each pump has a committee.", "The committee keeps the purse.", " "],
        "what_was_done_rests_on": ["1", "", "0"],
    }  # fmt: skip
    edited = client.post(f"{address}/edit", data=form)
    assert (edited.status_code, edited.url.path) == (200, address)
    record = client.get(f"/v1{address}").json()
    assert [(one["text"], len(one["evidence"]), one["by"]) for one in record["what_was_done"]] == [
        ("Each pump has a committee.", 1, ""), ("The committee keeps the purse.", 0, "Bo"),
    ]  # fmt: skip
    assert record["what_was_done"][0]["evidence"][0]["places"][0]["passage_id"] == hits[1]["passage_id"]
    assert (record["countries"], record["from_year"], record["maturity"]) == (["BJ"], 2019, "promising")
    assert record["results"] == record["context"] == []


def test_what_cannot_be_kept_of_a_record_stands_in_its_form_again(client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "water pump"}).json()["hits"][0]
    address = client.post("/practices", data={"passage": hit["passage_id"], "by": "An"}).url.path
    typed = f"Typed with care {PROBE}"
    form = {"version": "1", "by": "Bo", "title": "Pumps", "language": "en", "context": typed, "context_rests_on": ""}
    for wrong, status in (
        ({"from_year": "200x"}, 422),
        ({"countries": "ZZ"}, 422),
        ({"contact_role": "b@c.org"}, 422),
        ({"version": "7"}, 409),
    ):
        told = client.post(f"{address}/edit", data=form | wrong)
        assert told.status_code == status, wrong
        assert typed in Page(told.text).text
        assert [one.get("role") for one in Page(told.text).all("p") if one.get("role") == "alert"]
    assert client.get(f"/v1{address}").json()["version"] == 1


def test_who_only_reads_writes_no_records(filled: KnowledgeBase, client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "water pump"}).json()["hits"][0]
    address = client.post("/practices", data={"passage": hit["passage_id"], "by": "An"}).url.path
    _, secret = KeyStore(filled.catalog).create("guest", scopes=[Scope.READ])
    own = {"X-API-Key": secret}
    assert client.get(f"{address}/edit", headers=own).status_code == 403
    for name in ("edit", "evidence", "reuses", "state"):
        data = {
            "version": "1",
            "passage": hit["passage_id"],
            "action": "reject",
            "taker": "Mol",
            "when": "2025",
            "result": "x",
        }
        assert client.post(f"{address}/{name}", headers=own, data=data).status_code == 403
    assert client.post("/practices", headers=own, data={"passage": hit["passage_id"]}).status_code == 403
    shown = page(client, f"/practices?passage={hit['passage_id']}", **own)
    assert [one["action"] for one in shown.all("form")] == []


def test_a_validated_practice_is_noted_as_taken_over(client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "waste tricycles"}).json()["hits"][0]
    address = client.post("/practices", data={"passage": hit["passage_id"], "by": "An"}).url.path
    form = {"version": "1", "by": "An", "title": "Tricycles", "language": "en", "partnerships": PARTNERSHIP,
            "what_was_done": "They collect waste.", "what_was_done_rests_on": "0"}  # fmt: skip
    client.post(f"{address}/edit", data=form)
    client.post(f"{address}/state", data={"version": "2", "by": "An", "action": "validate"})
    told = client.post(
        f"{address}/reuses",
        data={"version": "3", "by": "An", "taker": "Mol", "when": "2025-03", "result": "Six carts."},
    )
    assert (told.status_code, "Mol, 2025-03: Six carts." in Page(told.text).text) == (200, True)
    wrong = {"version": "4", "by": "An", "taker": "Mol", "when": "last year", "result": "Six carts."}
    assert client.post(f"{address}/reuses", data=wrong).status_code == 422


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


def test_what_readers_say_is_noted(client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "waste tricycles"}).json()["hits"][0]
    shown = client.post(f"/passages/{hit['passage_id']}/feedback", data={"verdict": "useful"})
    assert shown.url.path == f"/passages/{hit['passage_id']}"
    assert "Thank you" in Page(shown.text).text
    assert [one["verdict"] for one in client.get("/v1/feedback").json()["feedback"]] == ["useful"]
    assert client.post(f"/passages/{hit['passage_id']}/feedback", data={"verdict": "zzqx"}).status_code == 422


def test_a_search_is_followed_as_a_feed(client: TestClient) -> None:
    for params in ({"country": "BJ"}, {"q": f"waste {PROBE}"}):
        answer = client.get("/feed.atom", params=params)
        found = ET.fromstring(answer.text)  # noqa: S314 - our own
        assert answer.headers["content-type"].startswith("application/atom+xml")
        assert len(found.findall("{http://www.w3.org/2005/Atom}entry")) > 0
    assert "/feed.atom?country=BJ" in page(client, "/?country=BJ").links


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


def test_records_are_listed_shown_and_judged(filled: KnowledgeBase, client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "waste tricycles"}).json()["hits"][0]
    stored = PracticeDesk(filled.catalog, filled.registry).draft([hit["passage_id"]], who="An")
    address = f"/practices/{stored.record.id}"
    assert address in page(client, "/practices").links
    assert address not in page(client, "/practices?state=validated").links
    assert f"/passages/{hit['passage_id']}" in page(client, address).links
    wish = {"action": "reject", "version": "1", "by": "Bo", "note": "twice"}
    done = client.post(f"{address}/state", data=wish)
    assert (done.status_code, "Bo · rejected" in Page(done.text).text) == (200, True)
    assert client.post(f"{address}/state", data={**wish, "action": "reopen"}).status_code == 409


def test_suggestions_of_the_machine_are_judged(filled: KnowledgeBase, client: TestClient) -> None:
    shown = page(client, "/curation?facet=kind")
    forms = [str(one["action"]) for one in shown.all("form")]
    wish = {"facet": "kind", "value": "context", "action": "correct", "other": "", "by": "An"}
    assert client.post(forms[0], data=wish).status_code == 422
    assert client.get("/v1/curation/history").json()["decisions"] == []
    wish["other"] = "lesson"
    assert client.post(forms[0], data=wish).status_code == 200
    [decided] = client.get("/v1/curation/history").json()["decisions"]
    assert (decided["who"], [one["value"] for one in decided["accepted"]]) == ("An", ["lesson"])
    assert filled.catalog.passages_of(decided["document_id"])


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


def test_a_passage_is_cited(client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "probing tricycles", "partnership": PARTNERSHIP}).json()["hits"][0]
    address = f"/passages/{hit['passage_id']}"
    for form, held in (("txt", "waste tricycles"), ("ris", "TY  - RPRT"), ("bib", "@")):
        assert held in client.get(f"{address}/cite.{form}").text
    assert client.get(f"{address}/cite.doc").status_code == 422
    assert "waste tricycles" in page(client, address).text


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
