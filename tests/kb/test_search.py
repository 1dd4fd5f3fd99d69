from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.asking import MAX_HITS, MAX_QUESTION_CHARACTERS
from kb.bootstrap import KnowledgeBase
from kb.config import Config
from kb.errors import StampMismatchError, UsageError
from kb.text import fold
from kb.types import Filters, Passage, PracticeKind, Query, Result, SearchMode
from tests.conftest import WordEmbedder

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]


@pytest.fixture
def filled(base: KnowledgeBase, make_passage: Make, fill: Fill) -> KnowledgeBase:
    fill(
        [
            make_passage("Tricycles collect the waste in fifteen neighbourhoods.", countries=("SN",), language="en"),
            make_passage("Water services work together on drinking water.", countries=("EC",)),
            make_passage("The gender committee got a budget.", countries=("BJ",), kind=PracticeKind.LESSON),
            make_passage("Young people draw their town on a map.", countries=("RW",), year=2023),
        ],
        "first",
    )
    fill([make_passage("Water services work together, on drinking water!", countries=("EC",))], "second")
    return base


def texts(result: Result) -> list[str]:
    return [hit.passage.text for hit in result.hits]


@pytest.mark.parametrize("mode", SearchMode)
def test_the_passage_that_answers_comes_first(filled: KnowledgeBase, mode: SearchMode) -> None:
    result = filled.searcher.search(Query(text="waste in tricycles", mode=mode))
    assert texts(result)[0].startswith("Tricycles")
    assert not result.abstained


def test_a_hit_says_where_it_is_and_why(filled: KnowledgeBase) -> None:
    hit = filled.searcher.search(Query(text="gender budgets")).hits[0]
    assert hit.document.source == "files/first"
    assert [hit.passage.text[start:end] for start, end in hit.highlights] == ["gender", "budget"]
    assert hit.why.words == ("gender", "budget")
    assert (hit.why.dense_rank, hit.why.lexical_rank) == (1, 1)
    assert hit.why.similarity is not None
    assert 0 < hit.why.similarity <= 1
    assert hit.why.lexical is not None
    assert 0 < hit.why.lexical <= 1


def test_identical_text_is_shown_once_with_all_its_sources(filled: KnowledgeBase) -> None:
    result = filled.searcher.search(Query(text="drinking water"))
    assert sum("Water services" in text for text in texts(result)) == 1
    assert [origin.source for origin in result.hits[0].also_in] == ["files/second"]
    assert result.total == 4


def test_filters_limit_hits_and_counts(filled: KnowledgeBase) -> None:
    result = filled.searcher.search(Query(text="water", filters=Filters(country=("BJ", "RW"))))
    assert {hit.passage.countries for hit in result.hits} == {("BJ",), ("RW",)}
    assert result.total == 2
    assert {v.value: v.count for v in result.facets["country"]} == {"BJ": 1, "EC": 1, "RW": 1, "SN": 1}
    assert {v.value: v.count for v in result.facets["year"]} == {"2023": 1, "2024": 1}


def test_a_filter_that_matches_nothing_gives_nothing(filled: KnowledgeBase) -> None:
    result = filled.searcher.search(Query(text="water", filters=Filters(country=("NI",))))
    assert (result.hits, result.total, result.abstained) == ((), 0, True)


def test_lexical_search_counts_only_what_matches(filled: KnowledgeBase) -> None:
    result = filled.searcher.search(Query(text="water", mode=SearchMode.LEXICAL))
    assert result.total == 1
    assert {v.value: v.count for v in result.facets["country"]} == {"EC": 1}
    nothing = filled.searcher.search(Query(text="spaceship", mode=SearchMode.LEXICAL))
    assert nothing.abstained


def test_an_empty_knowledge_base_abstains(base: KnowledgeBase) -> None:
    for mode in SearchMode:
        assert base.searcher.search(Query(text="water", mode=mode)).abstained


def test_pages_follow_each_other(base: KnowledgeBase, make_passage: Make, fill: Fill) -> None:
    fill([make_passage(f"water place{n}") for n in range(30)])
    whole = texts(base.searcher.search(Query(text="water", limit=30)))
    paged = [
        t
        for offset in range(0, 30, 7)
        for t in texts(base.searcher.search(Query(text="water", limit=7, offset=offset)))
    ]
    assert paged == whole
    assert len(set(whole)) == 30


def test_a_removed_document_is_in_no_answer_at_once(filled: KnowledgeBase) -> None:
    searcher = filled.searcher
    hit = searcher.search(Query(text="gender committee")).hits[0]
    with filled.catalog.transaction() as connection:
        filled.catalog.remove_document(connection, hit.document.id)
    result = searcher.search(Query(text="gender committee"))
    assert {h.document.source for h in result.hits} == {"files/second"}
    assert result.total == 1
    assert {v.value for v in result.facets["country"]} == {"EC"}


