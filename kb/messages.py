"""What a person reads, in four languages, from one data file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from kb.types import LANGUAGES

DEFAULT_LANGUAGE = "en"
_OF_ONE = "_one"


class Saying:
    """A message within a message: it is told in the language of the one around it.

    Args:
        key: name of the message.
        **values: what it interpolates.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values: Mapping[str, object] = values

    def told(self, language: str) -> str:
        """Returns it in a language."""
        return message(self.key, language, **self.values)


@cache
def _messages() -> dict[str, dict[str, str]]:
    text = resources.files("kb").joinpath("data/messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def message(key: str, language: str, /, **values: object) -> str:
    """Returns the message `key` in `language`, with `values` filled in; several sayings stand on a line each.

    Of a `count` of one it is the message of that name with `_one`, if there is such a message.

    Raises:
        KeyError: there is no such message.
    """
    found = _messages().get(key + _OF_ONE) if values.get("count") == 1 else None
    return (found or _messages()[key])[language].format(
        **{name: _told(value, language) for name, value in values.items()}
    )


def _told(value: object, language: str) -> object:
    if isinstance(value, Saying):
        return value.told(language)
    if isinstance(value, tuple):
        return "\n".join(str(_told(one, language)) for one in value)
    return value


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
