"""Scanned pages are recognised whichever way they lie, and their words are found where they are printed."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from ingest import ocr
from kb.errors import ReadError
from kb.pictures import scanned_page
from kb.types import Box

WIDTH, HEIGHT = 420.0, 300.0
SCALE = 300 / 72
SIZE, LEADING, LEFT, TOP = 11, 17, 40, 46
LINES = (
    "In maart keurde de gemeenteraad een reglement goed en gaf hij het",
    "comité een eigen budgetlijn van 1,8 miljoen. Het comité vergaderde",
    "negen keer en bracht advies uit over de ontwerpbegroting van 2024.",
    "Les ménages paient chaque mois pour le ramassage des déchets, et la",
    "commune a gardé une réserve afin de réparer les chaînes en août.",
    "El taller reunió a las vecinas y los técnicos para decidir dónde se",
    "separan los residuos. Aprendimos que el abono se vende mejor así.",
    "Residents asked why the drainage budget was spent on streetlights.",
    "Since then every quarterly figure hangs beside the door of the office.",
)

needs_tesseract = pytest.mark.skipif(
    len(ocr.languages()) < 4, reason="tesseract with nld, fra, spa and eng is not installed"
)

# As tesseract 5.3 writes it (a page of 600 x 200 pixels at 144 dpi); the last word is a speck.
TABLE = """level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
1\t1\t0\t0\t0\t0\t0\t0\t600\t200\t-1\t
2\t1\t1\t0\t0\t0\t40\t30\t300\t80\t-1\t
3\t1\t1\t1\t0\t0\t40\t30\t300\t80\t-1\t
4\t1\t1\t1\t1\t0\t40\t30\t300\t20\t-1\t
5\t1\t1\t1\t1\t1\t40\t30\t100\t16\t96.5\tDéchets
5\t1\t1\t1\t1\t2\t150\t35\t50\t10\t91.5\tvamos
5\t1\t1\t1\t1\t3\t210\t30\t10\t16\t95.0\t
4\t1\t1\t1\t2\t0\t40\t90\t300\t20\t-1\t
5\t1\t1\t1\t2\t1\t40\t90\t120\t29\t88.0\tpartnership
5\t1\t1\t1\t2\t2\t170\t90\t4\t4\t12.0\t-
"""


@dataclass(frozen=True)
class Printed:
    """A word with its place on the page, in points from the upper left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def printed() -> list[Printed]:
    """Returns where the words of LINES stand: from their x-height to their base line."""
    words = []
    for number, line in enumerate(LINES):
        base = TOP + number * LEADING
        for place, word in enumerate(line.split()):
            left = LEFT + stringWidth(" ".join([*line.split()[:place], ""]), "Helvetica", SIZE)
            right = left + stringWidth(word, "Helvetica", SIZE)
            words.append(Printed(word, left, base - 0.5 * SIZE, right, base))
    return words


def once_printed() -> list[Printed]:
    texts = [word.text for word in printed()]
    return [word for word in printed() if texts.count(word.text) == 1 and len(word.text) > 4]


