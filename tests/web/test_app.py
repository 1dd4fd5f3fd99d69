"""The web app as people use it: in a real browser, over the bundled examples and the real model."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from api.access_mode import access_of
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.embedder import SentenceEmbedder
from kb.types import LANGUAGES
from tests.web.element.intranet import serving
from tests.web.views import asked_in, keep_a_search, made_views

FOCUSED = """() => {
  const style = getComputedStyle(document.activeElement);
  return { element: document.activeElement.outerHTML.slice(0, 80), outline: style.outlineStyle };
}"""
Open = Callable[..., BrowserContext]
QUESTION = "waste collection"
PHONE = {"width": 360, "height": 740}
# Keeps what the page's policy refused: nothing should be.
WATCH = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
"""


@pytest.fixture(scope="module")
def home(examples_base: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a copy of the examples, which a server may change."""
    made = tmp_path_factory.mktemp("web") / "home"
    shutil.copytree(examples_base.config.home, made)
    return made


@pytest.fixture(scope="module")
def server(home: Path, model: SentenceEmbedder) -> Iterator[str]:
    settings = {"KB_REQUESTS_PER_MINUTE": "0", "KB_OCR": "0"}
    base = KnowledgeBase(load_config(home, settings), model)
    with serving(base, access_of(base.config, None, host="127.0.0.1")) as address:
        yield address


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens a browser as somebody has it: their language, screen and colours, with a script or without."""
    contexts: list[BrowserContext] = []

    def opened(language: str = "en", **options: Any) -> BrowserContext:
        found = browser.new_context(locale=language, **options)
        found.set_default_timeout(20_000)
        found.add_init_script(WATCH)
        contexts.append(found)
        return found

    yield opened
    for context in contexts:
        context.close()


def visit(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def found(context: BrowserContext, server: str) -> Page:
    return visit(context, f"{server}/?q={QUESTION.replace(' ', '+')}")


@pytest.fixture(scope="module")
def views(browser: Browser, server: str) -> Iterator[Mapping[str, str]]:
    """Returns the address of each view, by name."""
    context = browser.new_context(locale="en")
    yield made_views(context.request, server)
    context.close()


def test_from_a_question_to_the_marked_page_in_two_clicks(opened: Open, server: str) -> None:
    page = visit(opened(), server)
    page.locator("#q").fill(QUESTION)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text(re.compile("partnerships? ha"))
    expect(page.locator(".card mark").first).to_be_visible()
    in_a_pdf = page.locator(".card", has=page.locator(".source", has_text="p. ")).first
    in_a_pdf.locator("h2 a").click()
    picture = page.locator(".sheet img")
    expect(picture).to_be_visible()
    picture.evaluate("(one) => one.decode()")
    assert picture.evaluate("(one) => one.naturalWidth") > 400
    assert "page.webp" in str(picture.get_attribute("src"))
    expect(page.locator("#elsewhere .card").first).to_be_visible()


def test_a_facet_filters_without_a_reload_and_stands_in_the_address(opened: Open, server: str) -> None:
    page = found(opened(), server)
    page.evaluate("window.mine = 1")
    box = page.locator("input[name=country][value=SN]")
    count = int(page.locator("label", has=box).locator(".count").inner_text())
    box.check()
    expect(page.get_by_role("status")).to_contain_text(f"{count} passages searched")
    assert "country=SN" in page.url
    assert page.evaluate("window.mine") == 1
    expect(page.locator(".chips a").first).to_contain_text("Senegal")
    page.go_back()
    expect(page.locator("input[name=country][value=SN]")).not_to_be_checked()


def test_filters_add_up(opened: Open, server: str) -> None:
    page = found(opened(), server)
    for name, value in (("country", "SN"), ("kind", "lesson"), ("language", "fr")):
        page.locator(f"input[name={name}][value={value}]").check()
        page.wait_for_url(re.compile(f"{name}={value}"))
        expect(page.locator(".chips a[href*='q=']").first).to_be_visible()
    assert {"country=SN", "kind=lesson", "language=fr"} <= set(page.url.split("?")[1].split("&"))
    expect(page.locator(".chips li")).to_have_count(4)


def test_filters_that_are_ticked_faster_than_the_line_all_count(opened: Open, server: str) -> None:
    page = found(opened(), server)
    page.evaluate("""() => {
      document.querySelector("[name=country][value=SN]").click();
      document.querySelector("[name=kind][value=lesson]").click();
    }""")
    page.wait_for_url(re.compile("country=SN&kind=lesson"))
    expect(page.locator(".chips li")).to_have_count(3)
    assert "country=SN" in str(page.locator("#languages a").first.get_attribute("href"))


def test_what_fails_aside_leaves_the_passage_where_it_is(opened: Open, server: str) -> None:
    page = found(opened(), server)
    page.route(re.compile("/elsewhere"), lambda route: route.fulfill(status=503))
    page.locator(".card h2 a").first.click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("blockquote")).to_be_visible()
    assert not page.url.endswith("/elsewhere")


def test_who_goes_back_finds_the_question_and_its_suggestions(opened: Open, server: str) -> None:
    page = visit(opened(), server)
    page.locator("#q").fill("water")
    page.keyboard.press("Enter")
    expect(page.locator("#hits > li")).to_have_count(10)
    page.locator(".card h2 a").first.click()
    page.wait_for_url(re.compile("/passages/"))
    page.go_back()
    expect(page.locator("#q")).to_have_value("water")
    page.locator("#q").press("End")
    page.locator("#q").press_sequentially(" sup")
    expect(page.get_by_role("option").first).to_be_visible()
    page.locator("#q").press("Escape")
    expect(page.get_by_role("option").first).to_be_hidden()
    page.locator("#q").press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")


def test_on_a_phone_the_answer_is_in_sight_and_filters_stay_open_while_they_are_ticked(
    opened: Open, server: str
) -> None:
    page = visit(opened(viewport=PHONE), server)
    page.locator("#q").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#hits > li").first).to_be_in_viewport()
    page.locator("#facets summary").first.click()
    page.locator("input[name=country][value=SN]").check()
    page.wait_for_url(re.compile("country=SN"))
    expect(page.locator("input[name=country][value=SN]")).to_be_visible()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("input[name=country][value=SN]")).to_be_hidden()


