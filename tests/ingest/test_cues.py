from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.cues import is_attribution, is_evaluation, kind_of_document
from kb.types import DocumentKind

_MARK = re.compile(r"(?:### |## |-- |- |\d+\. |\| |> |= |! )")


def _lines(examples: Path) -> list[str]:
    texts = [path.read_text(encoding="utf-8").split("+++\n", 2)[2] for path in (examples / "texts").glob("*.md")]
    return [line for text in texts for line in text.splitlines() if line]


def test_the_examples_attributions_are_known(examples: Path) -> None:
    said = [line[3:] for line in _lines(examples) if line.startswith("-- ")]

    assert len(said) > 15
    assert [line for line in said if not is_attribution(line)] == []


def test_a_paragraph_of_the_examples_is_no_attribution(examples: Path) -> None:
    paragraphs = [line for line in _lines(examples) if not _MARK.match(line)]

    assert len(paragraphs) > 80
    assert [line for line in paragraphs if is_attribution(line)] == []


def test_a_heading_of_the_examples_is_no_attribution(examples: Path) -> None:
    headings = [line.lstrip("# ") for line in _lines(examples) if line.startswith("#")]

    assert [heading for heading in headings if is_attribution(heading)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Ellen Leroy, algemeen directeur Laarne, partner Ouinhi (Benin)",
        (
            "Malick Ndiaye,Burgemeester van Pout (Senegal), voortzitter van intercommunale samenwerking KEMOPODI "
            "(3 communes Keur Moussa, Pout & Diender) – partner van Deinze Lievegem."
        ),
        "Lotte Vreys, schepen mondiaal beleid Mol met partnerschap in Santo Tomás Nicaragua",
        "— Maire de Pout",
        "– Burgemeester van Pout",
        "Alcaldesa de Santo Tomás",
        "Mayor of Karongi",
        "COORDINATRICE, Keur Moussa",
    ],
)
def test_who_speaks_is_an_attribution(text: str) -> None:
    assert is_attribution(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "—",
        "algemeen directeur van Laarne",
        "De burgemeester van Pout zegt dat het werkt.",
        "De burgemeester is tevreden, want het werkt.",
        "Le maire de Pout est venu, avec sa délégation.",
        "La alcaldesa de Santo Tomás tiene un plan.",
        "The mayor of Karongi has a plan.",
        "Wie is de burgemeester van Pout?",
        "Leve de burgemeester van Pout!",
        "Directeurs en schepenen",
        "Laarne, Ouinhi en Mol",
        "Wat te doen als een medewerker van een stedenband vertrekt – versie 2024",
        "Jaarrapport 2023 van de stedenband Laarne–Ouinhi (Benin)",
        "Burgemeester van Pout, " + "met nog heel veel woorden " * 10,
    ],
)
def test_other_lines_are_no_attribution(text: str) -> None:
    assert not is_attribution(text)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("Jaarrapport 2023",), DocumentKind.REPORT),
        (("Rapport annuel 2024",), DocumentKind.REPORT),
        (("", "informe-anual-2023"), DocumentKind.REPORT),
        (("budget_evaluatie_2024",), DocumentKind.REPORT),
        (("getuigenissen_2024",), DocumentKind.TESTIMONIAL),
        (("Témoignages",), DocumentKind.TESTIMONIAL),
        (("Handboek overdracht en archivering", "rapport"), DocumentKind.HANDBOOK),
        (("Guide pratique",), DocumentKind.HANDBOOK),
        (("Handboek met getuigenissen",), DocumentKind.TESTIMONIAL),
        (("Begidsing", "notes"), None),
        ((), None),
    ],
)
def test_names_tell_the_kind_of_document_the_first_that_does(names: tuple[str, ...], kind: DocumentKind | None) -> None:
    assert kind_of_document(*names) is kind


@pytest.mark.parametrize(
    "name",
    [
        "Eindevaluatie 2024",
        "evaluatie_stedenband.docx",
        "Zelfevaluatie",
        "Programma-evaluatie: bevindingen",
        "Doorlichting van de werking",
        "Auditverslag",
        "Rapport d’évaluation finale",
        "Auto-évaluation",
        "Revue à mi-parcours",
        "Evaluación externa",
        "Autoevaluación participativa",
        "Auditoría social",
        "Revisión de medio término",
        "Mid-term review",
        "External evaluation",
        "Financial audit",
        "MID-TERM EVALUATION AND LESSONS",
    ],
)
def test_evaluations_reviews_and_audits_say_that_they_are(name: str) -> None:
    assert is_evaluation(name)


@pytest.mark.parametrize(
    "name",
    [
        "Jaarrapport 2024",
        "Monitoring en evaluatie",
        "Suivi-évaluation",
        "Suivi et évaluation des activités",
        "Seguimiento y evaluación",
        "Monitoring and evaluation",
        "Evaluatiecriteria",
        "Annual Review 2023",
        "Literature review",
        "Auditorium",
        "Auditie",
        "Waarde en waardering",
        "Revue de presse",
        "",
    ],
)
def test_other_names_are_no_evaluations(name: str) -> None:
    assert not is_evaluation(name)
