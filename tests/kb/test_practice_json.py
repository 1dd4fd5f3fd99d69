from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from kb.errors import UsageError
from kb.practice_json import KEYS, record_json, record_of
from kb.practices import PracticeRecord
from tests.kb.practice_records import complete_records, records


@given(complete_records())
def test_a_record_comes_back_as_it_was(held: PracticeRecord) -> None:
    assert record_of(json.loads(json.dumps(record_json(held)))) == held


@given(records())
def test_every_key_is_written(held: PracticeRecord) -> None:
    assert tuple(record_json(held)) == KEYS == tuple(key for key in KEYS if key in PracticeRecord.__slots__)
    assert set(KEYS) == set(PracticeRecord.__slots__)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ([], "practice"),
        ({"language": "de"}, "language"),
        ({"language": "nl", "titel": "x"}, "titel"),
        ({"language": "nl", "title": 3}, "title"),
        ({"language": "nl", "id": "../x"}, "id"),
        ({"language": "nl", "results": "It helped."}, "results"),
        ({"language": "nl", "results": ["It helped."]}, "results[1]"),
        ({"language": "nl", "results": [{"text": " "}]}, "results[1].text"),
        ({"language": "nl", "results": [{"text": "a", "who": "b"}]}, "results[1].who"),
        ({"language": "nl", "evidence": [{"document_id": "d"}]}, "evidence[1].quote"),
        ({"language": "nl", "evidence": [{"document_id": "d", "quote": "q", "page": 0}]}, "evidence[1].page"),
        ({"language": "nl", "evidence": [{"quote": "q"}]}, "evidence[1].document_id"),
        ({"language": "nl", "maturity": "ripe"}, "maturity"),
        ({"language": "nl", "state": "lost"}, "state"),
        ({"language": "nl", "from_year": "2024"}, "from_year"),
        ({"language": "nl", "partnerships": ["a;b"]}, "partnerships[1]"),
        ({"language": "nl", "reuses": [{"by": "Deinze", "when": "2025"}]}, "reuses[1].result"),
    ],
)
def test_what_has_another_form_is_named(data: Any, named: str) -> None:
    with pytest.raises(UsageError) as caught:
        record_of(data)
    assert f"'{named}'" in str(caught.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        record_of({"language": "de", "title": 3, "results": 4})
    assert len(caught.value.values["problems"]) == 3  # type: ignore[arg-type]


def test_texts_lose_blank_lines_and_what_no_file_holds() -> None:
    held = record_of({"language": "nl", "title": " a\r\n \r\nb\x00 "})
    assert held.title == "a\nb"


def test_years_and_dates_as_yaml_reads_them_tell_when() -> None:
    reuse = {"by": "Deinze", "when": 2025, "result": "It runs."}
    assert record_of({"language": "nl", "reuses": [reuse]}).reuses[0].when == "2025"