def drawn(page: Callable[[Canvas], None]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    page(canvas)
    canvas.save()
    return buffer.getvalue()


def typeset(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", SIZE)
    for number, line in enumerate(LINES):
        canvas.drawString(LEFT, HEIGHT - TOP - number * LEADING, line)


def rendered(content: bytes) -> tuple[Image.Image, tuple[float, float]]:
    with pypdfium2.PdfDocument(content) as pdf:
        return scanned_page(pdf[0], most_pixels=40_000_000), pdf[0].get_size()


def askew(picture: Image.Image, quarters: int, angle: float) -> Image.Image:
    """Returns a picture as a careless scan of it would be."""
    level = picture.rotate(-90 * quarters, expand=True)
    return level.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def recognised(picture: Image.Image) -> ocr.Recognised:
    return ocr.recognise(picture, 1, picture.width / SCALE, picture.height / SCALE)


def found_share(result: ocr.Recognised) -> float:
    found = {word.text for word in result.words.words}
    expected = [word for line in LINES for word in line.split()]
    return sum(word in found for word in expected) / len(expected)


def place(result: ocr.Recognised, text: str) -> Box:
    (word,) = [word for word in result.words.words if word.text == text]
    return result.words.place(word.left, word.top, word.right, word.bottom)


def ink(picture: Image.Image) -> np.ndarray:
    rows, columns = np.nonzero(np.asarray(picture) < 128)
    return np.array([columns.min(), rows.min(), columns.max(), rows.max()]) / SCALE


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return rendered(drawn(typeset))[0]


@needs_tesseract
@pytest.mark.parametrize(
    ("quarters", "angle"), [(0, 0.0), (1, 0.0), (2, 0.0), (3, 0.0), (0, 3.0), (0, -3.0), (1, 3.0), (2, -6.0)]
)
def test_words_are_found_and_their_boxes_cover_the_print(page: Image.Image, quarters: int, angle: float) -> None:
    result = recognised(askew(page, quarters, angle))

    assert found_share(result) >= 0.95
    assert result.confidence > 0.85
    for word in once_printed()[::6]:
        # The same turn is done to a page on which this word is a bar.
        bar = Image.new("L", page.size, 255)
        sides = [side * SCALE for side in (word.left, word.top, word.right, word.bottom)]
        ImageDraw.Draw(bar).rectangle(sides, fill=0)
        left, top, right, bottom = ink(askew(bar, quarters, angle))
        box = place(result, word.text)
        assert box.left <= left + 1.5
        assert box.top <= top + 1.5
        assert box.right >= right - 1.5
        assert box.bottom >= bottom - 1.5
        spare = 2 * SIZE + abs(np.sin(np.radians(angle))) * 2 * (right - left + bottom - top)
        assert box.right - box.left <= right - left + spare
        assert box.bottom - box.top <= bottom - top + spare


@needs_tesseract
def test_the_upright_page_has_lines_from_top_to_bottom(page: Image.Image) -> None:
    words = recognised(askew(page, 1, 3.0)).words
    first = [next(word for word in words.words if word.text == line.split()[1]) for line in LINES[1:5]]

    assert [word.top for word in first] == sorted(word.top for word in first)
    assert words.width > words.height
    assert words.turn == 90


@needs_tesseract
@pytest.mark.parametrize("turn", [0, 90])
def test_a_picture_in_a_pdf_is_read_as_it_is_shown(page: Image.Image, turn: int) -> None:
    buffer = io.BytesIO()
    page.save(buffer, "PNG")
    buffer.seek(0)
    content = drawn(lambda canvas: canvas.drawInlineImage(Image.open(buffer), 0, 0, WIDTH, HEIGHT))
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.pages[0].rotate(turn)
    scan = io.BytesIO()
    writer.write(scan)

    picture, size = rendered(scan.getvalue())
    result = ocr.recognise(picture, 7, *size)

    assert size == ((HEIGHT, WIDTH) if turn else (WIDTH, HEIGHT))
    assert found_share(result) >= 0.95
    word = next(word for word in printed() if word.text == "reglement")
    box = place(result, "reglement")
    assert box.page == 7
    if turn:
        assert (box.left + box.right) / 2 == pytest.approx(HEIGHT - (word.top + word.bottom) / 2, abs=3)
        assert (box.top, box.bottom) == pytest.approx((word.left, word.right), abs=2)
    else:
        assert (box.left, box.right) == pytest.approx((word.left, word.right), abs=2)


@needs_tesseract
def test_the_size_of_the_type_is_told(page: Image.Image) -> None:
    sizes = [word.size for word in recognised(page).words.words]

    assert np.median(sizes) == pytest.approx(SIZE, rel=0.06)
    assert max(sizes) - min(sizes) < 0.15 * SIZE


@needs_tesseract
@pytest.mark.parametrize("size", [(1, 1), (12, 700), (600, 400)])
def test_an_empty_page_has_no_words(size: tuple[int, int]) -> None:
    result = recognised(Image.new("L", size, 255))

    assert result.words.words == []
    assert result.confidence == 0


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Sequence[str]]]:
    """Lets tesseract answer with what was recorded; returns how it was called."""
    calls: list[Sequence[str]] = []

    def answer(options: Sequence[str], *, seconds: float, content: bytes = b"") -> str:
        assert 0 <= seconds <= 60
        calls.append(options)
        if "--list-langs" in options:
            return 'List of available languages in "/usr/share/tessdata/" (4):\neng\nfra\nosd\nspa\n'
        assert content.startswith(b"P5\n")
        return TABLE

    monkeypatch.setattr(ocr, "_run", answer)
    ocr.languages.cache_clear()
    yield calls
    ocr.languages.cache_clear()


