"""A server over a few documents, some of them hidden, for what is read over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient

from api.access_mode import Access
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.keys import KeyStore
from tests.api.edge import client_of


@contextmanager
def ready(base: KnowledgeBase, access: Access | None = None) -> Iterator[TestClient]:
    """Opens a server whose model is loaded; the base stays open after it."""
    client = client_of(base, access)
    assert client.app
    service = client.app.state.service  # type: ignore[attr-defined]  # it is ours
    service.keep_up()
    yield client
    service.close()


def keyed(base: KnowledgeBase, *scopes: Scope, **changes: Any) -> dict[str, str]:
    """Returns the headers of a key that was made for it."""
    _, secret = KeyStore(base.catalog).create("An", scopes=scopes or (Scope.READ,), **changes)
    return {"Authorization": f"Bearer {secret}"}