def test_who_asks_at_once_sees_answers_and_no_suggestions(opened: Open, server: str) -> None:
    page = visit(opened(), server)
    page.locator("#q").press_sequentially("water")
    page.keyboard.press("Enter")
    expect(page.locator("#hits > li")).to_have_count(10)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#suggestions")).to_be_hidden()


def test_a_browser_remembers_how_its_reader_signs(opened: Open, server: str) -> None:
    context = opened()
    page = visit(context, f"{server}/curation")
    page.locator("input[name=by]").first.fill("Bo")
    page.get_by_role("button", name="Agree").first.click()
    expect(page.locator("input[name=by]").first).to_have_value("Bo")
    expect(visit(opened(), f"{server}/curation").locator("input[name=by]").first).to_have_value("")


def test_what_changed_is_announced_by_the_region_that_was_there(opened: Open, server: str) -> None:
    page = found(opened(), server)
    page.evaluate("document.getElementById('status').mine = true")
    before = page.get_by_role("status").inner_text()
    page.locator("input[name=country][value=SN]").check()
    expect(page.get_by_role("status")).not_to_have_text(before)
    assert page.evaluate("document.getElementById('status').mine")


def test_a_line_that_breaks_is_told_of_and_what_was_read_stays(opened: Open, server: str) -> None:
    context = opened()
    page = found(context, server)
    context.set_offline(True)
    page.locator("input[name=country][value=SN]").check()
    expect(page.get_by_role("status")).to_contain_text("does not answer")
    expect(page.locator("#hits > li")).to_have_count(10)
    context.set_offline(False)
    page.locator("input[name=country][value=BJ]").check()
    expect(page.get_by_role("status")).to_contain_text("searched")


def test_what_the_server_refuses_is_shown(opened: Open, server: str) -> None:
    page = found(opened(), server)
    page.locator("input[name=kind][value=lesson]").evaluate("(one) => one.value = 'zzqx'")
    page.locator("input[name=kind][value=zzqx]").check()
    expect(page.get_by_role("alert")).to_be_visible()


