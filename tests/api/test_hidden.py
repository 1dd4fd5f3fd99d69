"""What a reader may not see answers exactly like what does not exist, at every address, byte for byte.

The oracle is naive: a second knowledge base that never had what the reader may not see, read by who may see everything.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.identity import reader as who_asks
from kb.access import Reader, Scope, may_see
from kb.bootstrap import KnowledgeBase
from kb.practice_desk import PracticeDesk
from kb.practice_store import PracticeStore
from kb.text import digest
from tests.kb.test_sight import BOARD, INSIDER, LONG, OUTSIDE_BOARD, PLANS, WORDS, Planned, filled, passages_of

# Readers who may do the same and see different things; the oracle's reader sees all that there is without being more.
READERS = (INSIDER, BOARD, OUTSIDE_BOARD, Reader(name="an", scopes=frozenset({Scope.READ})))
EVERYTHING = frozenset({"board", "finance"})
ASKED_OF_EACH = 26
# So many combinations of reader, document, visibility and address; all of them take minutes.
COMBINATIONS = int(os.environ.get("KB_DRILL_RIGHTS", "300"))
CORPORA = max(COMBINATIONS // (ASKED_OF_EACH * len(READERS)), 1)

Request = tuple[str, dict[str, Any]]


def filters(chance: random.Random) -> dict[str, Any]:
    every = {
        "kind": ["lesson", "result"],
        "partnership": ["bugesera", "laarne-ouinhi"],
        "country": ["BJ"],
        "language": ["en"],
        "year": ["2024"],
        "document_kind": ["report"],
    }
    return {facet: chance.sample(values, 1) for facet, values in every.items() if chance.random() < 0.15}


def question(chance: random.Random) -> str:
    return chance.choice([" ".join(chance.sample(WORDS, 2)), chance.choice(WORDS).lower()[:-1], LONG, "Zanzibar"])


def requests(
    chance: random.Random, documents: Sequence[str], passages: Sequence[str], records: Sequence[str]
) -> Iterator[Request]:
    """Yields requests of all sorts, of things that are there for everybody, for some, and for nobody."""
    for _ in range(ASKED_OF_EACH):
        document, passage = chance.choice([*documents, "0" * 16]), chance.choice([*passages, "0" * 16])
        asked = {"q": question(chance), "per_page": chance.randint(1, 6), "page": chance.randint(1, 2)}
        asked |= {"mode": chance.choice(["hybrid", "dense", "lexical"])}
        asked |= {"sort": chance.choice(["breadth", "relevance", "newest"])} if chance.random() < 0.5 else {}
        asked |= {"group": "partnership"} if chance.random() < 0.2 else {}
        yield chance.choice(
            [
                ("/v1/search", asked | filters(chance)),
                ("/v1/search", asked),
                ("/v1/suggest", {"q": question(chance)[: chance.randint(1, 9)]}),
                ("/v1/documents", {"per_page": chance.randint(1, 5), "q": chance.choice(["", "1", "2"])}),
                (f"/v1/documents/{document}", {}),
                (f"/v1/documents/{document}/original", {}),
                (f"/v1/passages/{passage}", {"neighbours": chance.randint(0, 3)}),
                (f"/v1/passages/{passage}/similar", filters(chance)),
                (f"/v1/passages/{passage}/page.webp", {}),
                ("/v1/partnerships", {}),
                ("/v1/partnerships/bugesera", {}),
                ("/v1/themes", {}),
                ("/v1/practices", {}),
                (f"/v1/practices/{chance.choice([*records, '0' * 16])}", {}),
                (f"/v1/practices/{chance.choice([*records, '0' * 16])}/history", {}),
                ("/v1/practices", {"partnership": "bugesera", "per_page": 1}),
            ]
        )


@contextmanager
def recorded(folder: Path, plans: Sequence[Planned]) -> Iterator[KnowledgeBase]:
    """Opens a base with passages, and a practice record of each document under an id of its own."""
    with filled(folder, plans) as base:
        for planned in plans:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("kb.practice_desk._fresh_id", lambda name=planned.name: digest("practice", name))
                store = PracticeStore(base.catalog, lambda: datetime(2026, 3, 1, tzinfo=UTC))
                PracticeDesk(base.catalog, base.registry, store).draft([passages_of(planned)[0].id], who="an")
        yield base


def answered(base: KnowledgeBase, reader: Reader, asked: Sequence[Request]) -> list[tuple[int, bytes, str | None]]:
    app = create_app(base)
    app.dependency_overrides[who_asks] = lambda: reader
    client = TestClient(app, headers={"X-Request-ID": "same"})  # its lifespan would close the base
    app.state.service.keep_up()
    found = [client.get(path, params=params) for path, params in asked]
    app.state.service.close()
    return [(answer.status_code, answer.content, answer.headers.get("etag")) for answer in found]


# What fails is told as it was found: making it smaller would take hours.
@settings(
    max_examples=CORPORA,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(plans=PLANS, seed=st.integers(0, 2**32))
def test_nothing_leaks_at_any_address(
    tmp_path_factory: pytest.TempPathFactory, plans: list[Planned], seed: int
) -> None:
    documents = [digest(planned.name) for planned in plans]
    passages = [one.id for planned in plans for one in passages_of(planned)]
    records = [digest("practice", planned.name) for planned in plans]
    with recorded(tmp_path_factory.mktemp("whole"), plans) as whole:
        for reader in READERS:
            seen = [planned for planned in plans if may_see(reader, planned.visibility)]
            asked = list(requests(random.Random(seed), documents, passages, records))  # noqa: S311 - no secret
            everything = replace(reader, internal=True, groups=EVERYTHING)
            with recorded(tmp_path_factory.mktemp("seen"), seen) as apart:
                expected = answered(apart, everything, asked)
            for request, one, other in zip(asked, answered(whole, reader, asked), expected, strict=True):
                assert one == other, request
