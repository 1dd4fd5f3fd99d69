"""How soon a page is there: `python benchmarks/pages.py --home DIR` asks a server with a real browser.

Measured are the time from the end of the server's answer to the first painted result, and that of a page picture that
was made before. The browser begins each time with an empty cache.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from served import served

_QUESTIONS = ("waste collection", "drinkwater", "budget participatif", "lecciones aprendidas")
_IS_PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"
_PAINT = """() => {
  const [page] = performance.getEntriesByType("navigation");
  return performance.getEntriesByName("first-contentful-paint")[0].startTime - page.responseEnd;
}"""
_PICTURE = """async (address) => {
  const before = performance.now();
  await (await fetch(address, {cache: "no-store"})).blob();
  return performance.now() - before;
}"""


def main() -> None:
    """Starts a server and prints milliseconds."""
    options = _parser().parse_args()
    with served(options.home, {}) as server, sync_playwright() as playwright:
        path = os.environ.get("KB_BROWSER", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        print(json.dumps(_measured(browser, f"http://127.0.0.1:{server.port}", options.rounds), indent=2))
        browser.close()


def _measured(browser: Browser, address: str, rounds: int) -> dict[str, dict[str, float]]:
    paints, pictures = list[float](), list[float]()
    for _ in range(rounds):
        for question in _QUESTIONS:
            page = browser.new_context().new_page()
            page.goto(f"{address}/?q={question.replace(' ', '+')}")
            page.locator(".card").first.wait_for()
            page.wait_for_function(_IS_PAINTED)
            paints.append(float(page.evaluate(_PAINT)))
            link = page.locator(".card", has=page.locator(".source", has_text="p. ")).first.locator("h2 a")
            page.goto(address + str(link.get_attribute("href")))
            picture = page.locator(".sheet img")
            picture.evaluate("(one) => one.decode()")
            pictures.append(float(page.evaluate(_PICTURE, picture.get_attribute("src"))))
            page.context.close()
    return {"first_result_ms": _told(paints), "page_picture_ms": _told(pictures)}


def _told(measured: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(measured), 1), "most": round(max(measured), 1)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="data folder with PDF documents, such as build/demo")
    parser.add_argument("--rounds", type=int, default=5)
    return parser


if __name__ == "__main__":
    main()