def test_more_results_are_added_and_the_first_of_them_has_the_focus(opened: Open, server: str) -> None:
    page = found(opened(), server)
    expect(page.locator("#hits > li")).to_have_count(10)
    page.get_by_role("link", name="More results").click()
    expect(page.locator("#hits > li")).to_have_count(20)
    expect(page.locator("#hits > li").nth(10).locator("a").first).to_be_focused()


def test_without_a_script_all_of_it_works(opened: Open, server: str) -> None:
    page = visit(opened(java_script_enabled=False), server)
    page.locator("#q").fill(QUESTION)
    page.get_by_role("button", name="Search").click()
    page.locator("input[name=country][value=SN]").check()
    page.get_by_role("button", name="Apply").click()
    assert "country=SN" in page.url
    page.get_by_role("link", name="More results").click()
    assert "page=2" in page.url
    page.locator(".card h2 a").first.click()
    page.locator("#elsewhere a").click()
    assert page.url.endswith("/elsewhere")


def test_a_keyboard_is_enough(opened: Open, server: str) -> None:
    page = visit(opened(), f"{server}/themes")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".card").first).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("body").press("Control+k")
    expect(page.locator("#q")).to_be_focused()
    link = page.locator(".card h2 a").first
    for _ in range(120):
        if link.evaluate("(one) => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(link).to_be_focused()
    assert link.evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/passages/"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_view(opened: Open, server: str, views: Mapping[str, str], scheme: str) -> None:
    context = opened(color_scheme=scheme)
    keep_a_search(context.request, server, "en")
    for name, address in views.items():
        page = visit(context, server + asked_in(address, "en"))
        page.wait_for_load_state("networkidle")
        faults = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in faults] == [], name
        assert page.evaluate("violations") == [], name
        assert page.title(), name
        assert page.get_by_role("main").count() == 1, name
        page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_fits_a_phone(opened: Open, server: str, views: Mapping[str, str], language: str) -> None:
    context = opened(language, viewport=PHONE)
    keep_a_search(context.request, server, language)
    for name, address in views.items():
        page = visit(context, server + asked_in(address, language))
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
        page.close()


def test_every_view_shows_where_the_focus_is(opened: Open, server: str, views: Mapping[str, str]) -> None:
    context = opened()
    for name, address in views.items():
        page = visit(context, server + asked_in(address, "en"))
        for _ in range(12):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            assert focused["outline"] == "solid", (name, focused)
        page.close()


def test_what_is_typed_leads_to_a_partnership_a_theme_or_a_document(opened: Open, server: str) -> None:
    page = visit(opened(), server)
    box, options = page.get_by_role("combobox"), page.get_by_role("option")
    box.press_sequentially("water")
    expect(options.first).to_be_visible()
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(options.nth(1).get_attribute("id")))
    expect(box).to_be_focused()
    box.press("Escape")
    expect(options.first).to_be_hidden()
    box.press_sequentially(" sup")
    wanted = page.get_by_role("option", name="Drinking water supply")
    wanted.click()
    page.wait_for_url(re.compile("/themes/water-supply"))
    expect(page.get_by_role("heading", name="Drinking water supply")).to_be_visible()


@pytest.mark.parametrize("scripted", [True, False])
def test_a_search_is_kept_by_the_browser(opened: Open, server: str, *, scripted: bool) -> None:
    context = opened(java_script_enabled=scripted)
    page = found(context, server)
    page.get_by_role("button", name="Save this search").click()
    expect(page.get_by_role("link", name=QUESTION)).to_be_visible()
    page.goto(f"{server}/searches")
    page.get_by_role("link", name=QUESTION).click()
    expect(page.locator(".card").first).to_be_visible()
    other = visit(opened(), f"{server}/searches")
    expect(other.get_by_role("link", name=QUESTION)).to_have_count(0)
    page.goto(f"{server}/searches")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("link", name=QUESTION)).to_have_count(0)


