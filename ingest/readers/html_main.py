"""What of a web page is its text: navigation, banners, sharing and comments are taken out of the tree.

Structure decides first (main, article, nav), then names (`ingest/readers/html_names.py`), then how much of an element
is links. Where they disagree text is kept: what holds most of the running text is never taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.html_names import Part, has_name, is_inline, part_of
from ingest.wordlists import word_list
from ingest.xml import Element

# A run of so many words outside of links is running text; menus, bylines and addresses are shorter.
_RUNNING_TEXT = 10
# An element with this share of a page's running text does not surround it, whatever its tag or its name is; less than
# so many words are a note, or what a notice leaves of a page that it was put around.
_MOST = 0.5
_MUCH = 0.3
_LITTLE = 30
# What is marked as the main part holds this share, else the page marks it wrongly.
_MAIN = 0.5
# A list of links: so many at least, so few words each on average, and next to nothing outside of them.
_FEWEST_LINKS = 3
_WORDS_OF_LINK = 4
_OUTSIDE_LINKS = 0.15
_FEWEST_OUTSIDE = 2
# Words of a remark within the text at least; of what is short, and of what stands with the title above the main part.
_FEWEST_OF_REMARK = 4
_SHORT = 40
_TOP = 120
_WORD = re.compile(r"\w+")
_INVISIBLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_MARKED = "descendant-or-self::*[self::main or @role='main'][not(ancestor::main)]"
_HEADING = "descendant-or-self::*[self::h1 or self::h2 or self::h3 or self::h4]"
_IN_HEADING = "ancestor::h1 or ancestor::h2 or ancestor::h3 or ancestor::h4 or ancestor::summary or ancestor::dt"


@dataclass(slots=True)
class _Count:
    """What an element holds: words, those in links, links, words of running text; `own` are those of its last lines."""

    words: int = 0
    linked: int = 0
    links: int = 0
    running: int = 0
    own: int = 0
    own_linked: int = 0


def main_content(page: Element) -> list[Element]:
    """Takes what is not text out of a page, and returns the elements that hold its text, in their order."""
    return _Pruning(without_unseen(page)).roots()


def without_unseen(page: Element) -> Element:
    """Returns a page after what nobody sees was taken out of it."""
    for element in list(page.iter(*word_list("boilerplate", "elements", "never"))):
        _drop(element)
    opened = {str(name) for names in page.xpath("//@aria-controls") for name in names.split()}
    for button in page.xpath(f"//button[not({_IN_HEADING})]"):
        if button.get("aria-controls") is None or button.get("aria-expanded") is None:
            _drop(button)
    if hidden := [element for element in page.iter("*") if _is_hidden(element, opened)]:
        counts = _count(page)
        for element in hidden:
            if counts[element].words < _MAIN * counts[page].words:
                _drop(element)
    return page


def _is_hidden(element: Element, opened: set[str]) -> bool:
    """Tells whether nobody sees an element; what a click shows is seen."""
    attributes = element.attrib
    hidden = attributes.get("hidden", "until-found") != "until-found" or attributes.get("aria-hidden") == "true"
    if not hidden and not _INVISIBLE.search(attributes.get("style", "")):
        return False
    return attributes.get("id") not in opened and not has_name(element, "opened")


class _Pruning:
    """Finds and takes out what surrounds the text of one page."""

    def __init__(self, page: Element) -> None:
        self._page = page
        self._counts = _count(page)
        self._running = self._counts[page].running

    def roots(self) -> list[Element]:
        marked = self._marked()
        top = self._top(marked)
        roots = [*([] if top is None else [top]), *(marked or [self._page])]
        found = [element for root in roots for element in self._surrounding(root, lists=root not in marked)]
        if sum(self._counts[element].words for element in found) >= sum(self._counts[root].words for root in roots):
            # A page of nothing but links is an index: they are its text.
            found = [element for root in roots for element in self._surrounding(root, lists=False)]
        for element in found:
            _drop(element)
        return roots

    def _marked(self) -> list[Element]:
        """Returns the elements that are marked as the main part, or the only article; none where they hold little."""
        articles = self._page.xpath(".//article")
        for marked in (self._page.xpath(_MARKED), articles if len(articles) == 1 else []):
            counts = [self._counts[element] for element in marked]
            if any(count.words for count in counts) and sum(count.running for count in counts) >= _MAIN * self._running:
                return list(marked)
        return []

    def _top(self, marked: Sequence[Element]) -> Element | None:
        """Returns what holds the title of the page, and text with it, where it stands outside of the main part."""
        titles = self._page.xpath(".//h1")
        if not marked or len(titles) != 1 or any(element.xpath("descendant-or-self::h1") for element in marked):
            return None
        top = titles[0]
        around = {ancestor for element in marked for ancestor in element.iterancestors()}
        for parent in titles[0].iterancestors():
            count = self._counts[parent]
            if parent in around or count.words - count.linked > _TOP:
                break
            top = parent if count.running > self._counts[top].running else top
        return top

    def _surrounding(self, root: Element, *, lists: bool) -> Iterator[Element]:
        """Yields the outermost elements in one that surround its text, and lists of links where they are asked for."""
        waiting = [(child, _holds_text(root)) for child in reversed(root)]
        while waiting:
            element, in_text = waiting.pop()
            if self._surrounds(element, in_text=in_text) or (lists and not in_text and self._lists_links(element)):
                yield element
            else:
                waiting += [(child, in_text or _holds_text(element)) for child in reversed(element)]

    def _surrounds(self, element: Element, *, in_text: bool) -> bool:
        count, part = self._counts[element], part_of(element)
        if part is Part.TEXT or self._is_most(count, part):
            return False
        if part is Part.SHORT:
            return not count.running and count.words <= _SHORT and not element.xpath(_HEADING)
        if part is Part.BESIDE and in_text and element.tag != "form":  # a remark within the text, or links elsewhere
            return count.words < _FEWEST_OF_REMARK or 2 * count.linked >= count.words
        return part is not Part.BESIDE or not element.xpath("descendant-or-self::h1")

    def _is_most(self, count: _Count, part: Part) -> bool:
        """Tells whether an element holds so much of the page that what it is called cannot be true."""
        if part is Part.NEVER:  # a notice on cookies may be longer than the text
            return count.running > 0 and self._running - count.running < _LITTLE
        return count.running >= max(_LITTLE, (_MOST if part is Part.AROUND else _MUCH) * self._running)

    def _lists_links(self, element: Element) -> bool:
        count = self._counts[element]
        if is_inline(element) or count.links < _FEWEST_LINKS or count.running or element.xpath(_HEADING):
            return False
        outside = count.words - count.linked
        short = count.linked <= _WORDS_OF_LINK * count.links
        return short and outside <= max(_FEWEST_OUTSIDE, _OUTSIDE_LINKS * count.words)


def _count(page: Element) -> dict[Element, _Count]:
    """Returns what each element of a page holds; counted from the end, so that children come before their parents."""
    counts: dict[Element, _Count] = {}
    for element in reversed(list(page.iter("*"))):
        own = _words(element.text)
        count = counts[element] = _Count(words=own, own=own)
        for child in element:
            held, tail = counts[child], _words(child.tail)
            count.words += held.words + tail
            count.own += held.own + tail
            count.linked += held.linked
            count.own_linked += held.own_linked
            count.links += held.links
            count.running += held.running
        if element.tag == "a" and element.get("href"):
            count.links, count.linked, count.own_linked = 1, count.words, count.own
        if not is_inline(element):
            count.running += count.own if count.own - count.own_linked >= _RUNNING_TEXT else 0
            count.own = count.own_linked = 0
    return counts


def _holds_text(element: Element) -> bool:
    is_text = element.tag in ("main", "article") or element.get("role") == "main"
    return is_text or element.get("itemprop") == "articleBody" or has_name(element, "text")


def _drop(element: Element) -> None:
    """Takes an element out of the tree; the text after it stays, apart from that before it."""
    if element.getparent() is not None:
        element.tail = f" {element.tail or ''}"
        element.drop_tree()


def _words(text: str | None) -> int:
    return len(_WORD.findall(text)) if text else 0
