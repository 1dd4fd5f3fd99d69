"""What a reader may not see changes nothing in what they are answered: a base without it answers the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.answers import search_out
from api.comparing import comparison_out
from kb.access import ANYBODY, LOCAL, Reader, Scope, may_see
from kb.bootstrap import KnowledgeBase
from kb.catalog import Catalog
from kb.config import load_config
from kb.similar import compare
from kb.text import digest
from kb.types import DocumentKind, Filters, Order, Passage, PracticeKind, Query, SearchMode
from tests.conftest import WordEmbedder
from tests.documents import write_document
from tests.kb.fake_models import passage

# fmt: off
WORDS = ["water", "waste", "women", "budget", "tariff", "pump", "Ouinhi", "Kemopodi", "Brimwolle", "committee", "2024"]
# fmt: on
INSIDER = Reader(name="an", scopes=frozenset({Scope.READ}), internal=True)
BOARD = replace(INSIDER, groups=frozenset({"board"}))
OUTSIDE_BOARD = replace(BOARD, internal=False)
READERS = (ANYBODY, INSIDER, BOARD, OUTSIDE_BOARD, LOCAL)
VISIBILITIES = ("public", "internal", "groups:board", "groups:board,finance", "groups:finance")
LONG = " ".join(f"meeting{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(40))


@dataclass(frozen=True)
class Planned:
    """A document to be, with its passages' texts."""

    name: str
    visibility: str
    texts: tuple[str, ...]
    partnership: str


def texts() -> st.SearchStrategy[str]:
    some = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
    # Versions of one long text, so that there are kin, the same text twice, and revisions.
    changed = st.tuples(st.integers(0, 39), st.sampled_from(["water", "budget", "x"])).map(
        lambda change: LONG.replace(LONG.split()[change[0]], change[1])
    )
    return st.one_of(some, some, changed, st.just(LONG))


PLANS = st.lists(
    st.tuples(
        st.sampled_from(VISIBILITIES),
        st.lists(texts(), min_size=1, max_size=4, unique=True),
        st.sampled_from(["laarne-ouinhi", "bugesera", ""]),
    ),
    min_size=1,
    max_size=8,
).map(
    lambda rows: [
        Planned(f"{n}", visibility, tuple(said), partnership) for n, (visibility, said, partnership) in enumerate(rows)
    ]
)


def passages_of(planned: Planned) -> list[Passage]:
    made = [passage(digest(planned.name), text, position) for position, text in enumerate(planned.texts)]
    kinds = (PracticeKind.LESSON, PracticeKind.RESULT)
    return [
        replace(
            one,
            kind=kinds[one.position % 2],
            partnerships=(planned.partnership,) if planned.partnership else (),
            countries=("BJ",) if planned.partnership == "laarne-ouinhi" else (),
            document_kind=DocumentKind.REPORT,
        )
        for one in made
    ]


@cache
def _empty() -> bytes:
    """Returns an empty catalogue: making its tables takes longer than filling them."""
    with TemporaryDirectory() as folder:
        catalog = Catalog(Path(folder, "catalog.sqlite3"))
        catalog.compact()
        catalog.close()
        return catalog.path.read_bytes()


@contextmanager
def filled(folder: Path, plans: Sequence[Planned]) -> Iterator[KnowledgeBase]:
    (folder / "catalog.sqlite3").write_bytes(_empty())
    base = KnowledgeBase(load_config(folder, {"KB_LANGUAGE": "en"}), WordEmbedder())
    try:
        for planned in plans:
            write_document(
                base, planned.name, passages_of(planned), planned.name.encode(), visibility=planned.visibility
            )
        yield base
    finally:
        base.close()


def answers(base: KnowledgeBase, reader: Reader, queries: Sequence[Query], ids: Sequence[str]) -> list[str]:
    """Returns all that a reader is answered, as it leaves."""
    searcher, registry = base.searcher, base.registry
    found = [search_out(searcher.search(query, reader), registry, "en").model_dump_json() for query in queries]
    alike = [
        comparison_out(compare(searcher, one, limit=5, reader=reader), registry, "en").model_dump_json() for one in ids
    ]
    return found + alike


QUERIES = st.lists(
    st.builds(
        Query,
        text=st.one_of(texts(), st.sampled_from(["kemopody", "Brimwole", "Ouinhi", "Zanzibar", "vrouwen en water"])),
        mode=st.sampled_from(SearchMode),
        order=st.sampled_from(Order),
        limit=st.integers(1, 6),
        offset=st.integers(0, 3),
        filters=st.sampled_from([Filters(), Filters(kind=("lesson",)), Filters(partnership=("bugesera",))]),
    ),
    min_size=4,
    max_size=8,
)


def near(text: str, *changes: int) -> str:
    words = text.split()
    for place in changes:
        words[place] = "changed"
    return " ".join(words)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(plans=PLANS, queries=QUERIES)
# Of two visible texts that are not the same, each is the same as a hidden one.
@example(
    plans=[
        Planned("a", "groups:finance", (LONG + " end",), ""),
        Planned("b", "public", (LONG + " end of",), ""),
        Planned("c", "public", (LONG,), ""),
    ],
    queries=[Query(text=LONG)],
)
# A rare word is frequent among what is hidden.
@example(
    plans=[Planned("a", "public", ("water budget", "women pump"), "")]
    + [Planned(f"h{n}", "groups:finance", (f"budget budget {n}",), "") for n in range(12)],
    queries=[Query(text="budget pump"), Query(text="budget women", mode=SearchMode.LEXICAL)],
)
# What is hidden writes a word as a name, and holds the spelling that a question was near to.
@example(
    plans=[
        Planned("h", "internal", ("Nabij Zwerkel ligt Zwerkel.", "In Brimwolle regent het."), ""),
        Planned("a", "public", ("een zwerkel vogel", "water budget brimwolde"), ""),
    ],
    queries=[Query(text="zwerkel"), Query(text="Brimwollle"), Query(text="Brimwolle water")],
)
def test_a_base_without_what_is_hidden_answers_the_same(
    tmp_path_factory: pytest.TempPathFactory, plans: list[Planned], queries: list[Query]
) -> None:
    with filled(tmp_path_factory.mktemp("all"), plans) as whole:
        for reader in READERS:
            seen = [planned for planned in plans if may_see(reader, planned.visibility)]
            ids = [one.id for planned in seen for one in passages_of(planned)]
            with filled(tmp_path_factory.mktemp("seen"), seen) as apart:
                assert answers(whole, reader, queries, ids) == answers(apart, LOCAL, queries, ids)