def test_a_passage_becomes_a_practice_that_is_written_on_and_validated(opened: Open, server: str) -> None:
    page = found(opened(), server)
    page.locator(".card h2 a").nth(1).click()
    page.get_by_role("link", name="Make it a practice").click()
    new = page.locator("form", has=page.get_by_role("button", name="New practice"))
    new.get_by_label("Your name").fill("An")
    new.get_by_role("button").click()
    page.get_by_role("link", name="Edit").click()
    done = page.get_by_role("group", name="What was done")
    done.get_by_label("New statement").fill("Tricycles collect the waste street by street.")
    done.get_by_label("Source").select_option(index=1)
    page.get_by_label("Your name").fill("An")
    page.get_by_label("Title", exact=True).fill("Tricycles for waste")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Tricycles for waste")).to_be_visible()
    expect(page.get_by_text("Tricycles collect the waste street by street.")).to_be_visible()
    page.get_by_label("Your name").fill("An")
    page.get_by_role("button", name="Validate").click()
    expect(page.get_by_role("heading", name="Reused elsewhere")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "button"), [("nl", "Zoeken"), ("fr", "Rechercher"), ("es", "Buscar"), ("en", "Search")]
)
def test_it_speaks_four_languages(opened: Open, server: str, language: str, button: str) -> None:
    page = visit(opened(language), server)
    expect(page.get_by_role("button", name=button)).to_be_visible()
    assert page.locator("html").get_attribute("lang") == language
    page.locator(".languages a[lang=fr]").click()
    page.goto(server)
    assert page.locator("html").get_attribute("lang") == "fr"


def test_a_good_and_a_bad_file_are_sent_and_told_of(opened: Open, server: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "visit.md", tmp_path / "broken.pdf"
    good.write_text("# Visit\n\nThe depot of Bohicon lends tricycles to the poorest streets.\n", encoding="utf-8")
    bad.write_bytes(b"%PDF-1.7\nno more")
    page = visit(opened(), f"{server}/uploads")
    page.locator("input[type=file]").set_input_files([good, bad])
    page.get_by_role("button", name="Send").click()
    page.evaluate("document.getElementById('status').mine = true")
    expect(page.get_by_role("status")).to_have_text("Done.", timeout=60_000)
    assert page.evaluate("document.getElementById('status').mine")
    expect(page.locator("tr", has_text="visit.md")).to_contain_text("added", timeout=60_000)
    expect(page.locator("tr", has_text="broken.pdf").locator(".reason")).not_to_be_empty(timeout=60_000)
    page.get_by_role("link", name="visit.md").click()
    expect(page.locator(".reading")).to_contain_text("lends tricycles")


def test_a_suggestion_is_judged(opened: Open, server: str) -> None:
    page = visit(opened(), f"{server}/curation")
    waiting = page.get_by_role("status").inner_text()
    card = page.locator(".card").first
    card.locator("input[name=by]").fill("An")
    card.get_by_role("button", name="Agree").click()
    expect(page.get_by_role("status")).not_to_have_text(waiting)


def test_a_dossier_goes_to_word(opened: Open, server: str, tmp_path: Path) -> None:
    page = found(opened(accept_downloads=True), server)
    title = page.locator(".card .source a").first.inner_text()
    page.locator(".card h2 a").first.click()
    page.get_by_role("link", name="Into a dossier").click()
    page.get_by_label("Title of a new dossier").fill("Waste")
    page.get_by_role("button", name="New dossier").click()
    expect(page.locator("blockquote")).to_be_visible()
    page.get_by_label("Note").fill("Ask how they began.")
    page.get_by_role("button", name="Save notes").click()
    expect(page.get_by_label("Note")).to_have_value("Ask how they began.")
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="Word").click()
    file = tmp_path / "dossier.docx"
    taken.value.save_as(file)
    with zipfile.ZipFile(file) as packed:
        assert title in packed.read("word/footnotes.xml").decode()


def test_what_a_reader_says_of_a_passage_is_thanked_for(opened: Open, server: str) -> None:
    page = found(opened(), server)
    page.locator(".card h2 a").first.click()
    page.get_by_role("button", name="Useful", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Thank you")
