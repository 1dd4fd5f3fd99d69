from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kb.document_list import DocumentOrder, WantedDocuments, listed
from kb.types import Document, DocumentKind

ONE = Document(
    id="1",
    origin="/a",
    source="c/a",
    content_hash="0",
    title="Été à Ouinhi",
    kind=DocumentKind.REPORT,
    language="fr",
    year=2019,
    pages=None,
    partnerships=("laarne-ouinhi",),
    countries=("BJ",),
)
TWO = replace(ONE, id="2", source="b/b", title="Afval", kind=DocumentKind.HANDBOOK, language="nl", year=2024)
THREE = replace(ONE, id="3", source="a/c", title="water", year=None, partnerships=(), countries=("RW", "BJ"))


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, "213"),
        ({"words": "ETE oui"}, "1"),
        ({"words": "ete afval"}, ""),
        ({"kinds": (DocumentKind.HANDBOOK,)}, "2"),
        ({"kinds": (DocumentKind.HANDBOOK, DocumentKind.REPORT), "languages": ("nl", "en")}, "2"),
        ({"years": (2019, 2024)}, "21"),
        ({"partnerships": ("laarne-ouinhi",)}, "21"),
        ({"countries": ("RW",)}, "3"),
        ({"countries": ("SN",)}, ""),
    ],
)
def test_fields_combine_and_their_values_are_alternatives(wanted: dict[str, Any], ids: str) -> None:
    found = listed([ONE, TWO, THREE], WantedDocuments(**wanted), DocumentOrder.TITLE)
    assert "".join(one.id for one in found) == ids


@pytest.mark.parametrize(("order", "ids"), [("title", "213"), ("newest", "213"), ("source", "321")])
def test_orders(order: str, ids: str) -> None:
    found = listed([THREE, ONE, TWO], WantedDocuments(), DocumentOrder(order))
    assert "".join(one.id for one in found) == ids
