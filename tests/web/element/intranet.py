"""A knowledge base and an intranet on two ports, so that to a browser each is another site."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

import uvicorn

from api.access_mode import Access
from api.app import create_app
from kb.bootstrap import KnowledgeBase


@contextmanager
def serving(base: KnowledgeBase, access: Access) -> Iterator[str]:
    """Serves a knowledge base, and yields the address once it answers."""
    server = uvicorn.Server(uvicorn.Config(create_app(base, access), port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        while not _is_ready(address):
            time.sleep(0.01)
        yield address
    finally:
        server.should_exit = True
        thread.join()


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz"):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return False


@dataclass(slots=True, kw_only=True)
class Intranet:
    """A site of one page; `page` and `headers` may be changed between visits."""

    address: str
    page: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class _Server(ThreadingHTTPServer):
    intranet: Intranet


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        intranet = cast("_Server", self.server).intranet
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        for name, value in intranet.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(intranet.page.encode())

    def log_message(self, *_: object) -> None:
        """Logs nothing."""


@contextmanager
def intranet() -> Iterator[Intranet]:
    """Serves a site that is still empty."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.intranet = Intranet(address=f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.intranet
        server.shutdown()
        thread.join()
