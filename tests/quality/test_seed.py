"""The client's report, where its folder is beside the repository: kinds, speakers and partnerships of its passages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
from kb.embedder import SentenceEmbedder
from kb.types import Passage, PracticeKind, Voice

SEED = Path(__file__).parents[3] / "shared" / "seed" / "globe_2024_two_columns.pdf"
CHALLENGES = {"Politieke context en planning", "Gender en milieu"}


@pytest.fixture(scope="module")
def passages(tmp_path_factory: pytest.TempPathFactory, model: SentenceEmbedder) -> Iterator[list[Passage]]:
    if not SEED.is_file():
        pytest.skip("the sample report is not beside this repository")
    base = KnowledgeBase(load_config(tmp_path_factory.mktemp("seed"), {"KB_LANGUAGE": "en"}), model)
    ingest([SEED], base)
    yield [stored.passage for stored in base.catalog.passages_of(base.catalog.documents()[0].id)]
    base.close()


def test_what_stands_under_challenges_is_a_challenge(passages: list[Passage]) -> None:
    found = [passage for passage in passages if CHALLENGES & set(passage.headings)]
    assert len(found) == len(CHALLENGES)
    assert {passage.kind for passage in found} == {PracticeKind.CHALLENGE}


def test_what_stands_under_opportunities_is_an_opportunity_or_a_lesson(passages: list[Passage]) -> None:
    found = [passage for passage in passages if "Opportuniteiten" in passage.headings]
    assert sum(passage.text.count("•") for passage in found) == 5
    assert {passage.kind for passage in found} <= {PracticeKind.OPPORTUNITY, PracticeKind.LESSON}


def test_three_testimonies_say_who_speaks_and_for_which_partnership(passages: list[Passage]) -> None:
    found = [passage for passage in passages if passage.kind is PracticeKind.TESTIMONY]
    assert [passage.partnerships for passage in found] == [
        ("laarne-ouinhi",),
        ("deinze-lievegem-kemopodi",),
        ("mol-santo-tomas",),
    ]
    for passage in found:
        assert passage.voice is Voice.TESTIMONY
        assert passage.speaker is not None
        assert all(
            (passage.speaker.name, passage.speaker.municipality, passage.speaker.partner, passage.speaker.country)
        )
