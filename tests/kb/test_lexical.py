from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import alembic.command
import alembic.config
import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from kb import lexical
from kb.bootstrap import KnowledgeBase
from kb.changeover import rebuild
from kb.config import Config
from kb.filters import Snapshot
from kb.fulltext import NO_MATCHES, Matches
from kb.lexical import LexicalEvidence, LexicalIndex, combine
from kb.names import folded_names
from kb.snapshots import read_snapshot
from kb.wording import query_words
from tests.conftest import Fill, MakePassage, WordEmbedder

TEXTS = {
    1: ("In de gemeenten van KeMoPoDi haalt men afval op met driewielers.", "nl"),
    2: ("Les communes collectent les déchets avec des tricycles à Santo Tomás.", "fr"),
    3: ("El agua potable llega a los barrios de Portoviejo.", "es"),
    4: ("Participation of young people in the budget of Mol.", "en"),
    5: ("La participación de las mujeres en el presupuesto.", "es"),
}


@pytest.fixture
def filled(base: KnowledgeBase, make_passage: MakePassage, fill: Fill) -> KnowledgeBase:
    fill([make_passage(text, language=language) for text, language in TEXTS.values()])
    return base


@pytest.fixture
def index(filled: KnowledgeBase) -> LexicalIndex:
    return LexicalIndex(filled.catalog, folded_names(["Mol", "Santo Tomás"]))


def seen(index: LexicalIndex) -> Snapshot:
    with index._engine.connect() as connection:
        return read_snapshot(connection, 1)


def evidence(
    index: LexicalIndex, question: str, language: str | None = None, without: int = 0, limit: int = 10
) -> LexicalEvidence:
    allowed = np.ones(len(TEXTS) + 1, np.bool_)
    allowed[[0, without]] = False
    own = None
    if language is not None:
        own = np.array([False, *(held == language for _, held in TEXTS.values())])
    return index.search(query_words(question, language), seen(index), allowed, own, limit=limit)


def ask(
    index: LexicalIndex, question: str, language: str | None = None, without: int = 0, limit: int = 10
) -> list[int]:
    return evidence(index, question, language, without, limit).matches.numbers.tolist()


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("kemopodi", [1]),
        ("KEMOPODI", [1]),
        ("santo tomas", [2]),
        ("barrio", [3]),
        ("spaceship", []),
    ],
)
def test_words_are_found_in_any_case_accent_and_inflection(
    index: LexicalIndex, question: str, found: list[int]
) -> None:
    assert ask(index, question) == found


@pytest.mark.parametrize("language", ["nl", None])
def test_a_question_finds_what_means_the_same_in_other_languages(index: LexicalIndex, language: str | None) -> None:
    assert sorted(ask(index, "afval", language)) == [1, 2]
    assert sorted(ask(index, "begroting", language)) == [4, 5]


@pytest.mark.parametrize(
    ("question", "language"), [("afval", "nl"), ("déchet", "fr"), ("residuos", "es"), ("waste", "en")]
)
def test_every_language_finds_the_passages_of_all(index: LexicalIndex, question: str, language: str) -> None:
    assert sorted(ask(index, question, language)) == [1, 2]


def test_a_dutch_compound_finds_its_parts(index: LexicalIndex) -> None:
    assert {1, 2} <= set(ask(index, "afvalinzameling", "nl"))


def test_a_misspelt_word_finds_the_nearest_but_a_known_word_stays_as_it_is(index: LexicalIndex) -> None:
    assert ask(index, "kemmopodi") == [1]
    assert evidence(index, "kemmopodi").names.numbers.tolist() == [1]
    assert ask(index, "communist", "en") == []  # near "communes"


@pytest.mark.parametrize(
    ("question", "holder"),
    [
        ("KEMOPODI", 1),
        ("Wat deed kemopodi voor het water en de vrouwen?", 1),
        ("santo TOMÁS", 2),
        ("lessen van mol over water", 4),
    ],
)
def test_names_are_found_apart_in_any_case_accent_and_question(index: LexicalIndex, question: str, holder: int) -> None:
    assert evidence(index, question, "nl").names.numbers.tolist() == [holder]
    assert evidence(index, question).names.numbers.tolist() == [holder]
    assert evidence(index, question, without=holder).names.numbers.tolist() == []


