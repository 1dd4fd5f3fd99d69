"""Markdown (CommonMark with tables, notes, definitions and task lists): set as a page by markdown-it and read as one.

Front matter gives title and date; HTML within the text is read as HTML.
"""

from __future__ import annotations

import re

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from ingest.blocks import Parsed
from ingest.encoding import decode
from ingest.readers.html import page_of
from ingest.readers.html_blocks import blocks_of
from ingest.readers.html_main import without_unseen
from kb.errors import ReadError

_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n(?:---|\.\.\.)\s*(?:\n|\Z)", re.DOTALL)
# What some dialects write behind a heading: "{#anchor .class}".
_ATTRIBUTES = re.compile(r"^(#{1,6} .*?)[ \t]*\{[#.:][^{}\n]*\}[ \t#]*$", re.MULTILINE)


def read_markdown(content: bytes) -> Parsed:
    """Reads a Markdown file.

    Raises:
        ReadError: it holds no text.
    """
    text = decode(content)
    facts: dict[str, str] = {}
    if (front := _FRONT_MATTER.match(text)) and (found := _front_matter(front.group(1))) is not None:
        facts = found
        text = text[front.end() :]
    page = page_of(_renderer().render(_ATTRIBUTES.sub(r"\1", text)))
    blocks = tuple(blocks_of([without_unseen(page)]))
    if not blocks:
        raise ReadError("no_text")
    return Parsed(blocks=blocks, title=facts.get("title"), date=facts.get("date"), facts=facts)


def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark").enable("table")
    return renderer.use(footnote_plugin, inline=False).use(deflist_plugin).use(tasklists_plugin)


def _front_matter(text: str) -> dict[str, str] | None:
    """Returns the facts that front matter states; None where the text between two rules is none."""
    try:
        found = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes nothing but strings
    except (yaml.YAMLError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return {str(name).lower(): str(value) for name, value in found.items() if value}
