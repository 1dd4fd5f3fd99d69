"""The texts of the pages, by language and topic."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def _texts() -> dict[str, dict[str, str | list[str]]]:
    return tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))


def text(name: str) -> str:
    """Returns the text of a language and topic, such as "nl.water"."""
    section, topic = name.split(".")
    return str(_texts()[section][topic])


def bullets(language: str) -> list[str]:
    """Returns the five list items of a language."""
    return list(_texts()[language]["bullets"])


def topics(language: str) -> list[str]:
    """Returns what the paragraphs of a language are about."""
    return [topic for topic in _texts()[language] if topic != "bullets"]
