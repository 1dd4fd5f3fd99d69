from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from kb.errors import BusyError
from kb.locks import change_lock, write_lock, write_lock_if_free


@pytest.mark.parametrize(("lock", "told"), [(write_lock, "writes|writing"), (change_lock, "changing the model")])
def test_only_one_process_may_hold_it(
    tmp_path: Path, lock: Callable[[Path], AbstractContextManager[None]], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.locks._LOOKING_SECONDS", 0.0)
    with lock(tmp_path), pytest.raises(BusyError, match=told), lock(tmp_path):
        pass
    with lock(tmp_path):
        pass


def test_whoever_would_rather_go_on_is_told_whether_it_is_free(tmp_path: Path) -> None:
    with write_lock_if_free(tmp_path) as first, write_lock_if_free(tmp_path) as second:
        assert (first, second) == (True, False)
    with write_lock_if_free(tmp_path) as again:
        assert again


def test_an_ingest_waits_until_the_model_has_changed_over(tmp_path: Path) -> None:
    held, ended = threading.Event(), threading.Event()

    def change_over() -> None:
        with change_lock(tmp_path), write_lock(tmp_path):
            held.set()
            time.sleep(0.2)
            ended.set()

    changing = threading.Thread(target=change_over)
    changing.start()
    assert held.wait(60)
    with write_lock(tmp_path):
        assert ended.is_set()
    changing.join()


def test_an_ingest_does_not_wait_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.locks._CHANGING_OVER_SECONDS", 0.05)
    with change_lock(tmp_path), write_lock(tmp_path), pytest.raises(BusyError), write_lock(tmp_path):
        pass
