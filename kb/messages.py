"""What a person reads, in four languages, from one data file."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from kb.types import LANGUAGES

DEFAULT_LANGUAGE = "en"


@cache
def _messages() -> dict[str, dict[str, str]]:
    text = resources.files("kb").joinpath("data/messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def message(key: str, language: str, /, **values: object) -> str:
    """Returns the message `key` in `language`, with `values` filled in.

    Raises:
        KeyError: there is no such message.
    """
    return _messages()[key][language].format(**values)


def message_keys() -> tuple[str, ...]:
    """Returns the names of all messages."""
    return tuple(_messages())


def choose_language(*wishes: str | None) -> str:
    """Returns the first wish that names a language we speak ("nl_BE.UTF-8" is Dutch), else English."""
    for wish in wishes:
        language = (wish or "").lower()[:2]
        if language in LANGUAGES:
            return language
    return DEFAULT_LANGUAGE