@pytest.mark.parametrize(
    ("question", "by_name"),
    [
        ("KeMoPoDi", True),
        ("Wat doet kemopodi met Santo Tomás?", True),
        ("het afval van KeMoPoDi", True),
        ("het afval en water van KeMoPoDi", False),
        ("afval", False),
    ],
)
def test_a_question_of_names_and_one_word_more_asks_by_name(
    index: LexicalIndex,
    question: str,
    by_name: bool,  # noqa: FBT001
) -> None:
    assert evidence(index, question, "nl").by_name is by_name


def test_words_that_the_lexicon_knows_are_no_names(index: LexicalIndex) -> None:
    assert evidence(index, "participation in the budget", "en").names.numbers.tolist() == []


def test_scores_are_a_share_of_what_was_asked(index: LexicalIndex) -> None:
    whole, half = evidence(index, "kemopodi driewielers").matches, evidence(index, "kemopodi spaceship").matches
    assert 0 < half.scores[0] < whole.scores[0] <= 1


def test_what_is_not_allowed_is_not_found(index: LexicalIndex) -> None:
    assert ask(index, "kemopodi", without=1) == []


def test_fetching_widens_until_the_allowed_are_found(
    base: KnowledgeBase, make_passage: MakePassage, fill: Fill
) -> None:
    fill([make_passage(f"water {'water ' * (300 - place)} place{place}") for place in range(300)])
    allowed = np.zeros(301, np.bool_)
    allowed[300] = True  # the one that matches least
    index = LexicalIndex(base.catalog)
    found = index.search(query_words("water", "en"), seen(index), allowed, limit=1)
    assert found.matches.numbers.tolist() == [300]


def test_a_question_without_words_matches_nothing(index: LexicalIndex) -> None:
    assert ask(index, "?!…") == []


@pytest.mark.parametrize("question", ['"', "water AND NOT", "NEAR(a b)", "title:water", "(((", "a*", "water^2"])
def test_the_full_text_syntax_cannot_be_reached(index: LexicalIndex, question: str) -> None:
    assert isinstance(evidence(index, question), LexicalEvidence)


def test_titles_and_headings_match_as_well(base: KnowledgeBase, make_passage: MakePassage, fill: Fill) -> None:
    fill([make_passage("Nothing here.", context="Umujyi wanjye · 2024")])
    index = LexicalIndex(base.catalog)
    found = index.search(query_words("umujyi", None), seen(index), np.ones(2, np.bool_), limit=1)
    assert found.matches.numbers.tolist() == [1]


def test_a_search_writes_nothing(filled: KnowledgeBase, index: LexicalIndex) -> None:
    def state() -> list[tuple[object, ...]]:
        with filled.catalog.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text("SELECT name, value FROM facts ORDER BY name"))]

    before, revision = state(), filled.catalog.revision()
    with filled.catalog.engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
        version = connection.execute(sa.text("PRAGMA data_version")).scalar()
        for question in ("kemopody", "Mol", "afval", "spaceship"):
            evidence(index, question)
        assert connection.execute(sa.text("PRAGMA data_version")).scalar() == version
    assert (state(), filled.catalog.revision()) == (before, revision)


def matches(scores: dict[int, float]) -> Matches:
    return Matches(numbers=np.array(list(scores), np.int64), scores=np.array(list(scores.values()), np.float64))


SPELLED, MEANT = matches({1: 0.8, 2: 0.6}), matches({3: 0.9, 2: 0.2, 1: 0.1})
OWN = np.array([False, True, False, False])


def test_in_its_own_language_a_question_counts_half_by_words_and_half_by_meanings() -> None:
    found = combine(SPELLED, MEANT, OWN)
    assert found.numbers.tolist() == [3, 1, 2]
    assert found.scores == pytest.approx([0.9, (0.8 + 0.1) / 2, 0.2])


def test_where_the_language_is_not_known_the_better_counts() -> None:
    found = combine(SPELLED, MEANT, None)
    assert found.numbers.tolist() == [3, 1, 2]
    assert found.scores == pytest.approx([0.9, 0.8, 0.6])


