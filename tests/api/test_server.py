"""`kb serve` as a process of its own, with the real model."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from kb.bootstrap import KnowledgeBase


@pytest.fixture
def address(examples_base: KnowledgeBase) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen([*command, "--home", str(examples_base.config.home)]) as server:
        yield f"http://127.0.0.1:{port}"
        server.terminate()
        assert server.wait(timeout=30) in (0, -15)


def get(url: str) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_the_server_starts_answers_and_stops(address: str) -> None:
    deadline = time.monotonic() + 90
    status = 0
    while status != 200 and time.monotonic() < deadline:
        try:
            status, _ = get(f"{address}/readyz")
        except OSError:
            time.sleep(0.1)
    assert status == 200
    status, answer = get(f"{address}/v1/search?q=tricycles%20waste&country=SN&per_page=2")
    assert status == 200
    hits = answer["hits"]
    assert isinstance(hits, list)
    assert all("SN" in hit["countries"] for hit in hits)
