"""Pictures of every view for `docs/`: `python -m tests.web.pictures --home build/demo`, or `make pictures`.

A picture a view: a column a language, on a desktop in light and in dark, and below them on a phone. What they were made
of is noted beside them, so that a test tells when they are no longer what a reader sees.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import logging
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from api.access_mode import access_of
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.types import LANGUAGES
from tests.web.conftest import browser_path
from tests.web.element.intranet import serving
from tests.web.views import asked_in, keep_a_search, made_views

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/pictures/app"
NOTE = FOLDER / "made-of.txt"
_GAP = 12
_GROUND = "#8a8f8c"
_QUALITY = 55
_SCHEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen in CSS pixels, and how large a picture of it is beside it."""

    width: int
    height: int
    scale: float


DESKTOP = Screen(1180, 840, 0.5)
# Two of them, with the gap, are as wide as a desktop.
PHONE = Screen(360, 740, 289 / 360)
SCREENS = (DESKTOP, PHONE)


@dataclass(frozen=True, slots=True)
class Shown:
    """To whom a view is shown, and on what."""

    language: str
    scheme: str
    screen: Screen


def main() -> None:
    """Makes all pictures, and notes what they were made of."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="data folder with the examples, which stays as it is")
    home = parser.parse_args().home
    logging.disable(logging.ERROR)  # that a server is not ready yet is no news here
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        copy = Path(shutil.copytree(home, Path(folder) / "home"))
        base = KnowledgeBase(load_config(copy, {"KB_REQUESTS_PER_MINUTE": "0", "KB_OCR": "0"}))
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        with serving(base, access_of(base.config, None, host="127.0.0.1")) as server:
            _write(_sheets(browser, server))
        browser.close()
        base.close()


def made_of() -> str:
    """Returns a digest of what decides how a view looks: templates, styles, scripts, words, and the examples."""
    table = tomllib.loads((ROOT / "kb/data/messages.toml").read_text(encoding="utf-8"))
    told = _keys_of_templates()
    words = {key: texts for key, texts in table.items() if key.startswith("web_") or key in told}
    digest = hashlib.sha256(repr(sorted(words.items())).encode())
    for path in _sources():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _keys_of_templates() -> set[str]:
    templates = (ROOT / "api/templates").iterdir()
    return {key for path in templates for key in re.findall(r'"(\w+)"', path.read_text(encoding="utf-8"))}


def _sources() -> Iterator[Path]:
    """Yields what is seen of a page, in order; the search box of other sites is not."""
    yield from sorted((ROOT / "api/templates").glob("*.html"))
    yield from (ROOT / "api/static/style.css", ROOT / "api/static/app.js")
    yield from sorted(path for path in (ROOT / "examples/documents").rglob("*") if path.is_file())


def _sheets(browser: Browser, server: str) -> Iterator[tuple[str, Image.Image]]:
    context = browser.new_context(locale="en")
    views = made_views(context.request, server)
    context.close()
    taken = {name: dict[Shown, Image.Image]() for name in views}
    for language in LANGUAGES:
        for scheme in _SCHEMES:
            for screen in SCREENS:
                shown = Shown(language, scheme, screen)
                for name, picture in _pictures(browser, server, views, shown):
                    taken[name][shown] = picture
                sys.stderr.write(f"{language}, {scheme}, {screen.width} pixels wide: {len(views)} views\n")
    for name, pictures in taken.items():
        yield name, _sheet(pictures)


def _pictures(
    browser: Browser, server: str, views: Mapping[str, str], shown: Shown
) -> Iterator[tuple[str, Image.Image]]:
    screen = shown.screen
    context = browser.new_context(
        locale=shown.language,
        color_scheme="dark" if shown.scheme == "dark" else "light",
        viewport={"width": screen.width, "height": screen.height},
        device_scale_factor=screen.scale,
        is_mobile=screen is PHONE,
        has_touch=screen is PHONE,
    )
    keep_a_search(context.request, server, shown.language)
    for name, address in views.items():
        page = context.new_page()
        page.goto(server + asked_in(address, shown.language))
        page.wait_for_load_state("networkidle")
        yield name, Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        page.close()
    context.close()


def _sheet(pictures: Mapping[Shown, Image.Image]) -> Image.Image:
    """Returns the pictures of a view beside each other."""
    wide = max(one.width for one in pictures.values())
    high = {screen: max(one.height for key, one in pictures.items() if key.screen is screen) for screen in SCREENS}
    desktop, phone = high[DESKTOP], high[PHONE]
    columns = len(LANGUAGES)
    size = (columns * (wide + _GAP) + _GAP, 2 * (desktop + _GAP) + phone + 2 * _GAP)
    sheet = Image.new("RGB", size, _GROUND)
    for column, language in enumerate(LANGUAGES):
        left = _GAP + column * (wide + _GAP)
        for row, scheme in enumerate(_SCHEMES):
            sheet.paste(pictures[Shown(language, scheme, DESKTOP)], (left, _GAP + row * (desktop + _GAP)))
            aside = left + row * (pictures[Shown(language, scheme, PHONE)].width + _GAP)
            sheet.paste(pictures[Shown(language, scheme, PHONE)], (aside, _GAP + 2 * (desktop + _GAP)))
    return sheet


def _write(sheets: Iterator[tuple[str, Image.Image]]) -> None:
    """Writes the pictures in place of those that are there."""
    made = list(sheets)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name, sheet in made:
        sheet.save(FOLDER / f"{name}.webp", quality=_QUALITY, method=6)
    NOTE.write_text(made_of() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
