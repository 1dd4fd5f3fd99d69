"""A knowledge base that holds what documents and people should not be able to do, and who asks it for pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.workshop import Workshop
from kb.bootstrap import KnowledgeBase
from kb.text import digest
from kb.types import Speaker
from tests.api.pages.showing import PARTNERSHIP, PROBE, Make
from tests.api.test_app import wait_until_ready
from tests.documents import write_document


@pytest.fixture
def filled(base: KnowledgeBase, make_passage: Make) -> KnowledgeBase:
    probed = make_passage(
        f"Probing {PROBE} waste tricycles.",
        document_id=digest(f"report {PROBE}"),
        headings=(f"Heading {PROBE}",),
        partnerships=(PARTNERSHIP,),
        countries=("SN",),
        speaker=Speaker(name=PROBE, role=PROBE),
    )
    write_document(base, f"report {PROBE}", [probed], b"original")
    many = [
        make_passage(
            f"Water pump number {n} needs a committee.", countries=("BJ",), year=2000 + n, document_id=digest("pumps")
        )
        for n in range(25)
    ]
    write_document(base, "pumps", many, b"pumps")
    write_document(
        base,
        "secret",
        [make_passage("Secret zebra waste.", document_id=digest("secret"))],
        b"secret",
        visibility="groups:board",
    )
    base.indexer().finish()
    return base


@pytest.fixture
def client(filled: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(create_app(filled, workshop=Workshop(filled, command=None))) as found:
        wait_until_ready(found)
        yield found
