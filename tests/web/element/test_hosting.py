"""What `<kb-search>` tells the page that holds it, and how it is used without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.element.conftest import Visit
from tests.web.element.reading import MODULE, answer_with, ask, box, fail_with, hits, made_up, status, told


def test_the_page_hears_of_answers(visit: Visit) -> None:
    page = visit("country=BJ")
    ask(page, " water ")
    expect(hits(page)).to_have_count(2)
    assert told(page, "kb-search") == [{"query": "water", "total": 2}]


def test_the_page_hears_of_failures_in_the_words_of_the_reader(visit: Visit) -> None:
    page = visit("theme=nonsense language=fr query=water")
    expect(status(page)).to_contain_text("Valeur inconnue")
    assert told(page, "kb-error") == [{"status": 422, "message": status(page).text_content()}]
    fail_with(page, 500, {})
    ask(page, "other")
    expect(status(page)).to_contain_text("ne répond pas")
    assert told(page, "kb-error")[1] == {"status": 500, "message": status(page).text_content()}


def test_a_hit_leads_to_its_page(visit: Visit) -> None:
    page = visit("country=SN query=waste")
    link = hits(page).get_by_role("link")
    address = link.get_attribute("href") or ""
    with page.expect_request(address):
        link.click()


def test_the_page_may_open_a_hit_itself(visit: Visit, server: str) -> None:
    page = visit("query=q")
    answer_with(page, total=1, hits=[made_up(passage_id="a/b c")])
    ask(page, "other")
    page.evaluate("window.keep = true")
    stayed = page.url
    hits(page).get_by_role("link").click()
    assert told(page, "kb-open") == [{"passage": "a/b c", "url": f"{server}/passages/a%2Fb%20c"}]
    page.wait_for_timeout(100)
    assert page.url == stayed


def test_events_come_out_of_components_of_the_page(visit: Visit) -> None:
    page = visit(body=MODULE + "<main></main>")
    page.evaluate("""() => {
      const box = document.createElement("kb-search");
      box.query = "water";
      document.querySelector("main").attachShadow({ mode: "open" }).append(box);
    }""")
    expect(hits(page)).to_have_count(5)
    assert told(page, "kb-search") == [{"query": "water", "total": 5}]


def test_it_is_used_with_the_keyboard_alone(visit: Visit, server: str) -> None:
    page = visit("country=SN")
    page.keyboard.press("Tab")
    expect(box(page)).to_be_focused()
    assert_focus_is_seen(page)
    page.keyboard.type("waste")
    page.keyboard.press("Enter")
    expect(hits(page)).to_have_count(1)
    expect(box(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Zoek")).to_be_focused()
    assert_focus_is_seen(page)
    page.keyboard.press("Tab")
    link = hits(page).get_by_role("link")
    expect(link).to_be_focused()
    assert_focus_is_seen(page)
    with page.expect_request(f"{server}/passages/*"):
        page.keyboard.press("Enter")


def assert_focus_is_seen(page: Page) -> None:
    outline = page.evaluate("""() => {
      const look = getComputedStyle(document.activeElement.shadowRoot.activeElement);
      return [look.outlineStyle, look.outlineWidth, look.outlineColor];
    }""")
    assert outline == ["solid", "3px", "rgb(11, 90, 138)"]


def test_the_page_can_put_the_cursor_into_the_box(visit: Visit) -> None:
    page = visit()
    page.locator("kb-search").evaluate("(element) => element.focus()")
    expect(box(page)).to_be_focused()


def test_what_it_consists_of_is_known_to_screen_readers(visit: Visit) -> None:
    page = visit("country=SN query=waste language=en")
    expect(hits(page)).to_have_count(1)
    expect(page.locator("kb-search")).to_match_aria_snapshot("""
      - search:
        - text: Search the knowledge base
        - searchbox "Search the knowledge base": waste
        - button "Search"
      - status: 1 passage found.
      - list:
        - listitem:
          - paragraph: lesson
          - heading /p. 12$/ [level=3]:
            - link /p. 12$/
          - paragraph:
            - text: Tricycles collect
            - mark: waste
            - text: in Pout.
          - paragraph: Deinze, Lievegem – KeMoPoDi · Senegal · 2019 · English
    """)


@pytest.mark.parametrize("when", ["script", "none"])
def test_without_a_script_the_page_shows_what_stands_inside(visit: Visit, when: str) -> None:
    page = visit(body=(MODULE if when == "script" else "") + "<kb-search><a href=/search>Zoek elders</a></kb-search>")
    expect(page.get_by_role("link", name="Zoek elders")).to_be_visible(visible=when == "none")
    expect(page.locator("input")).to_have_count(1 if when == "script" else 0)
