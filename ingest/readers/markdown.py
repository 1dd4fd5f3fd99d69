"""Markdown (CommonMark with tables), read by markdown-it; front matter gives title and date."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ingest.blocks import Block, BlockKind, Parsed, step
from ingest.encoding import decode
from ingest.tables import table_blocks
from kb.errors import ReadError

# What paragraphs are inside these.
_KINDS = {"bullet_list": BlockKind.BULLET, "blockquote": BlockKind.QUOTE}
_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n(?:---|\.\.\.)\s*(?:\n|\Z)", re.DOTALL)


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
    try:
        tree = SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).enable("table").parse(text))
        blocks = tuple(block for child in tree.children for block in _blocks(child) if block.text)
    except RecursionError as cause:
        raise ReadError("damaged", cause=type(cause).__name__) from cause
    if not blocks:
        raise ReadError("no_text")
    return Parsed(blocks=blocks, title=facts.get("title"), date=facts.get("date"), facts=facts)


def _front_matter(text: str) -> dict[str, str] | None:
    """Returns the facts that front matter states; None where the text between two rules is none."""
    try:
        found = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes nothing but strings
    except (yaml.YAMLError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return {str(name).lower(): str(value) for name, value in found.items() if value}


def _blocks(node: SyntaxTreeNode, kind: BlockKind = BlockKind.PARAGRAPH) -> Iterator[Block]:
    if node.type == "heading":
        yield Block(kind=BlockKind.HEADING, text=_text(node), level=int(node.tag[1]))
    elif node.type == "table":
        yield from table_blocks([[_text(cell) for cell in row.children] for row in node.walk() if row.type == "tr"])
    elif node.type in ("fence", "code_block"):
        yield Block(kind=BlockKind.PARAGRAPH, text=" ".join(node.content.split()))
    elif node.type == "ordered_list":
        for number, child in enumerate(node.children, start=int(node.attrs.get("start", 1))):
            yield from _numbered(number, child)
    elif node.type == "paragraph":
        yield Block(kind=kind, text=_text(node))
    else:
        inner = _KINDS.get(node.type, kind)
        for child in node.children:
            yield from _blocks(child, inner)


def _numbered(number: int, item: SyntaxTreeNode) -> Iterator[Block]:
    """Yields a list item's paragraphs, its number before the first."""
    for place, block in enumerate(_blocks(item, BlockKind.STEP)):
        yield step(number, block.text) if not place and block.kind is BlockKind.STEP else block


def _text(node: SyntaxTreeNode) -> str:
    """Returns the words of a node, without marks, link targets and pictures."""
    return " ".join("".join(_pieces(node)).split())


def _pieces(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in ("text", "code_inline"):
        yield node.content
    elif node.type in ("softbreak", "hardbreak"):
        yield " "
    elif node.type != "image":
        for child in node.children:
            yield from _pieces(child)
