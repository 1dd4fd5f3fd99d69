"""The search in a frame of another site: shown where a setting says so, and opened outside of the frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, expect

from api.access_mode import access_of
from kb.bootstrap import KnowledgeBase
from tests.web.element.intranet import Intranet, serving


@pytest.fixture
def framed(filled: KnowledgeBase, site: Intranet) -> Iterator[str]:
    """Returns a server that lets the site frame its search."""
    filled.config = replace(filled.config, frame_ancestors=site.address)
    with serving(filled, access_of(filled.config, None, host="127.0.0.1")) as address:
        yield address


# As portals frame what is not theirs: the least that a form and a link out of the frame need.
@pytest.mark.parametrize("sandbox", ["", 'sandbox="allow-forms allow-popups allow-popups-to-escape-sandbox"'])
def test_a_listed_site_shows_the_search_and_passages_open_beside_it(
    context: BrowserContext, site: Intranet, framed: str, sandbox: str
) -> None:
    site.page = f'<!doctype html><title>Intranet</title><iframe src="{framed}/embed?country=BJ" {sandbox}></iframe>'
    page = context.new_page()
    page.goto(site.address)
    frame = page.frame_locator("iframe")
    frame.get_by_role("searchbox").fill("water pumps")
    frame.get_by_role("button").click()
    expect(frame.locator(".card")).to_have_count(2)
    with context.expect_page() as opened:
        frame.locator(".card h2 a").first.click()
    expect(opened.value.locator("blockquote")).to_contain_text("Water pumps")
    assert page.url.rstrip("/") == site.address
    frame.get_by_role("link", name="Remove the filter Benin").click()
    expect(frame.locator(".card")).not_to_have_count(2)


def test_a_site_that_is_not_listed_shows_nothing(context: BrowserContext, site: Intranet, server: str) -> None:
    site.page = f'<!doctype html><title>Intranet</title><iframe src="{server}/embed?q=water"></iframe>'
    page = context.new_page()
    page.goto(site.address)
    page.wait_for_load_state("networkidle")
    assert page.frame_locator("iframe").locator(".card").count() == 0
