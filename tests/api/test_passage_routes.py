from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from api import page_pictures
from api.access_mode import Access
from kb.bootstrap import KnowledgeBase
from kb.types import Box
from tests.api.reading import keyed, ready
from tests.api.test_identity import give
from tests.conftest import Fill, MakePassage
from tests.kb.test_pictures import pdf


@pytest.fixture
def passages(fill: Fill, make_passage: MakePassage) -> list[str]:
    boxes = (Box(1, 60, 100, 150, 112), Box(2, 60, 20, 90, 32))
    texts = ["First of all.", "Second to none.", "Third time lucky.", "Fourth and last."]
    return fill([make_passage(text, pages=(1, 2), boxes=boxes) for text in texts], "report", pdf(pages=3))


@pytest.fixture
def client(base: KnowledgeBase, passages: list[str]) -> Iterator[TestClient]:
    assert passages
    with ready(base) as found:
        yield found


@pytest.mark.parametrize(
    ("place", "count", "before", "after"),
    [(0, 1, [], [1]), (1, 1, [0], [2]), (2, 5, [0, 1], [3]), (3, 2, [1, 2], [])],
)
def test_neighbours_stand_in_reading_order(  # noqa: PLR0913, PLR0917 - what is asked and expected
    client: TestClient, passages: list[str], place: int, count: int, before: list[int], after: list[int]
) -> None:
    found = client.get(f"/v1/passages/{passages[place]}", params={"neighbours": count}).json()
    assert [one["passage_id"] for one in found.pop("before")] == [passages[n] for n in before]
    assert [one["passage_id"] for one in found.pop("after")] == [passages[n] for n in after]
    assert found == client.get(f"/v1/passages/{passages[place]}").json()


@pytest.mark.parametrize("count", [-1, 6, "all"])
def test_more_neighbours_are_refused(client: TestClient, passages: list[str], count: object) -> None:
    answer = client.get(f"/v1/passages/{passages[0]}", params={"neighbours": str(count)})
    assert answer.status_code == 422


def picture(client: TestClient, passage_id: str, **params: int) -> Image.Image:
    answer = client.get(f"/v1/passages/{passage_id}/page.webp", params=params)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.headers["cache-control"].startswith("private")
    return Image.open(io.BytesIO(answer.content))


def test_the_page_is_a_picture_with_the_passage_marked(client: TestClient, passages: list[str]) -> None:
    first, second = picture(client, passages[0], width=300), picture(client, passages[0], width=300, page=2)
    assert (first.format, first.size) == ("WEBP", (300, 400))
    places = ((100, 106), (75, 26))
    marked = [one.convert("RGB").getpixel(place) for one in (first, second) for place in places]
    yellow = [green - blue > 50 for _, green, blue in marked]  # type: ignore[misc]  # they are RGB
    assert yellow == [True, False, False, True]
    assert picture(client, passages[0]).size == (1200, 1600)


def test_a_picture_is_made_once(client: TestClient, passages: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    before = client.get(f"/v1/passages/{passages[0]}/page.webp", params={"width": 200})
    monkeypatch.setattr(page_pictures, "render_page", lambda *_, **__: pytest.fail("made again"))
    again = client.get(f"/v1/passages/{passages[0]}/page.webp", params={"width": 200})
    assert (again.content, again.headers["etag"]) == (before.content, before.headers["etag"])


def test_a_page_elsewhere_and_sizes_beyond_reason_are_refused(client: TestClient, passages: list[str]) -> None:
    for params in ({"page": 3}, {"page": 0}, {"width": 99}, {"width": 3001}):
        answer = client.get(f"/v1/passages/{passages[0]}/page.webp", params=params)
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_what_has_no_pages_says_where_the_passage_stands(
    base: KnowledgeBase, fill: Fill, make_passage: MakePassage
) -> None:
    [text] = fill([make_passage("Just text.", headings=("Résultats",))], "note", b"Just text.")
    with ready(base) as client:
        answer = client.get(f"/v1/passages/{text}/page.webp", headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:praktijkbank:problem:no_page_picture")
    assert "Résultats" in answer.json()["detail"]
    assert "seul un PDF" in answer.json()["detail"]


def test_a_hidden_passage_has_neither_neighbours_nor_page_even_when_its_picture_is_held(
    base: KnowledgeBase, passages: list[str]
) -> None:
    reader, board = keyed(base), keyed(base, groups=["board"])
    give(base, passages[0], "groups:board")
    with ready(base, Access(local=False)) as client:
        for path in ("?neighbours=2", "/page.webp", "/similar"):
            assert client.get(f"/v1/passages/{passages[0]}{path}", headers=board).status_code == 200
            hidden = client.get(f"/v1/passages/{passages[0]}{path}", headers={**reader, "X-Request-ID": "same"})
            never = client.get(f"/v1/passages/{'0' * 16}{path}", headers={**reader, "X-Request-ID": "same"})
            assert (hidden.status_code, hidden.content) == (404, never.content)