def test_equal_spelling_in_another_language_is_no_match() -> None:
    assert combine(SPELLED, NO_MATCHES, OWN).numbers.tolist() == [1]
    assert combine(NO_MATCHES, NO_MATCHES, OWN).numbers.tolist() == []


scored = st.dictionaries(st.integers(0, 9), st.floats(0, 1), max_size=8).map(
    lambda held: matches(dict(sorted(held.items(), key=lambda pair: -pair[1])))
)


@given(spelled=scored, meant=scored, own=st.none() | st.lists(st.booleans(), min_size=10, max_size=10).map(np.array))
def test_combined_scores_are_shares_best_first_each_passage_once(
    spelled: Matches, meant: Matches, own: np.ndarray | None
) -> None:
    found = combine(spelled, meant, own)
    assert ((found.scores > 0) & (found.scores <= 1)).all()
    assert found.scores.tolist() == sorted(found.scores, reverse=True)
    assert len(set(found.numbers.tolist())) == len(found.numbers)
    assert set(found.numbers.tolist()) <= {*spelled.numbers.tolist(), *meant.numbers.tolist()}


def meaning_rows(base: KnowledgeBase) -> list[tuple[object, ...]]:
    query = "SELECT rowid, meanings, headings FROM passage_meanings ORDER BY rowid"
    with base.catalog.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def is_current(base: KnowledgeBase) -> bool:
    with base.catalog.engine.connect() as connection:
        return lexical.is_current(connection)


@pytest.fixture
def from_before(filled: KnowledgeBase) -> KnowledgeBase:
    """A base whose catalogue is of the version before meanings."""
    settings = alembic.config.Config()
    settings.set_main_option("script_location", str(Path(lexical.__file__).with_name("migrations")))
    settings.set_main_option("path_separator", "os")
    with filled.catalog.engine.begin() as connection:
        settings.attributes["connection"] = connection
        alembic.command.downgrade(settings, "0003")
    return filled


def reopened(config: Config) -> KnowledgeBase:
    return KnowledgeBase(config, WordEmbedder())


@pytest.mark.parametrize("how", ["ingest", "rebuild"])
def test_a_catalogue_from_before_opens_and_is_filled_at_the_next_write(
    filled: KnowledgeBase, config: Config, request: pytest.FixtureRequest, how: str
) -> None:
    expected = meaning_rows(filled)
    assert len(expected) == len(TEXTS)
    request.getfixturevalue("from_before")
    opened = reopened(config)
    assert (is_current(opened), meaning_rows(opened)) == (False, [])
    assert ask(LexicalIndex(opened.catalog), "kemopodi") == [1]
    if how == "ingest":
        opened.indexer()
    else:
        rebuild(opened.catalog, opened.embedder, opened.index_root, lambda _done, _of: None)
    assert (is_current(opened), meaning_rows(opened)) == (True, expected)
    opened.close()


def test_another_lexicon_makes_meanings_anew(filled: KnowledgeBase) -> None:
    expected = meaning_rows(filled)
    with filled.catalog.transaction() as connection:
        connection.execute(sa.text("UPDATE facts SET value = 'older' WHERE name = 'lexicon'"))
        connection.execute(sa.text("UPDATE passage_meanings SET meanings = 'other' WHERE rowid = 1"))
    filled.indexer()
    assert meaning_rows(filled) == expected


def test_words_are_those_of_the_passages_there_are(filled: KnowledgeBase, index: LexicalIndex) -> None:
    every = filled.catalog.snapshot()
    words = index.words(every)
    assert words.holds("portoviejo")
    assert words.begins("portov")
    assert not words.holds("portov")
    assert words.nearest("portoveijo") == "portoviejo"
    hidden = every.live.copy()
    hidden[3] = False
    seen = index.words(replace(every, live=hidden, visibilities={}))
    assert not seen.holds("portoviejo")
    assert not seen.begins("portov")
    assert seen.nearest("portoveijo") is None


def test_a_stem_is_no_spelling(filled: KnowledgeBase, index: LexicalIndex) -> None:
    assert index.words(filled.catalog.snapshot()).nearest("collecten") == "collectent"
