"""When `<kb-search>` asks, what for, and what it takes no more notice of."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.element.conftest import LAARNE, Visit
from tests.web.element.reading import ELEMENT, SEARCHES, ask, box, hits, hold, noted, parameters, status, told

QUESTION = "water pumps tricycles burkina"
PLAIN = {"q": [QUESTION], "per_page": ["5"], "explain": ["false"]}


@pytest.mark.parametrize(
    ("attributes", "sent", "found"),
    [
        ("country=SN", {"country": ["SN"]}, 1),
        ("country='SN, BF'", {"country": ["SN", "BF"]}, 2),
        (f"partnership={LAARNE}", {"partnership": [LAARNE]}, 2),
        ("kind=lesson,challenge", {"kind": ["lesson", "challenge"]}, 2),
        ("theme=waste-collection", {"theme": ["waste-collection"]}, 1),
        ("year=2021,2023", {"year": ["2021", "2023"]}, 2),
        ("country=BJ year=2023", {"country": ["BJ"], "year": ["2023"]}, 1),
        ("country=''", {}, 5),
    ],
)
def test_filters_limit_what_is_found(visit: Visit, attributes: str, sent: dict[str, list[str]], found: int) -> None:
    page = visit(attributes)
    with page.expect_request(SEARCHES) as asked:
        ask(page, QUESTION)
    assert parameters(asked.value) == PLAIN | sent
    expect(hits(page)).to_have_count(found)


@pytest.mark.parametrize(
    ("attributes", "count"), [("", 5), ("results=2", 2), ("results=0", 5), ("results=many", 5), ("results=999", 100)]
)
def test_as_many_results_as_wished(visit: Visit, attributes: str, count: int) -> None:
    page = visit(attributes)
    with page.expect_request(SEARCHES) as asked:
        ask(page, "water")
    assert parameters(asked.value)["per_page"] == [str(count)]
    expect(hits(page)).to_have_count(min(count, 5))
    more = " De eerste 2 staan hieronder." if count == 2 else ""
    expect(status(page)).to_have_text(f"5 passages gevonden.{more}")


def test_no_cookie_and_no_token_goes_along_unasked(visit: Visit, server: str) -> None:
    page = visit()
    page.context.add_cookies([{"name": "session", "value": "1", "url": server}])
    with page.expect_request(SEARCHES) as asked:
        ask(page, "water")
    sent = asked.value.all_headers()
    assert not {"cookie", "authorization"} & set(sent)
    assert sent["accept-language"] == "nl"


def test_the_server_is_where_the_script_came_from_or_the_one_named(visit: Visit, server: str) -> None:
    page = visit("query=water")
    expect(hits(page)).to_have_count(5)
    with page.expect_request(f"{server}/below/v1/search?*"):
        page.locator("kb-search").evaluate("(element, to) => { element.server = to }", f"{server}/below/?x#y")
    expect(status(page)).to_contain_text("Dit adres is er niet")
    page.locator("kb-search").evaluate("(element, to) => { element.server = to }", f"{server}//")
    expect(hits(page)).to_have_count(5)
    link = hits(page).first.get_by_role("link").get_attribute("href") or ""
    assert link.startswith(f"{server}/passages/")


def test_what_is_typed_is_asked_once_and_after_a_pause(visit: Visit) -> None:
    page = visit()
    asked = noted(page, "request")
    box(page).press_sequentially("water", delay=10)
    expect(hits(page)).to_have_count(5)
    assert [parameters(one)["q"] for one in asked] == [["water"]]


def test_an_answer_that_was_overtaken_is_not_shown(visit: Visit) -> None:
    page = visit()
    failed = noted(page, "requestfailed")
    held = hold(page, "waste")
    with page.expect_request(SEARCHES):
        ask(page, "waste")
    expect(status(page)).to_have_text("Bezig met zoeken …")
    ask(page, "water")
    expect(hits(page)).to_have_count(5)
    assert [parameters(one)["q"] for one in failed] == [["waste"]]
    assert len(held) == 1
    assert [one["query"] for one in told(page, "kb-search")] == ["water"]
    assert told(page, "kb-error") == []


def test_an_emptied_box_waits_for_nothing(visit: Visit) -> None:
    page = visit()
    failed = noted(page, "requestfailed")
    hold(page, "waste")
    with page.expect_request(SEARCHES):
        ask(page, "waste")
    box(page).fill("")
    page.wait_for_timeout(700)  # longer than it takes until a reader is told to wait
    assert len(failed) == 1
    expect(status(page)).to_have_text("")


def test_a_box_that_is_taken_away_asks_no_more(visit: Visit) -> None:
    page = visit()
    asked = noted(page, "request")
    box(page).fill("water")
    page.evaluate("window.box = document.querySelector('kb-search'); box.remove()")
    page.wait_for_timeout(500)  # longer than the pause
    assert asked == []
    page.evaluate("document.body.append(box)")
    expect(hits(page)).to_have_count(5)


def test_properties_set_before_the_script_came_count(visit: Visit, server: str) -> None:
    page = visit(body=ELEMENT)
    page.locator("kb-search").evaluate(
        "(element, server) => Object.assign(element, { server, query: 'water', results: 2, headingLevel: 4 })", server
    )
    page.evaluate("(server) => import(`${server}/kb-search.js`)", server)
    expect(hits(page)).to_have_count(2)
    expect(page.get_by_role("heading", level=4)).to_have_count(2)
    assert page.locator("kb-search").evaluate("(element) => element.getAttribute('heading-level')") == "4"


def test_properties_are_attributes(visit: Visit) -> None:
    page = visit("country=BJ query=water")
    expect(hits(page)).to_have_count(2)
    element = page.locator("kb-search")
    assert element.evaluate("(element) => [element.country, element.headingLevel, element.query]") == [
        "BJ",
        None,
        "water",
    ]
    element.evaluate("(element) => { element.country = null }")
    expect(hits(page)).to_have_count(5)
    element.evaluate("(element) => { element.setAttribute('query', ' waste ') }")
    expect(box(page)).to_have_value(" waste ")
    assert element.evaluate("(element) => element.query") == "waste"
