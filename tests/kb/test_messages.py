from __future__ import annotations

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

from kb.errors import UsageError
from kb.messages import Saying, choose_language, message, message_keys
from kb.types import LANGUAGES

ROOT = Path(__file__).parent.parent.parent
TABLE = tomllib.loads((ROOT / "kb/data/messages.toml").read_text(encoding="utf-8"))
RAISED = re.compile(r"(?:Error|message)\(\s*\"([a-z_]+)\"")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", message_keys())
def test_each_message_speaks_all_languages_with_the_same_values(key: str) -> None:
    assert set(TABLE[key]) == set(LANGUAGES)
    assert len({frozenset(fields(text)) for text in TABLE[key].values()}) == 1


def test_one_is_told_as_one() -> None:
    told = [message("web_passages", "es", count=count) for count in (0, 1, 2)]
    assert told == ["0 pasajes", "1 pasaje", "2 pasajes"]
    assert message("web_more_values", "en", count=1) == "1 more"
    ones = [key.removesuffix("_one") for key in message_keys() if key.endswith("_one")]
    assert all({"count"} == fields(TABLE[key]["en"]) for key in ones if key in TABLE)


def test_each_message_in_the_code_exists() -> None:
    sources = [p for package in ("kb", "ingest", "api") for p in (ROOT / package).rglob("*.py")]
    used = {key for path in sources for key in RAISED.findall(path.read_text(encoding="utf-8"))}
    assert used - {"model_missing"} <= set(message_keys())


def test_each_message_is_used() -> None:
    sources = [p for package in ("kb", "ingest", "api") for p in (ROOT / package).rglob("*.py")]
    strings = {
        node.value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for template in (ROOT / "api" / "templates").iterdir():
        strings |= set(re.findall(r'"(\w+)"', template.read_text(encoding="utf-8")))
    made = (
        "status_",
        "web_order_",
        "web_type_",
        "web_job_",
        "web_scope_",
        "web_visible_",
        "web_step_",
        "web_export_",
        "web_useful",
        "web_not_useful",
        "web_wrong",
        "practice_did_",
    )
    told = [key for key in message_keys() if key.removesuffix("_one") not in message_keys() or not key.endswith("_one")]
    unused = [key for key in told if key not in strings and not key.startswith(made)]
    assert unused == []


def test_an_error_says_it_in_english() -> None:
    assert str(UsageError("year_invalid", value="soon")) == "A year is a number such as 2024, not 'soon'."
    assert message("year_invalid", "nl", value="gauw").startswith("Een jaar")


def test_the_first_language_that_we_speak_is_chosen() -> None:
    assert choose_language("de-DE", "fr;q=0.8", "nl") == "fr"
    assert choose_language(None, "") == "en"


def test_a_message_within_a_message_is_told_in_the_same_language() -> None:
    inner = Saying("year_invalid", value=Saying("page_unknown", page=3, pages="1"))
    assert message("practice_row", "nl", row=2, problem=inner).startswith("rij 2: Een jaar is een getal")
    both = message("practice_invalid", "en", problems=(Saying("practice_unchanged"), "and so on"))
    assert both.endswith("Nothing was changed.\nand so on")
