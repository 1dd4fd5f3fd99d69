"""The pictures in `docs/` show what a reader sees."""

from __future__ import annotations

import re

from PIL import Image

from kb.types import LANGUAGES
from tests.web.pictures import DESKTOP, FOLDER, NOTE, ROOT, made_of

HALF = 128


def test_pictures_are_of_what_is_there_now() -> None:
    assert NOTE.read_text(encoding="utf-8").strip() == made_of(), "views have changed: make pictures"


def test_each_view_has_a_picture_that_is_told_of() -> None:
    told = re.findall(r"pictures/app/([a-z-]+)\.webp", (ROOT / "docs/app.md").read_text(encoding="utf-8"))
    assert sorted(set(told)) == sorted(path.stem for path in FOLDER.glob("*.webp"))


def test_a_picture_shows_four_languages_in_light_and_dark() -> None:
    for path in FOLDER.glob("*.webp"):
        with Image.open(path) as opened:
            picture = opened.convert("L")
        assert picture.width > len(LANGUAGES) * DESKTOP.width * DESKTOP.scale
        light, dark = (brightness(picture, top) for top in (60, 500))
        assert (light > HALF, dark < HALF) == (True, True), path


def brightness(picture: Image.Image, top: int) -> int:
    """Returns how bright the middle of a desktop is on average, of 255."""
    found = picture.resize((1, 1), box=(20, top, 500, top + 300)).getpixel((0, 0))
    assert isinstance(found, int)
    return found