def test_a_new_document_is_found_at_once(filled: KnowledgeBase, make_passage: Make, fill: Fill) -> None:
    searcher = filled.searcher
    fill([make_passage("A festival of lights.")], "third")
    assert texts(searcher.search(Query(text="festival")))[0] == "A festival of lights."


def prose(start: str) -> str:
    """Returns sixty words that no other start gives."""
    return " ".join(f"{start}{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60))


MINUTES = prose("water")
COUNTED, RECOUNTED = (f"Het comité telde {n} pompen: {prose('pomp')}" for n in (12, 15))


@pytest.fixture
def minutes(base: KnowledgeBase, make_passage: Make, fill: Fill) -> KnowledgeBase:
    """Two versions of minutes, and a report that repeats a passage of theirs."""
    old, new, repeated = (MINUTES.replace("waterbb", word) for word in ("waterbb", "gewijzigd", "herhaald"))
    fill([make_passage(text, year=2023, language="nl") for text in (old, COUNTED, prose("school"))], "first")
    fill([make_passage(text, year=2024, language="nl") for text in (new, RECOUNTED, prose("weg"))], "second")
    fill([make_passage(text, year=2024) for text in (repeated, prose("bos"), prose("zee"), prose("duin"))], "report")
    return base


def places(result: Result) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(hit.document.title, [(one.title, one.relation) for one in hit.related]) for hit in result.hits]


@pytest.mark.parametrize("mode", SearchMode)
def test_a_revision_is_named_with_the_hit_and_kin_are_hits(minutes: KnowledgeBase, mode: SearchMode) -> None:
    result = minutes.searcher.search(Query(text="waterbc waterbb", mode=mode, limit=2))
    assert places(result)[0] == ("first", [("second", "revision"), ("report", "kin")])
    assert places(result)[1] == ("report", [("first", "kin"), ("second", "kin")])
    assert result.hits[0].related[0].similarity == pytest.approx(51 / 61)


def test_revisions_with_other_numbers_stay_hits_and_name_each_other(minutes: KnowledgeBase) -> None:
    result = minutes.searcher.search(Query(text="Telde het comité 12 pompen, pompaa pompab pompac pompad?", limit=2))
    assert [hit.passage.text for hit in result.hits] == [COUNTED, RECOUNTED]
    assert places(result) == [("first", [("second", "revision")]), ("second", [("first", "revision")])]


@pytest.mark.parametrize("mode", [SearchMode.HYBRID, SearchMode.DENSE])
def test_versions_count_once_and_paging_shows_all_that_is_counted(minutes: KnowledgeBase, mode: SearchMode) -> None:
    def ask(offset: int) -> Result:
        return minutes.searcher.search(Query(text="waterbb schoolbb", mode=mode, limit=1, offset=offset))

    shown = [hit.passage.id for offset in range(12) for hit in ask(offset).hits]
    assert len(shown) == len(set(shown)) == ask(0).total == 9
    assert {value.value: value.count for value in ask(0).facets["year"]} == {"2023": 3, "2024": 7}


def test_a_filter_limits_what_is_named_too(minutes: KnowledgeBase) -> None:
    result = minutes.searcher.search(Query(text="waterbb waterbc", filters=Filters(year=("2023",))))
    assert places(result)[0] == ("first", [])
    assert result.total == 3


def test_a_page_is_filled_however_many_places_a_text_has(base: KnowledgeBase, make_passage: Make, fill: Fill) -> None:
    for n in range(150):
        fill([make_passage("water water water")], f"copy {n}")
    fill([make_passage(f"waste water place{chr(97 + n)}") for n in range(5)], "others")
    result = base.searcher.search(Query(text="water", mode=SearchMode.DENSE))
    assert (len(result.hits), result.total) == (6, 6)
    assert len(result.hits[0].also_in) == 149


NAMED = {
    "KeMoPoDi": "In Senegal haalt de intercommunale KeMoPoDi het afval op.",
    "Ouinhi": "À partir de 2022, la commune de Ouinhi a doublé la somme.",
    "B3P": "Le bureau technique local, le B3P, a assuré le suivi.",
    "Umujyi wanjye": "Children drew their town for “Umujyi wanjye” (my town).",
    "Mol": "Twee gemeenten, waaronder Mol, doen mee.",
    "Santo Tomás": "El municipio de Santo Tomás tiene agua.",
}
OTHERS = (
    "Wat leerden wij over afval, water en jongeren in de gemeente? Afval, water, jongeren!",
    "Les leçons apprises sur les déchets, l'eau et les jeunes de la commune.",
    "Wat leerden wij over molens en mollen?",
)


@pytest.fixture
def named(base: KnowledgeBase, make_passage: Make, fill: Fill) -> KnowledgeBase:
    languages = dict(
        zip((*NAMED.values(), *OTHERS), ("nl", "fr", "fr", "en", "nl", "es", "nl", "fr", "nl"), strict=True)
    )
    fill([make_passage(text, language=language) for text, language in languages.items()])
    return base


