"""What `<kb-search>` shows of passages, in which language, and how it fits into a page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kb.bootstrap import KnowledgeBase
from tests.web.element.conftest import PROBE, Visit
from tests.web.element.reading import answer_with, ask, box, fail_with, hits, made_up, status, style


def test_a_hit_shows_where_it_comes_from(visit: Visit, server: str, filled: KnowledgeBase) -> None:
    page = visit("country=SN")
    ask(page, "tricycles waste")
    expect(hits(page).locator(".kind")).to_have_text("les")
    expect(hits(page).locator(".statement")).to_have_text("Tricycles collect waste in Pout.")
    expect(hits(page).locator(".statement")).to_have_attribute("lang", "en")
    expect(hits(page).locator(".facts")).to_have_text("Deinze, Lievegem – KeMoPoDi · Senegal · 2019 · Engels")
    expect(hits(page).locator("mark")).to_have_text(["Tricycles", "waste"])
    link = hits(page).get_by_role("link")
    expect(link).to_have_text(f"Report {PROBE}, p. 12")
    identity = (link.get_attribute("href") or "").removeprefix(f"{server}/passages/")
    stored = filled.catalog.passage(identity)
    assert stored
    assert stored.passage.text == "Tricycles collect waste in Pout."


def test_marks_stand_right_after_characters_of_two_halves(visit: Visit) -> None:
    page = visit("country=RW")
    ask(page, "water pumps")
    expect(hits(page).locator("mark")).to_have_text(["Water", "pumps", "water"])
    expect(hits(page).locator(".statement")).to_have_text("😀𝒳 Water pumps 👩‍🌾 bring water.")


@pytest.mark.parametrize(
    ("facts", "title", "shown"),
    [
        ({"page": None, "year": None, "language": "fr"}, "Title", "fr"),
        ({"page": 7, "page_label": "iv", "year": 2020}, "Title, p. iv", "2020 · en"),
        ({"partnerships": ["a", "b"], "countries": ["BJ", "SN"]}, "Title, p. 1", "a · b · BJ · SN · 2024 · en"),
    ],
)
def test_what_is_not_known_is_left_out(visit: Visit, facts: dict[str, object], title: str, shown: str) -> None:
    page = visit()
    answer_with(page, total=1, hits=[made_up(**facts)])
    ask(page, "q")
    expect(hits(page).get_by_role("link")).to_have_text(title)
    expect(hits(page).locator(".facts")).to_have_text(shown)


@pytest.mark.parametrize(
    ("attributes", "level"),
    [("", 3), ("heading-level=2", 2), ("heading-level=6", 6), ("heading-level=1", 2), ("heading-level=x", 3)],
)
def test_headings_fit_into_the_page(visit: Visit, attributes: str, level: int) -> None:
    page = visit(f"{attributes} country=SN")
    ask(page, "waste")
    expect(page.get_by_role("heading", level=level)).to_have_count(1)


@pytest.mark.parametrize(
    ("attributes", "label", "country"),
    [
        ("", "Zoek in de kennisbank", "Rwanda"),
        ("language=fr", "Chercher dans la base de connaissances", "Rwanda"),
        ("language=es", "Buscar en la base de conocimientos", "Ruanda"),
        ("language=en-GB", "Search the knowledge base", "Rwanda"),
        ("language=de", "Search the knowledge base", "Rwanda"),
        ("lang=es", "Buscar en la base de conocimientos", "Ruanda"),
    ],
)
def test_it_speaks_the_language_of_the_page_or_the_one_named(
    visit: Visit, attributes: str, label: str, country: str
) -> None:
    page = visit(f"{attributes} country=RW")
    expect(page.get_by_label(label)).to_be_visible()
    ask(page, "water")
    expect(hits(page).locator(".facts")).to_contain_text(country)
    page.locator("kb-search").evaluate("(element) => { element.language = 'fr' }")
    expect(page.get_by_label("Chercher dans la base de connaissances")).to_be_visible()
    expect(hits(page).locator(".facts")).to_contain_text("anglais")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", ("1 passage gevonden.", "Niets gevonden", "Geen antwoord gevonden", "antwoordt nu niet")),
        ("fr", ("1 passage trouvé.", "Rien trouvé", "Aucune réponse trouvée", "ne répond pas")),
        ("es", ("1 pasaje encontrado.", "No se encontró nada", "No se encontró ninguna respuesta", "no responde")),
        ("en", ("1 passage found.", "Nothing found", "No answer found", "does not answer")),
    ],
)
def test_readers_are_told_what_came(visit: Visit, language: str, said: tuple[str, str, str, str]) -> None:
    one, none, near, failed = said
    page = visit(f"language={language} country=SN")
    expect(status(page)).to_have_text("")
    ask(page, "waste")
    expect(status(page)).to_have_text(one)
    answer_with(page)
    ask(page, "nothing")
    expect(status(page)).to_contain_text(none)
    expect(hits(page)).to_have_count(0)
    answer_with(page, abstained=True, nearest=[made_up()])
    ask(page, "near")
    expect(status(page)).to_contain_text(near)
    expect(hits(page)).to_have_count(1)
    fail_with(page, 502, "no problem document")
    ask(page, "gone")
    expect(status(page)).to_contain_text(failed)
    expect(hits(page)).to_have_count(0)
    box(page).fill("")
    expect(status(page)).to_have_text("")


def test_the_house_has_its_colours(visit: Visit) -> None:
    page = visit("country=SN query=waste")
    expect(hits(page)).to_have_count(1)
    named = ("--kb-accent", "--kb-text", "--kb-background", "--kb-border", "--kb-mark")
    colours = [f"rgb(1, 2, {number})" for number in range(len(named))]
    furnish(page, dict(zip(named, colours, strict=True)) | {"--kb-font": "Courier", "--kb-radius": "9px"})
    element, mark, text = page.locator("kb-search"), hits(page).locator("mark").first, hits(page).locator(".statement")
    accent, own, ground, border, marked = colours
    assert style(hits(page).get_by_role("link"), "color") == style(page.get_by_role("button"), "color") == accent
    assert style(element, "color") == style(text, "color") == own
    assert style(element, "backgroundColor") == ground
    assert style(box(page), "borderTopColor") == style(hits(page), "borderTopColor") == border
    assert style(mark, "backgroundColor") == marked
    assert (style(box(page), "fontFamily"), style(box(page), "borderTopLeftRadius")) == ("Courier", "9px")


def furnish(page: Page, properties: dict[str, str]) -> None:
    page.locator("kb-search").evaluate(
        "(element, all) => Object.entries(all).forEach(([name, value]) => element.style.setProperty(name, value))",
        properties,
    )


def test_it_is_light_or_dark_as_the_page_is(visit: Visit) -> None:
    page = visit()
    page.emulate_media(color_scheme="dark")
    element = page.locator("kb-search")
    assert style(element, "backgroundColor") == "rgb(255, 255, 255)"  # the page knows no dark
    page.evaluate("document.documentElement.style.colorScheme = 'light dark'")
    assert style(element, "backgroundColor") == "rgb(23, 25, 28)"
    page.emulate_media(color_scheme="light")
    assert style(element, "backgroundColor") == "rgb(255, 255, 255)"


def test_on_a_small_phone_nothing_sticks_out(visit: Visit) -> None:
    page = visit()
    page.set_viewport_size({"width": 320, "height": 640})
    answer_with(page, total=1, hits=[made_up(title="x" * 200, text="y" * 200)])
    ask(page, "q")
    expect(hits(page)).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
