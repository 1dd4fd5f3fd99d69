from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.links import RIGHT, Links, links_of_document, links_of_passage
from ingest.places import Gazetteer
from kb.types import LIKELY, Evidence, EvidencePlace

NOWHERE = Links(partnerships={}, countries={})
TEXT, HEADING, TITLE, FOLDER = (
    EvidencePlace.TEXT,
    EvidencePlace.HEADING,
    EvidencePlace.TITLE,
    EvidencePlace.FOLDER,
)


def _document(gazetteer: Gazetteer, title: str, *path: str) -> tuple[list[str], list[str]]:
    links = links_of_document(title, path, gazetteer)
    return list(links.partnerships), list(links.countries)


@pytest.mark.parametrize(
    ("title", "path", "partnerships", "countries"),
    [
        ("Bezoek aan Pout", ["mol-santo-tomas", "nota.txt"], ["deinze-lievegem-kemopodi"], ["SN"]),
        ("Nota", ["portoviejo", "informe_santo_tomas.pdf"], ["mol-santo-tomas"], ["NI"]),
        ("Nota", ["portoviejo", "mol-santo-tomas", "nota.txt"], ["mol-santo-tomas"], ["NI"]),
        ("Nota", ["bugesera-karongi", "nota.txt"], ["bugesera", "karongi"], ["RW"]),
        ("Karongi, Bugesera, Ouinhi", ["nota.txt"], ["laarne-ouinhi", "bugesera", "karongi"], ["BJ", "RW"]),
        ("Agua en Ecuador", ["mol-santo-tomas", "nota.txt"], ["mol-santo-tomas"], ["EC", "NI"]),
        ("Karongi", ["senegal", "nota.txt"], ["karongi"], ["RW"]),
        ("Nota", ["senegal", "nota.txt"], [], ["SN"]),
        ("", ["rapport ouinhi2023.pdf"], ["laarne-ouinhi"], ["BJ"]),
        ("", ["KEMOPODI2024.PDF"], ["deinze-lievegem-kemopodi"], ["SN"]),
        ("", ["santo.tomas.pdf", "x.txt"], ["mol-santo-tomas"], ["NI"]),
        ("", ["Santo Toma\u0301s", "x.txt"], ["mol-santo-tomas"], ["NI"]),
        ("", ["mail Ouinhi.eml!", "bijlage.pdf"], ["laarne-ouinhi"], ["BJ"]),
        ("", ["nieuw-bugesera.pdf"], [], []),
        ("", ["mol.pdf"], [], []),
        ("Stedenbanden", ["alle", "nota.txt"], [], []),
    ],
)
def test_a_document_belongs_to_what_its_most_telling_place_names(
    gazetteer: Gazetteer, title: str, path: Sequence[str], partnerships: list[str], countries: list[str]
) -> None:
    assert _document(gazetteer, title, *path) == (partnerships, countries)


def test_each_link_has_its_evidence(gazetteer: Gazetteer) -> None:
    document = links_of_document("Water in Portoviejo", ["ecuador", "nota.txt"], gazetteer)
    found = links_of_passage("Zo ook in Pout, en Pout.", ["Ecuador", "Wat Ouinhi leerde"], document, gazetteer)

    assert list(found.partnerships) == ["laarne-ouinhi", "deinze-lievegem-kemopodi"]
    assert found.partnerships["laarne-ouinhi"] == (Evidence(where=HEADING, quote="Ouinhi"),)
    assert found.partnerships["deinze-lievegem-kemopodi"] == (
        Evidence(where=TEXT, quote="Pout", start=10, end=14),
        Evidence(where=TEXT, quote="Pout", start=19, end=23),
    )
    assert {code: [one.where for one in several] for code, several in found.countries.items()} == {
        "BJ": [HEADING],
        "EC": [HEADING],
        "SN": [TEXT, TEXT],
    }


def test_a_passage_that_names_none_has_those_of_its_document(gazetteer: Gazetteer) -> None:
    document = links_of_document("Water in Portoviejo", ["mol-santo-tomas", "nota.txt"], gazetteer)
    found = links_of_passage("Ook Rwanda kijkt mee.", [], document, gazetteer)

    assert found.partnerships == {"portoviejo": (Evidence(where=TITLE, quote="Portoviejo"),)}
    assert found.countries == {
        "EC": (Evidence(where=TITLE, quote="Portoviejo"),),
        "RW": (Evidence(where=TEXT, quote="Rwanda", start=4, end=10),),
    }


def test_a_folder_is_quoted_as_it_is_called(gazetteer: Gazetteer) -> None:
    document = links_of_document("Nota", ["laarne-ouinhi", "nota.txt"], gazetteer)

    assert document.partnerships == {"laarne-ouinhi": (Evidence(where=FOLDER, quote="laarne-ouinhi"),)}
    assert document.countries == {"BJ": (Evidence(where=FOLDER, quote="laarne-ouinhi"),)}


def test_what_the_document_says_too_is_added_to_the_evidence(gazetteer: Gazetteer) -> None:
    document = links_of_document("Nota", ["laarne-ouinhi", "nota.txt"], gazetteer)
    (found,) = links_of_passage("Ouinhi leert.", [], document, gazetteer).partnerships.values()

    assert [one.where for one in found] == [TEXT, FOLDER]


def test_a_country_of_the_document_counts_where_the_passage_says_nothing(gazetteer: Gazetteer) -> None:
    document = links_of_document("Nota over Senegal", ["nota.txt"], gazetteer)

    assert list(links_of_passage("Een plan.", [], document, gazetteer).countries) == ["SN"]
    assert list(links_of_passage("Een plan in Benin.", [], document, gazetteer).countries) == ["BJ"]


def test_a_suggestion_is_as_sure_as_its_best_evidence(gazetteer: Gazetteer) -> None:
    document = links_of_document("Nota", ["laarne-ouinhi", "nota.txt"], gazetteer)
    by_folder, by_text = (
        links_of_passage(text, [], document, gazetteer).suggestions() for text in ("Een plan.", "Ouinhi leert.")
    )

    assert [(one.facet, one.value, one.probability) for one in by_folder] == [
        ("partnership", "laarne-ouinhi", RIGHT[FOLDER]),
        ("country", "BJ", RIGHT[FOLDER]),
    ]
    assert {one.probability for one in by_text} == {RIGHT[TEXT]}


def test_places_are_trusted_in_their_order_and_all_of_them_count() -> None:
    assert 1 > RIGHT[TEXT] > RIGHT[HEADING] > RIGHT[TITLE] > RIGHT[FOLDER] >= LIKELY


def test_a_name_that_comes_again_and_again_is_shown_a_few_times(gazetteer: Gazetteer) -> None:
    (partnership, _) = links_of_passage("Pout. " * 20, [], NOWHERE, gazetteer).suggestions()

    assert len(partnership.evidence) == 5
