"""`kb page` writes the picture of a passage's page, or says why there is none and where the passage stands."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from api.cli import app
from api.render import show_status
from api.schemas import StatusOut
from api.terminal import console
from ingest import ocr
from kb.bootstrap import KnowledgeBase
from kb.types import Box
from tests.conftest import Fill, MakePassage
from tests.kb.test_pictures import pdf


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KB_LANGUAGE", "en")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def page(base: KnowledgeBase, passage_id: str, *words: object) -> Result:
    return CliRunner().invoke(app, ["--home", str(base.config.home), "page", passage_id, *map(str, words)])


def picture(name: str) -> Image.Image:
    return Image.open(io.BytesIO(Path(name).read_bytes()))


def parsed(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.fixture
def passage(fill: Fill, make_passage: MakePassage) -> str:
    boxes = (Box(1, 60, 78, 150, 90), Box(1, 60, 92, 120, 104), Box(2, 60, 20, 90, 32))
    (name,) = fill([make_passage("a passage", pages=(1, 2), boxes=boxes)], "L'eau / à boire", pdf(pages=3))
    return name


def test_the_picture_is_named_by_title_and_page(base: KnowledgeBase, passage: str) -> None:
    result = page(base, passage)

    assert result.exit_code == 0
    assert result.stdout == "eau-a-boire-p1.png: page 1, 2 lines marked.\n"
    assert picture("eau-a-boire-p1.png").size == (1200, 1600)


def test_the_json_tells_where_the_lines_are(base: KnowledgeBase, passage: str) -> None:
    result = page(base, passage, "--json", "--width", 300, "--out", "x.webp")

    assert parsed(result) == {
        "file": "x.webp",
        "page": 1,
        "width": 300,
        "height": 400,
        "boxes": [[60, 78, 150, 90], [60, 92, 120, 104]],
    }
    assert picture("x.webp").format == "WEBP"


def test_the_marks_are_in_the_picture(base: KnowledgeBase, passage: str) -> None:
    page(base, passage, "--width", 300, "--out", "x.png")
    red, green, blue = picture("x.png").convert("RGB").getpixel((100, 98))  # type: ignore[misc]  # it is RGB

    assert blue < 160 < green < red + 1


@pytest.mark.parametrize(
    ("words", "name", "kind"),
    [
        (("--format", "webp"), "eau-a-boire-p1.webp", "WEBP"),
        (("--page", 2), "eau-a-boire-p2.png", "PNG"),
        (("--out", "x.WEBP"), "x.WEBP", "WEBP"),
        (("--out", "x.picture"), "x.picture", "PNG"),
        (("--out", "x.png", "--format", "webp"), "x.png", "WEBP"),
    ],
)
def test_file_format_and_page_can_be_chosen(
    base: KnowledgeBase, passage: str, words: tuple[object, ...], name: str, kind: str
) -> None:
    assert page(base, passage, *words).exit_code == 0
    assert picture(name).format == kind


def test_a_page_without_the_passage_is_refused(base: KnowledgeBase, passage: str) -> None:
    result = page(base, passage, "--page", 3, "--json")

    assert result.exit_code == 2
    assert parsed(result) == {
        "error": "The passage is not on page 3. Choose from: 1, 2.",
        "code": "passage_elsewhere",
    }
    assert list(Path().iterdir()) == []


def test_where_lines_have_no_place_the_page_is_shown_without_marks(
    base: KnowledgeBase, fill: Fill, make_passage: MakePassage
) -> None:
    (name,) = fill([make_passage("a passage")], content=pdf())

    assert "without marks" in page(base, name).stdout


@pytest.mark.parametrize(("pages", "place"), [((), "document › Results"), ((3,), "document › Results › p. 3")])
def test_without_pictures_it_says_where_the_passage_stands(
    base: KnowledgeBase, fill: Fill, make_passage: MakePassage, pages: tuple[int, ...], place: str
) -> None:
    (name,) = fill([make_passage("a passage", pages=pages)])
    result = page(base, name)

    assert result.exit_code == 2
    assert "only a PDF's can" in result.stderr
    assert result.stderr.endswith(f"stands here: {place}.\n")


@pytest.mark.usefixtures("passage")
def test_an_unknown_passage_is_told(base: KnowledgeBase) -> None:
    assert parsed(page(base, "nothing", "--json"))["code"] == "passage_unknown"


def test_a_lost_original_is_told(base: KnowledgeBase, passage: str) -> None:
    for path in base.originals.root.glob("*/*"):
        path.unlink()
    result = page(base, passage, "--json")

    assert (result.exit_code, parsed(result)["code"]) == (1, "original_missing")


def test_a_file_that_cannot_be_written_is_told(base: KnowledgeBase, passage: str) -> None:
    result = page(base, passage, "--json", "--out", "no folder/x.png")

    assert (result.exit_code, parsed(result)["code"]) == (1, "file_unwritable")


def test_a_document_without_a_title_is_named_by_its_id(
    base: KnowledgeBase, fill: Fill, make_passage: MakePassage
) -> None:
    (name,) = fill([make_passage("a passage")], "../..", pdf())
    page(base, name)

    assert [path.suffix for path in Path().iterdir()] == [".png"]


@pytest.mark.usefixtures("passage")
def test_the_status_says_whether_scans_can_be_read(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ocr, "languages", lambda: ("nld", "fra"))
    result = CliRunner().invoke(app, ["--home", str(base.config.home), "status", "--json"])
    found = StatusOut.model_validate_json(result.stdout)

    assert found.ocr == ["nld", "fra"]
    show_status(console(), found, "en")
    assert "nld, fra" in capsys.readouterr().out
    show_status(console(), found.model_copy(update={"ocr": []}), "en")
    assert "not installed" in capsys.readouterr().out
