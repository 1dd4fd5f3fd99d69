"""Which partnerships a text names, in the spellings of four languages: what must link, and what must not."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.places import Gazetteer
from kb.registry import load_registry

OUINHI, KEMOPODI, SANTO_TOMAS = "laarne-ouinhi", "deinze-lievegem-kemopodi", "mol-santo-tomas"
REGISTRY = load_registry(Path("no-registry-of-its-own"))
GAZETTEER = Gazetteer(REGISTRY)
# No letters, so that what stands around a name makes no other word of it.
BESIDE = st.text(alphabet=" \n.,;:()[]“”„»«/|–…0123456789", max_size=8)


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        # Dutch
        ("De delegatie uit Ouinhi bezocht Laarne.", (OUINHI,)),
        ("Ouinhi’s begroting en de Ouinhi-werkgroep", (OUINHI,)),
        ("de stedenband Laarne-Ouinhi en de stedenband Mol–Santo Tomás", (OUINHI, SANTO_TOMAS)),
        ("In Tamba-\ncounda groeien de moestuinen.", ("tambacounda",)),
        ("In Tamba\u00ad\ncounda groeien de moestuinen.", ("tambacounda",)),
        ("In Tamba\u00adcounda groeien de moestuinen.", ("tambacounda",)),
        ("In Tamba‐\n   counda groeien de moestuinen.", ("tambacounda",)),
        ("de weg naar Keur-\nMoussa", (KEMOPODI,)),
        ("het Santo\nTomás van vandaag", (SANTO_TOMAS,)),
        ("Sinds Santo Tomás de SDG’s gebruikt", (SANTO_TOMAS,)),
        ("Dat Santo Tomás de Vlaamse partners ontving", (SANTO_TOMAS,)),
        ("drie gemeenten: Keur Moussa/Pout/Diender", (KEMOPODI,)),
        ("A. Pout\nB. Diender", (KEMOPODI,)),
        ("Plannen van de heer Claes. Pout volgt.", (KEMOPODI,)),
        ("Langs een straat. Ouinhi ligt verder.", (OUINHI,)),
        # French
        ("La commune de Pout, au Sénégal, et celle de Diender", (KEMOPODI,)),
        ("l’intercommunalité KéMoPoDi", (KEMOPODI,)),
        ("l’intercommunalité Ke-Mo-Po-Di", (KEMOPODI,)),
        ("l’intercommunalité KE MO PO DI", (KEMOPODI,)),
        ("les rues de Tambacounda", ("tambacounda",)),
        ("la route de Pout", (KEMOPODI,)),
        ("à l’ouest d’Ouinhi", (OUINHI,)),
        ("l’Université de Tambacounda", ("tambacounda",)),
        ("LES MARAÎCHÈRES DE TAMBACOUNDA", ("tambacounda",)),
        ("Keur-Moussa et KeurMoussa", (KEMOPODI,)),
        # Spanish
        ("la Alcaldía de Santo Tomás, Chontales", (SANTO_TOMAS,)),
        ("el municipio Santo Tomás", (SANTO_TOMAS,)),
        (_nfd("el municipio Santo Tomás"), (SANTO_TOMAS,)),
        ("el hospital de Santo Tomás", (SANTO_TOMAS,)),
        ("la calle principal de Santo Tomás", (SANTO_TOMAS,)),
        ("Santo Tomás de Nicaragua", (SANTO_TOMAS,)),
        ("Santo Tomás de Chontales", (SANTO_TOMAS,)),
        ("Santo Tomás del departamento de Chontales", (SANTO_TOMAS,)),
        ("SANTO TOMÁS: MEMORIA ANUAL", (SANTO_TOMAS,)),
        ("Santo-Tomas y SantoTomás", (SANTO_TOMAS,)),
        ("las familias portovejenses", ("portoviejo",)),
        ("el cantón Portoviejo y sus parroquias", ("portoviejo",)),
        ("Portovie-\njo amplió la red", ("portoviejo",)),
        # English
        ("Bugesera District and Karongi District", ("bugesera", "karongi")),
        ("the Bugesera-Karongi exchange", ("bugesera", "karongi")),
        ("Karongi’s planners", ("karongi",)),
        ("the new Bugesera market", ("bugesera",)),
        ("Dr. Uwase. Karongi followed.", ("karongi",)),
        ("(KARONGI)", ("karongi",)),
        ("From Santo Tomás to Ouinhi", (OUINHI, SANTO_TOMAS)),
    ],
)
def test_a_partnership_that_is_named_is_found(text: str, ids: tuple[str, ...]) -> None:
    assert GAZETTEER.partnerships(text) == ids


@pytest.mark.parametrize(
    "text",
    [
        # Dutch
        "Jan Mol is schepen in Mol.",
        "een diender op straat",
        "het Santo Tomásplein en de Santo Tomás-straat",
        "de Ouinhistraat en het Tambacounda-plein",
        "Nieuw-Bugesera",
        "de heer Pout en mevr. Diender",
        "het werk van J. Pout",
        "Santo. Daarna kwam Tomás.",
        "Santo – Tomás",
        "Tamba- en counda",
        "Ke bleef, Mo ging, Po en Di ook",
        # French
        "il fait la pout",
        "rue de Tambacounda, 12",
        "RUE DE TAMBACOUNDA, 12",
        "avenue Ouinhi",
        "boulevard d’Ouinhi",
        "Mme Diender a parlé",
        "la mosquée de Keur Massar",
        "École Santo Tomás",
        # Spanish
        "Santo Tomás de Aquino",
        "SANTO TOMÁS DE AQUINO",
        _nfd("la obra de Santo Tomás de Aquino"),
        "Universidad Santo Tomás",
        "Calle Santo Tomás 12",
        "Parroquia Santo Tomás Apóstol",
        "Puerto de Santo Tomás de Castilla",
        "Santo Tomás del Norte",
        "Santo Tomás de las Flores",
        "Santo Tomás y Príncipe",
        "Santo Domingo y San Tomás",
        "Av. Portoviejo y Calle Chile",
        "un viejo puerto",
        # English
        "Santo Tomás University",
        "Karongi Street",
        "she began to pout",
        "Mr. Diender spoke",
        "Bugeseran",
        "",
    ],
)
def test_what_only_looks_like_a_partnership_is_not(text: str) -> None:
    assert GAZETTEER.partnerships(text) == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Ben in de gemeente; per u één; to go", ()),
        ("Nigeria: Benin City", ()),
        ("Congo-Brazzaville et la République du Congo", ()),
        ("la República Democrática del Congo", ("CD",)),
        ("de Democratische Republiek Congo", ("CD",)),
        ("Congo-Kinshasa", ("CD",)),
        ("RDC", ("CD",)),
        ("Burki-\nna Faso", ("BF",)),
        ("rue du Sénégal", ()),
        (_nfd("Au Bénin"), ("BJ",)),
        ("SURINAM", ("SR",)),
    ],
)
def test_countries_are_found_in_their_spellings(text: str, codes: tuple[str, ...]) -> None:
    assert GAZETTEER.countries(text, ()) == codes


NAMES = [
    (one.id, name) for one in REGISTRY.partnerships for name in (*one.partner, *one.aliases) if not name.endswith("*")
]


@pytest.mark.parametrize(("partnership", "name"), NAMES)
@given(before=BESIDE, after=BESIDE, spelling=st.sampled_from([str, str.upper, _nfd]))
@settings(max_examples=30)
def test_a_name_is_found_whatever_punctuation_stands_around_it(
    partnership: str, name: str, before: str, after: str, spelling: type[str]
) -> None:
    text = f"{before} {spelling(name)} {after}"

    assert GAZETTEER.partnerships(text) == (partnership,)


@pytest.mark.parametrize(("partnership", "name"), NAMES)
def test_a_name_is_found_wherever_a_line_ends_in_it(partnership: str, name: str) -> None:
    places = [place for place in range(2, len(name) - 1) if name[place].islower()]

    assert places
    for place in places:
        assert GAZETTEER.partnerships(f"in {name[:place]}-\n{name[place:]} is") == (partnership,)


@given(text=st.text(max_size=60))
def test_a_mention_lies_in_the_text_and_is_a_mention_by_itself(text: str) -> None:
    for one in GAZETTEER.mentions(f"{text} Ouinhi"):
        quote = f"{text} Ouinhi"[one.start : one.end]
        assert quote
        assert one.value in {found.value for found in GAZETTEER.mentions(quote)}