def test_a_recorded_table_gives_words_in_points(told: list[Sequence[str]]) -> None:
    result = ocr.recognise(Image.new("L", (600, 200), 255), 3, 300.0, 100.0)

    assert [word.text for word in result.words.words] == ["Déchets", "vamos", "partnership"]
    first, second, third = result.words.words
    assert (first.left, first.top, first.right, first.bottom) == (20, 15, 70, 23)
    assert (result.words.number, result.words.width, result.words.height) == (3, 300, 100)
    assert result.words.place(20, 15, 70, 23) == Box(3, 20, 15, 70, 23)
    # One size for the words of a line, whether or not they have strokes up and down.
    assert first.size == second.size == pytest.approx(10.6, abs=0.6)
    assert third.size == pytest.approx(15.4, abs=0.5)
    assert result.confidence == pytest.approx((7 * 0.965 + 5 * 0.915 + 11 * 0.88) / 23)
    assert "--dpi" in told[-1]
    assert told[-1][told[-1].index("--dpi") + 1] == "144"


def test_a_round_speck_before_a_line_is_a_bullet(told: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        "5\t1\t1\t1\t1\t1\t40\t36\t8\t8\t93.0\te",  # a bullet
        "5\t1\t1\t1\t1\t2\t60\t30\t50\t16\t95.0\tEen",
        "5\t1\t1\t1\t2\t1\t40\t66\t11\t11\t93.0\te",  # the letter
        "5\t1\t1\t1\t2\t2\t60\t60\t50\t16\t95.0\tHijos",
        "5\t1\t1\t1\t3\t1\t40\t98\t9\t8\t93.0\t«",  # as its own shape says
        "5\t1\t1\t1\t3\t2\t60\t90\t50\t16\t95.0\tTout",
        "5\t1\t1\t1\t4\t1\t40\t130\t8\t2\t93.0\t-",  # a dash
        "5\t1\t1\t1\t4\t2\t60\t120\t50\t16\t95.0\tHet",
    ]
    monkeypatch.setitem(globals(), "TABLE", "\n".join(rows))
    result = ocr.recognise(Image.new("L", (600, 200), 255), 1, 300.0, 100.0)

    assert [word.text for word in result.words.words] == ["•", "Een", "e", "Hijos", "«", "Tout", "-", "Het"]
    assert told


def test_only_installed_languages_are_asked_for(told: list[Sequence[str]]) -> None:
    assert ocr.languages() == ("fra", "spa", "eng")
    ocr.recognise(Image.new("L", (600, 200), 255), 1, 300.0, 100.0)

    assert "fra+spa+eng" in told[-1]
    assert sum("--list-langs" in call for call in told) == 1


@pytest.fixture
def no_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.languages.cache_clear()
    yield
    ocr.languages.cache_clear()


@pytest.mark.usefixtures("no_tesseract")
def test_without_tesseract_nothing_is_available() -> None:
    assert shutil.which("tesseract") is None
    assert not ocr.available()


def program(folder: Path, script: str) -> None:
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_it_is_stopped_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path, "exec /bin/sleep 60")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(ocr, "_SECONDS", 0.3)
    started: list[Any] = []
    popen = subprocess.Popen

    def start(*arguments: Any, **options: Any) -> Any:
        started.append(popen(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    with pytest.raises(ReadError) as caught:
        recognised(Image.new("L", (600, 400), 255))

    assert (caught.value.key, caught.value.values) == ("ocr_failed", {"cause": "TimeoutExpired"})
    assert [process.returncode for process in started] == [-9] * len(started)


def test_its_failure_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path, "/bin/cat >/dev/null; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReadError) as caught:
        recognised(Image.new("L", (600, 400), 255))

    assert caught.value.values == {"cause": "CalledProcessError"}


def test_the_picture_and_one_thread_are_all_it_gets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path, 'echo "$OMP_THREAD_LIMIT" "$@" >>"$LOG"; /bin/cat >/dev/null')
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    recognised(Image.new("L", (600, 400), 255))

    calls = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert calls
    assert all(call.startswith("1 stdin stdout ") for call in calls)
