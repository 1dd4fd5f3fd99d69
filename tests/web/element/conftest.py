"""A browser, a knowledge base, and an intranet whose page holds `<kb-search>` and allows next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from api.access_mode import access_of
from kb.bootstrap import KnowledgeBase
from kb.types import PracticeKind
from tests.conftest import Fill, MakePassage
from tests.web.element.intranet import Intranet, intranet, serving
from tests.web.element.reading import ELEMENT, MODULE

Visit = Callable[..., Page]

LAARNE, DEINZE = "laarne-ouinhi", "deinze-lievegem-kemopodi"
PROBE = "<img src=x onerror=window.hacked=1></mark><script>window.hacked=1</script>"
PASSAGES: dict[str, dict[str, Any]] = {
    "Tricycles collect waste in Pout.": {
        "partnerships": (DEINZE,),
        "countries": ("SN",),
        "year": 2019,
        "pages": (12,),
        "kind": PracticeKind.LESSON,
        "themes": ("waste-collection",),
    },
    "Water pumps need a committee.": {"partnerships": (LAARNE,), "countries": ("BJ",), "year": 2021},
    "Water pumps need spare parts.": {"partnerships": (LAARNE,), "countries": ("BJ",), "year": 2023},
    "😀𝒳 Water pumps 👩‍🌾 bring water.": {"countries": ("RW",), "year": 2022},
    f"Burkina says {PROBE}": {"countries": ("BF",), "kind": PracticeKind.CHALLENGE},
}
# Runs before the first script of a page; the page keeps what it is told where `keep` is set.
NOTES = """
  window.told = [];
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
  for (const name of ["kb-search", "kb-open", "kb-error"]) {
    window.addEventListener(name, (event) => {
      told.push([name, event.detail]);
      if (window.keep) event.preventDefault();
    });
  }
"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(locale="en-GB")
    found.set_default_timeout(10_000)
    found.add_init_script(NOTES)
    yield found
    found.close()


@pytest.fixture
def site() -> Iterator[Intranet]:
    with intranet() as found:
        yield found


@pytest.fixture
def filled(base: KnowledgeBase, make_passage: MakePassage, fill: Fill, site: Intranet) -> KnowledgeBase:
    fill([make_passage(text, **facts) for text, facts in PASSAGES.items()], f"Report {PROBE}")
    base.config = replace(base.config, cors_origins=site.address, requests_per_minute=0)
    return base


@pytest.fixture
def server(filled: KnowledgeBase) -> Iterator[str]:
    with serving(filled, access_of(filled.config, None, host="127.0.0.1")) as address:
        yield address


@pytest.fixture
def visit(context: BrowserContext, site: Intranet, server: str) -> Visit:
    """Opens the intranet's page with the element in it, or another page."""

    def visit(attributes: str = "", *, body: str = MODULE + ELEMENT, address: str = server) -> Page:
        site.headers = {"Content-Security-Policy": strict_policy(address)}
        made = body.format(server=address, attributes=attributes)
        site.page = f"<!doctype html><html lang=nl><title>Intranet</title><body>{made}"
        page = context.new_page()
        page.goto(site.address)
        return page

    return visit


def strict_policy(server: str) -> str:
    return (
        f"default-src 'none'; script-src {server}; connect-src {server}; style-src 'none'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