@pytest.mark.parametrize("mode", [SearchMode.HYBRID, SearchMode.LEXICAL])
@pytest.mark.parametrize("question", ["{}", "Wat is het afval van {}?"])
@pytest.mark.parametrize("written", [str.upper, str.lower, str, lambda name: fold(name).title()])
@pytest.mark.parametrize("name", NAMED)
def test_what_is_asked_by_name_comes_first_in_any_case_and_accent(
    named: KnowledgeBase, name: str, written: Callable[[str], str], question: str, mode: SearchMode
) -> None:
    result = named.searcher.search(Query(text=question.format(written(name)), mode=mode))
    assert texts(result)[0] == NAMED[name]


@pytest.mark.parametrize("mode", [SearchMode.HYBRID, SearchMode.LEXICAL])
def test_in_a_longer_question_a_name_raises_those_who_hold_it(
    base: KnowledgeBase, make_passage: Make, fill: Fill, mode: SearchMode
) -> None:
    told = "Het afval wordt in de wijken van {} opgehaald met driewielers."
    fill([make_passage(told.format(place), language="nl") for place in ("Bohicon", "Dassa", "Ouinhi", "Zogbodomey")])
    query = Query(text="Hoe wordt het afval opgehaald in de wijken van OUINHI met driewielers?", mode=mode)
    assert texts(base.searcher.search(query))[0] == told.format("Ouinhi")


def test_a_misspelt_name_comes_first_too(named: KnowledgeBase) -> None:
    assert texts(named.searcher.search(Query(text="afval in kemmopodi")))[0] == NAMED["KeMoPoDi"]


@pytest.mark.parametrize("mode", [SearchMode.HYBRID, SearchMode.LEXICAL])
def test_names_outside_the_filters_are_not_found(named: KnowledgeBase, mode: SearchMode) -> None:
    result = named.searcher.search(Query(text="KeMoPoDi afval", mode=mode, filters=Filters(language=("fr",))))
    assert {hit.passage.language for hit in result.hits} == {"fr"}


def test_a_question_finds_and_marks_what_means_the_same_in_another_language(named: KnowledgeBase) -> None:
    result = named.searcher.search(Query(text="Wat doet men met het afval?", mode=SearchMode.LEXICAL))
    assert result.language == "nl"
    french = next(hit for hit in result.hits if hit.passage.language == "fr")
    assert french.why.words == ("déchets",)


def test_a_search_writes_nothing(named: KnowledgeBase) -> None:
    searcher = named.searcher
    with named.catalog.engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
        before = connection.execute(sa.text("PRAGMA data_version")).scalar()
        for mode in SearchMode:
            searcher.search(Query(text="kemmopodi en afval", mode=mode))
        assert connection.execute(sa.text("PRAGMA data_version")).scalar() == before


@pytest.mark.parametrize("mode", SearchMode)
def test_a_shorter_page_is_the_beginning_of_a_longer_one(named: KnowledgeBase, mode: SearchMode) -> None:
    whole = texts(named.searcher.search(Query(text="afval in Ouinhi of Mol", mode=mode, limit=9)))
    for limit in range(1, 9):
        query = Query(text="afval in Ouinhi of Mol", mode=mode, limit=limit)
        assert texts(named.searcher.search(query)) == whole[:limit]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        (Query(text="  "), "question_empty"),
        (Query(text="x" * (MAX_QUESTION_CHARACTERS + 1)), "question_long"),
        (Query(text="x", limit=0), "page_beyond"),
        (Query(text="x", offset=-1), "page_beyond"),
        (Query(text="x", offset=MAX_HITS), "page_beyond"),
        (Query(text="x", filters=Filters(kind=("wisdom",))), "filter_unknown"),
        (Query(text="x", filters=Filters(language=("de",))), "filter_unknown"),
        (Query(text="x", filters=Filters(year=("soon",))), "year_invalid"),
    ],
)
def test_what_cannot_be_asked_is_told(filled: KnowledgeBase, query: Query, key: str) -> None:
    with pytest.raises(UsageError) as error:
        filled.searcher.search(query)
    assert error.value.key == key


def test_another_model_is_refused(filled: KnowledgeBase, config: Config) -> None:
    other = KnowledgeBase(config, WordEmbedder("words/2"))
    with pytest.raises(StampMismatchError, match="kb rebuild"):
        _ = other.searcher
    with pytest.raises(StampMismatchError):
        other.indexer()
    other.close()
    assert filled.searcher.search(Query(text="water")).hits


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(min_size=1, max_size=40).filter(str.strip), mode=st.sampled_from(SearchMode))
def test_any_question_gets_an_answer(filled: KnowledgeBase, question: str, mode: SearchMode) -> None:
    result = filled.searcher.search(Query(text=question, mode=mode))
    assert len(result.hits) <= result.total
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    again = filled.searcher.search(Query(text=question, mode=mode))
    assert replace(again) == result
