"""The description is true: requests made from it, good ones and bad ones, are answered as it says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished
from schemathesis.python.asgi import get_client, shutdown_lifespans

from api.access_mode import Access
from api.app import create_app
from api.workshop import Workshop
from kb.access import Scope
from kb.bootstrap import KnowledgeBase
from kb.keys import KeyStore
from tests.conftest import Fill, MakePassage

# Reads what is uploaded with the model of this test; the server's own would refuse to, and be started ever later.
WORKER = """
import sys
from pathlib import Path
from api.working import work
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from tests.conftest import WordEmbedder

_, _, home, _, parent = sys.argv
work(KnowledgeBase(load_config(Path(home), {}), WordEmbedder()), once=True, parent=int(parent))
"""


@pytest.fixture
def app(base: KnowledgeBase, make_passage: MakePassage, fill: Fill) -> Iterator[FastAPI]:
    texts = ("Tricycles collect waste in Pout.", "Water pumps need a committee.")
    fill([make_passage(text, countries=("SN",), partnerships=("deinze-lievegem-kemopodi",)) for text in texts])
    base.config = replace(base.config, requests_per_minute=0)
    yield create_app(base, Access(local=False), Workshop(base, command=(sys.executable, "-c", WORKER)))
    shutdown_lifespans()


def wait_until_ready(app: FastAPI) -> None:
    with get_client(app) as client:
        while client.get("/readyz").status_code != 200:
            pass


def settings(secret: str) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {secret}"},
            "generation": {"max-examples": 10, "deterministic": True},
            "workers": 1,
            # What no schema can say (that a passage does not say what is quoted, that there is no such theme) is told
            # by 422; that, too, must be a problem document, and everything else that is valid must be accepted.
            "checks": {
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", "401", "403", "404", "409", "422", "429", "503"],
                },
            },
        }
    )


def failures(app: FastAPI, secret: str) -> Iterator[str]:
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=settings(secret))
    for event in from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            yield str(event.value)
        if not isinstance(event, ScenarioFinished):
            continue
        for checks in event.recorder.checks.values():
            for check in checks:
                if check.failure_info is not None:
                    yield told(event.label, check)


def told(label: str | None, check: Any) -> str:
    failure = check.failure_info.failure
    return f"{label}: {check.name}: {failure.message}\n{check.failure_info.code_sample}"


def test_requests_made_from_the_description_are_answered_as_it_says(app: FastAPI, base: KnowledgeBase) -> None:
    _, secret = KeyStore(base.catalog).create("Schema", scopes=[Scope.ADMIN])
    wait_until_ready(app)
    found = list(failures(app, secret))
    assert not found, "\n\n".join(found)
