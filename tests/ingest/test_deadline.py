from __future__ import annotations

import threading

import pytest

from ingest.deadline import Clock, Watch
from ingest.limits import MOST_PAGES, SECONDS_OF_OCR, SECONDS_PER_PAGE


class Time:
    """A time that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def test_a_file_without_pages_has_its_seconds(time: Time) -> None:
    clock = Clock(30, time)
    assert clock.left == 30
    time.now += 29
    assert clock.left == 1


def test_each_page_starts_the_wait_anew_until_the_files_own_time_is_up(time: Time) -> None:
    clock = Clock(30, time)
    for page in range(1, 1000):
        time.now += 20
        if clock.left <= 0:
            break
        clock.page_done(page)
    # Pages of 20 seconds each spend 19 more than they earn: 30 seconds are gone with the second.
    assert page == 2
    assert time.now == 140


def test_quick_pages_never_run_out_of_time(time: Time) -> None:
    clock = Clock(30, time)
    for page in range(1, MOST_PAGES + 1):
        time.now += SECONDS_PER_PAGE
        clock.page_done(page)
    assert clock.left == 30


def test_a_page_that_ocr_reads_has_more_time_once(time: Time) -> None:
    clock = Clock(30, time)
    for _ in range(5):
        clock.ocr_begins()
    assert clock.left == 30 + SECONDS_OF_OCR
    time.now += 10
    clock.page_done(1)
    assert clock.left == 30
    clock.ocr_begins()
    assert clock.left == 30 + SECONDS_OF_OCR


@pytest.mark.parametrize("done", [[1, 1, 1], [5, 4, 3], [MOST_PAGES + 1], [0, -1]])
def test_pages_that_are_not_new_or_cannot_be_earn_nothing(time: Time, done: list[int]) -> None:
    clock = Clock(30, time)
    for page in done:
        clock.page_done(page)
    time.now += 30
    for page in done:
        clock.page_done(page)
    assert clock.left <= 0


def test_what_runs_out_of_time_is_stopped_once() -> None:
    stopped = threading.Event()
    with Watch(Clock(0), stopped.set) as watch:
        assert stopped.wait(5)
    assert watch.ran_out


def test_what_ends_in_time_is_not_stopped() -> None:
    stopped = threading.Event()
    with Watch(Clock(1000), stopped.set) as watch:
        pass
    assert not watch.ran_out
    assert not stopped.is_set()
