from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.attributions import (
    has_name,
    introduces,
    is_attribution,
    names_somebody,
    signs_minutes,
    speaks_of_oneself,
    without_introduction,
)

# Lines of minutes, reports and handbooks that name people, roles or places, and no speaker.
NO_ATTRIBUTIONS = [
    # sentences
    "De burgemeester, schepenen en ambtenaren namen deel aan de studiereis.",
    "Jan Peeters, burgemeester van Mol, opende de vergadering.",
    "Burgemeester van Pout bezoekt Laarne",
    "De schepen van Mol, die de stad vertegenwoordigt",
    "Le maire de Ouinhi, accompagné de deux adjoints, a ouvert la séance.",
    "Fatou Diop, maire de Pout, remercie les partenaires.",
    "La técnica municipal de Portoviejo, María López, presentó el plan.",
    "Vecinos y vecinas que gocen del derecho de sufragio activo en las elecciones municipales.",
    "Área técnica del gobierno municipal que evalúa la viabilidad de las propuestas y estima los costes.",
    "The mayor of Karongi, who chaired the meeting",
    "Frederik Kühn, head of the medical service in Suriname. In his reports",
    "Member States, as recognised in Article 17 TFEU.",
    # headings with a colon, labels
    "Verslag: Jan Peeters, secretaris",
    "Contact: Ann Claes, ambtenaar mondiaal beleid Mol",
    "Trigger : Schepen neemt het initiatief om het reglement te vernieuwen",
    "Responsable: la directora de planificación, Portoviejo",
    "Instrumentos: Creación de Propuestas, Gestión de Informes Técnicos, Debate y Apoyos",
    "Stap 3: de burgemeester van Mol, partner van Santo Tomás",
    # lists of people
    "Aanwezig: Jan Peeters, schepen; Ann Claes, directeur",
    "Jan Peeters, schepen; Ann Claes, directeur; Bert Smet, secretaris",
    "Présents : M. Koffi Adjovi, maire, et Mme Dossou, adjointe",
    "Participantes: María López, técnica municipal; Juan Pérez, alcalde",
    "Burgemeester en schepenen van Mol",
    "Maires, adjoints et conseillers de Ouinhi",
    "Alcaldes y concejales de Portoviejo, Santo Tomás",
    "Directeurs en schepenen",
    # list items and rows of tables
    "Algemeen directeurs, financieel verantwoordelijken en strategisch coördinatoren",
    "Evaluatie, planning en burgemeester van Mol",
    "Revisie Datum Medewerker(s) Commentaar",
    "Data protection officer",
    "Activiteit Agent (in rol)",
    "RV-399 en RV-1054, bijeengebracht door gouverneur Cornelis",
    "Cuenta de usuario gratis:",
    # titles
    "Laarne, Ouinhi en Mol",
    "Jaarrapport 2023 van de stedenband Laarne–Ouinhi (Benin)",
    "Wat te doen als een medewerker van een stedenband vertrekt – versie 2024",
    "Wie is de burgemeester van Pout?",
    "Leve de burgemeester van Pout!",
    "algemeen directeur van Laarne",
    "",
    "—",
    ":",
]


@pytest.mark.parametrize("text", NO_ATTRIBUTIONS)
def test_other_lines_name_no_speaker(text: str) -> None:
    assert not is_attribution(text)


@pytest.mark.parametrize(
    "text",
    [
        "— maire de Pout",
        "— la présidente du comité genre de Ouinhi",
        "Fatou Diop maire de Pout",
        "Le maire de Ouinhi, M. Koffi Adjovi",
        "Malick Ndiaye,Burgemeester van Pout (Senegal), voorzitter van",  # a line of several
        "Dr. Kwame Boateng, programme manager, Kumasi",
        "Moussa Traoré, préfet de Zé",
        "Aan het woord: Ann Claes, schepen van Mol",
        "María López, técnica municipal, cuenta:",
        "Vicky De Backer, ambtenaar, Bierbeek (partner: Tarija, Bolivia)",
        "Ann Claes en Bert Smet, schepenen van Mol",
        "Ana Ruiz | Coordinadora | Fundación Agua Viva",
        "Burgemeester Jan Peeters",
    ],
)
def test_a_line_of_name_role_and_place_names_a_speaker(text: str) -> None:
    assert is_attribution(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Aan het woord: Ann Claes", ["Ann", "Claes"]),
        ("Ann Claes vertelt:", ["Ann", "Claes"]),
        ("Fatou Diop, maire, nous raconte comment tout a commencé :", ["Fatou", "Diop", "maire"]),
        ("explique Fatou Diop", ["Fatou", "Diop"]),
        ("aldus de burgemeester van Pout", ["de", "burgemeester", "van", "Pout"]),
        ("Cuenta nueva", ["Cuenta", "nueva"]),
        ("Ann Claes", ["Ann", "Claes"]),
        ("", []),
    ],
)
def test_what_introduces_a_speaker_is_left_out(text: str, rest: list[str]) -> None:
    assert [token.text for token in without_introduction(text)] == rest


@pytest.mark.parametrize(
    "text",
    ["Fatou Diop", "— Fatou", "Mme Diop", "Jan van den Berg, Mol", "Fatou Diop, Pout (Sénégal)", "Rosa Vega, tejedora"],
)
def test_a_name_is_told_by_its_form(text: str) -> None:
    assert names_somebody(text)


@pytest.mark.parametrize(
    "text", ["", "Fatou", "De mensen", "Wat nu?", "Fatou Diop zegt niets", "Mol", "Sociaal Beleid"]
)
def test_other_lines_are_no_names(text: str) -> None:
    assert not names_somebody(text)


@pytest.mark.parametrize("text", ["Fatou Diop raconte :", "Aan het woord: Ann Claes:", "Ann Claes, schepen, vertelt:"])
def test_a_line_may_announce_speech(text: str) -> None:
    assert introduces(text)


@pytest.mark.parametrize(
    "text", ["Ann Claes, schepen:", "Getuigenissen:", "Fatou Diop raconte", "De raad besluit:", ""]
)
def test_other_lines_announce_nothing(text: str) -> None:
    assert not introduces(text)


def test_a_role_alone_has_no_name() -> None:
    assert has_name("— Fatou Diop, maire de Pout")
    assert not has_name("Maire de Pout")
    assert not has_name("")


def test_who_takes_the_minutes_signs_them() -> None:
    assert signs_minutes("Jan Peeters, secretaris")
    assert not signs_minutes("Jan Peeters, schepen")


@pytest.mark.parametrize("text", ["Wij leerden veel.", "C’est notre projet.", "Nuestro plan.", "It is our plan."])
def test_the_first_person_is_known_in_each_language(text: str) -> None:
    assert speaks_of_oneself(text)
    assert not speaks_of_oneself("De raad keurt het verslag goed.")


@given(text=st.text(max_size=120))
def test_any_text_is_judged(text: str) -> None:
    for judge in (is_attribution, names_somebody, introduces, has_name):
        assert judge(text) in (True, False)
