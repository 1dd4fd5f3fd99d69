"""What surrounds the text of a page is left out; the text itself never is."""

from __future__ import annotations

import pytest

from ingest.readers.html import page_of, read_html
from ingest.readers.html_main import main_content
from ingest.wordlists import word_list

TEXT = "De moestuinen zijn uitgebreid voor honderdnegentig vrouwen en jongeren, en de oogst is in drie jaar verdubbeld."
LONG = " ".join([TEXT] * 4)
NAMES = [
    name.strip("=").replace("*", "")
    for sort in ("never", "beside", "short")
    for name in word_list("boilerplate", "names", sort)
]


def texts(body: str) -> list[str]:
    return [block.text for block in read_html(f"<html><body>{body}</body></html>".encode()).blocks]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_what_holds_the_page_costs_its_text(name: str) -> None:
    assert texts(f"<div class='{name}'><h1>Titel</h1><p>{LONG}</p></div>") == ["Titel", LONG]
    assert texts(f"<div id='{name}'><div><p>{LONG}</p></div></div><p>Kort.</p>") == [LONG, "Kort."]


@pytest.mark.parametrize("name", NAMES)
def test_short_things_of_that_name_are_left_out(name: str) -> None:
    assert texts(f"<h1>Titel</h1><p>{LONG}</p><div class='{name}'>Deel dit op alle kanalen</div>") == ["Titel", LONG]


@pytest.mark.parametrize("tag", ["nav", "footer", "header", "aside", "form", "section", "article", "my-page"])
def test_a_page_that_is_all_in_one_element_is_read(tag: str) -> None:
    assert texts(f"<{tag}><p>{LONG}</p></{tag}>") == [LONG]
    assert texts(f"<{tag}><a href='/'>Start</a><p>{LONG}</p>") == ["Start", LONG]


@pytest.mark.parametrize(
    "notice",
    [
        f"<div class='cookie-notice'><p>{LONG}</p><p>{LONG}</p></div>",
        f"<div role='dialog'><h2>Uw keuze</h2><p>{LONG}</p></div>",
        f"<section id='comments'><p>{LONG}</p><p>{LONG}</p></section>",
        f"<div class='related-posts'><h2>Gerelateerd</h2><p>{TEXT}</p></div>",
    ],
)
def test_a_notice_is_left_out_though_it_is_longer_than_the_text(notice: str) -> None:
    assert texts(f"<p>{LONG}</p>{notice}") == [LONG]


@pytest.mark.parametrize(
    ("hidden", "read"),
    [
        ("<div hidden>X</div>", False),
        ("<div style='color:red; DISPLAY : none'>X</div>", False),
        ("<div aria-hidden='true'>X</div>", False),
        ("<div hidden='until-found'>X</div>", True),
        ("<div class='accordion-panel' style='display:none'>X</div>", True),
        ("<button aria-expanded='false' aria-controls='p'></button><div id='p' hidden>X</div>", True),
        ("<template>X</template><noscript>X</noscript><dialog open>X</dialog><select><option>X</select>", False),
    ],
)
def test_what_nobody_sees_is_left_out_and_what_a_click_opens_is_not(hidden: str, *, read: bool) -> None:
    assert texts(f"<p>{TEXT}</p>{hidden}") == [TEXT, *["X"] * read]


def test_a_page_that_is_hidden_until_a_script_has_run_is_read() -> None:
    assert texts(f"<div style='visibility:hidden'><p>{TEXT}</p></div>") == [TEXT]


def test_lists_of_short_links_are_left_out_where_nothing_marks_the_text() -> None:
    menu = "<div><a href='/a'>Wonen</a> | <a href='/b'>Vrije tijd</a> | <a href='/c'>Nieuws en agenda</a></div>"

    assert texts(f"{menu}<p>{TEXT}</p>{menu}") == [TEXT]
    items = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in "ABC")
    assert texts(f"<main><p>{TEXT}</p><ul>{items}</ul></main>") == [TEXT, "A", "B", "C"]


def test_a_sentence_full_of_links_is_text() -> None:
    linked = "Zie <a href='/a'>het verslag</a>, <a href='/b'>de rekening</a> en de <a href='/c'>nota</a>."

    assert texts(f"<p>{TEXT}</p><p>{linked}</p>")[1] == "Zie het verslag, de rekening en de nota."


def test_a_page_of_nothing_but_links_is_its_text() -> None:
    links = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("Een", "Twee", "Drie"))

    assert texts(f"<nav>Menu</nav><ul>{links}</ul>") == ["Een", "Twee", "Drie"]


def test_a_title_above_the_main_part_is_read_with_its_introduction() -> None:
    page = (
        f"<header>Stad</header><div><div class='hero'><h1>Titel</h1><p>{TEXT}</p></div></div><main><p>{LONG}</p></main>"
    )

    assert texts(page) == ["Titel", TEXT, LONG]


def test_a_main_part_that_holds_next_to_nothing_is_not_believed() -> None:
    assert texts(f"<main>Laden …</main><div><p>{LONG}</p></div>") == ["Laden …", LONG]


def test_remarks_in_the_text_are_read_and_links_beside_it_are_not() -> None:
    remark = "<aside>Let op: vraag het visum op tijd aan.</aside>"
    links = "<aside><h3>Lees ook</h3><a href='/a'>De handleiding</a> <a href='/b'>De lijst</a></aside>"

    assert texts(f"<article><p>{LONG}</p>{remark}{links}</article>") == [LONG, "Let op: vraag het visum op tijd aan."]


def test_the_heading_of_an_article_may_stand_in_its_header() -> None:
    header = "<header><h1>Titel</h1><p class='entry-meta'>6 mei, door de redactie</p></header>"

    assert texts(f"<article>{header}<p>{LONG}</p><footer>Tags: markt</footer></article>") == ["Titel", LONG]


def test_classes_that_tell_the_sort_of_an_article_leave_it_out_of_no_list() -> None:
    article = "<article class='post category-social tag-menu has-sidebar'><h2>{0}</h2><p>" + TEXT + "</p></article>"

    assert texts("".join(article.format(name) for name in "ABCDE")) == [
        part for name in "ABCDE" for part in (name, TEXT)
    ]


def test_a_main_part_outside_of_what_is_read_is_not_looked_for() -> None:
    page = page_of(f"<html><body><div id='read'><p>{TEXT}</p></div><main><p>{LONG}</p></main></body></html>")
    (part,) = page.xpath("//*[@id='read']")

    assert main_content(part) == [part]


def test_a_page_after_the_page_is_read_with_its_main_part() -> None:
    content = f"<html><body><p>{TEXT}</p></body></html><html><body><main><p>{LONG}</p></main></body></html>"

    assert LONG in [block.text for block in read_html(content.encode()).blocks]
