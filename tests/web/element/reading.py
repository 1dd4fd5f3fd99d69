"""What tests see of `<kb-search>` in a page, and do with it."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Request, Route

CLASSIC = "<script defer src='{server}/kb-search.js'></script>"
MODULE = "<script type=module src='{server}/kb-search.js'></script>"
ELEMENT = "<kb-search {attributes}></kb-search>"
SEARCHES = "**/v1/search?*"
SHARED = {"Access-Control-Allow-Origin": "*"}


def box(page: Page) -> Locator:
    return page.get_by_role("searchbox")


def hits(page: Page) -> Locator:
    return page.locator("kb-search li")


def status(page: Page) -> Locator:
    return page.get_by_role("status")


def ask(page: Page, text: str) -> None:
    box(page).fill(text)
    box(page).press("Enter")


def style(found: Locator, name: str) -> str:
    value: str = found.evaluate("(element, name) => getComputedStyle(element)[name]", name)
    return value


def told(page: Page, name: str) -> list[Any]:
    """Returns what the events of a name said to the page."""
    found: list[Any] = page.evaluate("(name) => told.filter(([one]) => one === name).map(([, detail]) => detail)", name)
    return found


def answer_with(page: Page, **changes: Any) -> None:
    """Answers searches in the server's place."""
    answer = {"query": "q", "abstained": False, "total": 0, "hits": [], "nearest": [], "facets": {}} | changes
    page.unroute_all()
    page.route(SEARCHES, lambda route: route.fulfill(json=answer, headers=SHARED))


def fail_with(page: Page, status: int, answer: Any) -> None:
    page.unroute_all()
    page.route(SEARCHES, lambda route: route.fulfill(status=status, json=answer, headers=SHARED))


def hold(page: Page, text: str) -> list[Route]:
    """Keeps questions with a text waiting, and returns them as they come."""
    held: list[Route] = []
    page.route(SEARCHES, lambda route: held.append(route) if text in route.request.url else route.continue_())
    return held


def noted(page: Page, event: Literal["request", "requestfailed"]) -> list[Request]:
    """Returns the requests of which something is told, as it is told."""
    found: list[Request] = []

    def note(request: Request) -> None:
        found.append(request)

    page.on(event, note)  # type: ignore[call-overload]  # its overloads take one name each
    return found


def made_up(**changes: Any) -> dict[str, Any]:
    """Returns a hit that no document has."""
    hit = {"passage_id": "x", "title": "Title", "page": 1, "page_label": None, "text": "Text", "language": "en"}
    lists: dict[str, Any] = {"partnerships": [], "countries": [], "highlights": []}
    return hit | lists | {"year": 2024, "kind": "lesson"} | changes


def parameters(asked: Request) -> dict[str, list[str]]:
    return parse_qs(urlsplit(asked.url).query)
