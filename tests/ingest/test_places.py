from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.places import Gazetteer, Town, year_of
from kb.registry import load_registry

KEMOPODI, SANTO_TOMAS = "deinze-lievegem-kemopodi", "mol-santo-tomas"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("De burgemeester van Pout (Senegal)", (KEMOPODI,)),
        ("Keur Moussa, Pout & Diender", (KEMOPODI,)),
        ("de intercommunale KeMoPoDi", (KEMOPODI,)),
        ("de intercommunale KEMOPODI", (KEMOPODI,)),
        ("de intercommunale Kemopodi", (KEMOPODI,)),
        ("Santo Tomás in Nicaragua", (SANTO_TOMAS,)),
        ("Santo Tomas in Nicaragua", (SANTO_TOMAS,)),
        ("SANTO TOMÁS", (SANTO_TOMAS,)),
        ("Bugesera en Karongi", ("bugesera", "karongi")),
        ("Ouinhi", ("laarne-ouinhi",)),
        ("de Ouinhi-groep", ("laarne-ouinhi",)),
        ("Tambacounda’s moestuinen", ("tambacounda",)),
    ],
)
def test_a_partners_name_links(gazetteer: Gazetteer, text: str, ids: tuple[str, ...]) -> None:
    assert gazetteer.partnerships(text) == ids


@pytest.mark.parametrize(
    "text",
    [
        "pout",
        "een diender op straat",
        "la pout… et la suite",
        "Les œuvres de la pout",
        "Een diender… en ½ dag",
        "In Mol werkt de schepen aan een plan",
        "Laarne en Deinze overleggen",
        "het Santo Tomásplein",
        "Poutine",
        "Santo Domingo",
        "",
    ],
)
def test_other_words_link_nothing(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.partnerships(text) == ()


@pytest.mark.parametrize("text", ["Pout… en verder", "L’œuvre de Pout", "Le cœur de KEMOPODI"])
def test_signs_that_fold_to_more_letters_hide_no_name(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.partnerships(text) == (KEMOPODI,)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Senegalese burgemeesters", ("SN",)),
        ("SENEGAL", ("SN",)),
        ("Sénégal et Bénin", ("BJ", "SN")),
        ("En Équateur", ("EC",)),
        ("in de tropen rond de evenaar", ()),
        ("Ruanda", ("RW",)),
        ("Zuid-Afrika en Zuid Afrika", ("ZA",)),
        ("Burkina Faso", ("BF",)),
        ("Beninese en Rwandese partners", ("BJ", "RW")),
        ("de Peruaanse kust", ("PE",)),
        ("Vlaanderen en België", ()),
        ("", ()),
    ],
)
def test_countries_are_found_by_name_and_inhabitants(gazetteer: Gazetteer, text: str, codes: tuple[str, ...]) -> None:
    assert gazetteer.countries(text, ()) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("les trois autres communes béninoises", "BJ"),
        ("une délégation sénégalaise", "SN"),
        ("los municipios nicaragüenses", "NI"),
        ("las juntas ecuatorianas", "EC"),
    ],
)
def test_french_and_spanish_adjectives_need_no_capital(gazetteer: Gazetteer, text: str, code: str) -> None:
    assert gazetteer.countries(text, ()) == (code,)


def test_partnerships_bring_their_countries(gazetteer: Gazetteer) -> None:
    assert gazetteer.countries("een bezoek aan Rwanda", [SANTO_TOMAS, "tambacounda"]) == ("NI", "RW", "SN")


def test_labels_come_in_the_order_asked(gazetteer: Gazetteer) -> None:
    assert gazetteer.labels([SANTO_TOMAS, "bugesera"]) == ["Mol – Santo Tomás", "Bugesera"]


@pytest.mark.parametrize(
    ("name", "flemish", "body", "partnerships"),
    [
        ("Mol", True, False, {SANTO_TOMAS}),
        ("sint niklaas", True, False, {"tambacounda"}),
        ("Gent", True, False, set()),
        ("Santo Tomas", False, False, {SANTO_TOMAS}),
        ("POUT", False, False, {KEMOPODI}),
        ("Kemopodi", False, True, {KEMOPODI}),
    ],
)
def test_a_town_has_its_side(
    gazetteer: Gazetteer, name: str, *, flemish: bool, body: bool, partnerships: set[str]
) -> None:
    assert gazetteer.town(name) == Town(flemish=flemish, body=body, partnerships=frozenset(partnerships))


@pytest.mark.parametrize("name", ["Kigali", "Mol Pout", ""])
def test_other_names_are_no_town(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.town(name) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [("Sénégal", "SN"), ("oeganda", "UG"), ("België", "BE"), ("Côte d'Ivoire", "CI"), ("Pout", None), ("", None)],
)
def test_a_country_is_known_by_its_name(gazetteer: Gazetteer, name: str, code: str | None) -> None:
    assert gazetteer.country(name) == code


def test_an_association_is_no_town(tmp_path: Path) -> None:
    home = '[ancb]\nlabel = "ANCB"\ntype = "sister_association"\npartner = ["Ancb"]\ncountry = "BJ"\n'
    (tmp_path / "partnerships.toml").write_text(home, encoding="utf-8")

    assert Gazetteer(load_registry(tmp_path)).town("ANCB") == Town(
        flemish=False, body=True, partnerships=frozenset({"ancb"})
    )


@pytest.mark.parametrize(
    ("names", "text", "year"),
    [
        (("Jaarrapport 2023", "verslag-2022"), "2021 2021", 2023),
        (("Jaarrapport", "verslag-2022", "2020"), "2021 2021", 2022),
        (("Jaarrapport", "verslag", "2020"), "2021 2021", 2020),
        (("Evaluatie 2022-2024",), "", 2024),
        (("evaluatie_2022_2024",), "", 2024),
        (("Bilan 2024-2025 2023",), "", 2025),
        ((), "In 2023 begon het; in 2024 en nog eens in 2023 ging het door.", 2023),
        ((), "In 2023 begon het en in 2024 ging het door.", 2024),
        (("", "verslag"), "Er staat geen jaar in.", None),
    ],
)
def test_the_year_comes_from_the_most_trusted_name(names: tuple[str, ...], text: str, year: int | None) -> None:
    assert year_of(names, text) == year


@pytest.mark.parametrize(
    "text",
    [
        "2.024 euro",
        "2024,5 ton",
        "12024",
        "20245",
        "1849",
        "1949",
        f"{datetime.now(UTC).year + 2}",
        "2099",
        "nr. 2024/17",
    ],
)
def test_other_numbers_are_no_years(text: str) -> None:
    assert year_of((), text) is None


def test_next_year_is_a_year() -> None:
    coming = datetime.now(UTC).year + 1

    assert year_of((f"Planning {coming}",), "") == coming


@pytest.mark.parametrize("text", ["in 2024.", "(2024)", "2024:", "‘2024’", "2024, dus"])
def test_punctuation_beside_a_year_does_no_harm(text: str) -> None:
    assert year_of((), text) == 2024
