"""The documentation says what the program does."""

from __future__ import annotations

import re

import pytest
import typer

from api.app import create_app
from api.cli import app
from kb.bootstrap import KnowledgeBase
from kb.config import SETTINGS, Setting
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
GROUP = typer.main.get_command(app)


def row(setting: Setting) -> str:
    default = str(setting.default).lower() if isinstance(setting.default, bool) else str(setting.default)
    shown = f"`{default}`" if default else ""
    return f"| `{setting.variable}` | {shown} | {setting.help} |"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_in_the_readme(setting: Setting) -> None:
    assert row(setting) in README


@pytest.mark.parametrize("command", sorted(GROUP.commands))  # type: ignore[attr-defined]  # it is a group
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`kb {command}" in README


def test_every_route_is_in_the_readme(base: KnowledgeBase) -> None:
    for path in create_app(base).openapi()["paths"]:
        assert path in README


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    assert all(path.name in listed for path in (ROOT / "docs/decisions").glob("0*.md"))


def test_the_architecture_names_every_module() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for package in ("kb", "ingest", "api"):
        names = {path.stem for path in (ROOT / package).glob("*.py")} - {"__init__"}
        assert [name for name in sorted(names) if f"`{name}`" not in text] == []
