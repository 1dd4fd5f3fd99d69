from __future__ import annotations

from api.page_pictures import PictureCache


def test_the_pictures_that_were_asked_for_last_are_kept() -> None:
    held, made = PictureCache(most_bytes=10), list[str]()

    def get(name: str, size: int = 4) -> bytes:
        def make() -> bytes:
            made.append(name)
            return name.encode() * size

        return held.get(name, make)

    assert [get("a"), get("b"), get("a")] == [b"aaaa", b"bbbb", b"aaaa"]
    get("c")  # b was not asked for as long as a
    get("a")
    assert made == ["a", "b", "c"]
    get("b")
    assert made == ["a", "b", "c", "b"]


def test_a_picture_larger_than_all_is_shown_and_not_kept() -> None:
    held = PictureCache(most_bytes=3)
    assert held.get("x", lambda: b"xxxx") == b"xxxx"
    assert held.get("x", lambda: b"y") == b"y"
    assert held.get("x", lambda: b"z") == b"y"
