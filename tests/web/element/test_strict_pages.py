"""`<kb-search>` where a page allows neither inline style nor markup out of strings; documents cannot smuggle any in."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from api.access_mode import access_of
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.keys import KeyStore
from tests.conftest import ROOT
from tests.web.element.conftest import PROBE, Visit
from tests.web.element.intranet import serving
from tests.web.element.reading import (
    CLASSIC,
    ELEMENT,
    MODULE,
    answer_with,
    ask,
    box,
    fail_with,
    hits,
    made_up,
    status,
    style,
    told,
)

MOST_BYTES = 6 * 1024


def test_it_is_small_enough_for_any_page() -> None:
    assert len(gzip.compress((ROOT / "api/static/kb-search.js").read_bytes())) <= MOST_BYTES


@pytest.mark.parametrize("scripts", [MODULE, CLASSIC, CLASSIC + MODULE], ids=["module", "classic", "both"])
def test_it_works_where_a_page_allows_next_to_nothing(context: BrowserContext, visit: Visit, scripts: str) -> None:
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    page = visit(body=scripts + ELEMENT)
    ask(page, "water pumps")
    expect(hits(page)).to_have_count(5)
    assert style(box(page), "minHeight") == "44px"
    page.wait_for_timeout(100)  # a violation is told a moment later
    assert (said, page.evaluate("violations")) == ([], [])


@pytest.mark.parametrize("scripts", [MODULE, CLASSIC], ids=["module", "classic"])
def test_it_leaves_no_name_in_the_page(visit: Visit, scripts: str) -> None:
    bare = set(visit(body="{attributes}").evaluate("Object.getOwnPropertyNames(window)"))
    page = visit(body=scripts + ELEMENT)
    expect(box(page)).to_be_visible()
    assert set(page.evaluate("Object.getOwnPropertyNames(window)")) == bare


def test_the_page_is_as_strict_as_it_says(visit: Visit) -> None:
    page = visit()
    assert page.evaluate("try { document.body.innerHTML = 'x' } catch (error) { error.name }") == "TypeError"
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_function("violations.length == 2")
    assert sorted(page.evaluate("violations")) == ["require-trusted-types-for", "style-src-attr"]


def test_markup_in_documents_and_questions_is_text(visit: Visit) -> None:
    page = visit("country=BF")
    ask(page, f"burkina {PROBE}")
    expect(hits(page).locator(".statement")).to_have_text(f"Burkina says {PROBE}")
    expect(hits(page).get_by_role("link")).to_have_text(f"Report {PROBE}, p. 1")
    assert told(page, "kb-search")[-1]["query"] == f"burkina {PROBE}"
    assert_nothing_ran(page)


def test_markup_in_any_field_of_an_answer_is_text(visit: Visit) -> None:
    page = visit()
    fields: dict[str, Any] = dict.fromkeys(("title", "page_label", "text", "language", "year", "kind"), PROBE)
    hit = made_up(**fields, partnerships=[PROBE], countries=[PROBE], highlights=[[0, 4]], passage_id=PROBE)
    answer_with(page, total=1, hits=[hit])
    ask(page, "q")
    expect(hits(page).locator(".facts")).to_have_text(" · ".join([PROBE] * 4))
    expect(hits(page).locator(".kind")).to_have_text(PROBE)
    expect(hits(page).locator(".statement")).to_have_text(PROBE)
    assert_nothing_ran(page)


def test_markup_in_an_error_is_text(visit: Visit) -> None:
    page = visit()
    fail_with(page, 500, {"detail": PROBE})
    ask(page, "q")
    expect(status(page)).to_have_text(PROBE)
    assert_nothing_ran(page)


def test_markup_in_attributes_is_text(visit: Visit) -> None:
    page = visit()
    page.locator("kb-search").evaluate(
        "(element, probe) => { for (const name of element.constructor.observedAttributes)"
        " if (name !== 'server') element.setAttribute(name, probe) }",
        PROBE,
    )
    expect(status(page)).not_to_have_text("")
    assert_nothing_ran(page)


@pytest.mark.parametrize("named", ["javascript:window.hacked=1//", "data:text/html,x", "http://"])
def test_a_server_that_is_no_web_address_becomes_no_link_that_runs(visit: Visit, named: str) -> None:
    page = visit(f"server='{named}'")
    answer_with(page, total=1, hits=[made_up()])
    ask(page, "q")
    expect(status(page)).not_to_have_text("")
    protocols = page.locator("kb-search a").evaluate_all("(all) => all.map((one) => one.protocol)")
    assert set(protocols) <= {"http:"}


def assert_nothing_ran(page: Page) -> None:
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.querySelector('kb-search').shadowRoot.querySelector('img, script')") is None


def test_a_site_that_is_not_listed_gets_no_answer(visit: Visit, filled: KnowledgeBase) -> None:
    unlisted = replace(filled.config, cors_origins="https://other.example.org")
    with serving(filled, access_of(unlisted, None, host="127.0.0.1")) as other:
        page = visit(address=other)
        ask(page, "water")
        expect(status(page)).to_contain_text("antwoordt nu niet")
        expect(hits(page)).to_have_count(0)
        page.close()


@pytest.mark.parametrize(
    ("sandbox", "said"), [("allow-scripts", "antwoordt nu niet"), ("allow-scripts allow-same-origin", "5 passages")]
)
def test_a_sandbox_needs_an_origin(visit: Visit, server: str, sandbox: str, said: str) -> None:
    inside = f"<html lang=nl>{MODULE.format(server=server)}<kb-search query=water></kb-search>".replace('"', "&quot;")
    page = visit(body=f'<iframe sandbox="{sandbox}" srcdoc="{inside}"></iframe>')
    expect(page.frame_locator("iframe").get_by_role("status")).to_contain_text(said)


def test_what_needs_a_key_is_found_with_the_token(visit: Visit, filled: KnowledgeBase) -> None:
    keys = KeyStore(filled.catalog)
    _, secret = keys.create("Intranet", scopes=[Scope.READ])
    with serving(filled, access_of(filled.config, keys, host="127.0.0.1")) as closed:
        page = visit("query=water", address=closed)
        expect(status(page)).to_contain_text("Stuur een sleutel of een token mee")
        assert told(page, "kb-error")[-1]["status"] == 401
        page.locator("kb-search").evaluate("(element, secret) => { element.token = secret }", secret)
        expect(hits(page)).to_have_count(5)
        assert secret not in page.content()
        page.close()
        page = visit(f"query=water token={secret}", address=closed)
        expect(hits(page)).to_have_count(5)
        page.close()
