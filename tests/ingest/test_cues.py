from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.cues import is_attribution, kind_of_document, kind_of_heading
from kb.types import DocumentKind, PracticeKind

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
    ("heading", "kind"),
    [
        ("Geleerde lessen", PracticeKind.LESSON),
        ("4.2 Geleerde lessen", PracticeKind.LESSON),
        ("LEÇONS APPRISES", PracticeKind.LESSON),
        ("Lecciones aprendidas", PracticeKind.LESSON),
        ("Lessons learned", PracticeKind.LESSON),
        ("Goede praktijken", PracticeKind.GOOD_PRACTICE),
        ("Bonnes pratiques", PracticeKind.GOOD_PRACTICE),
        ("Buenas prácticas para otros municipios", PracticeKind.GOOD_PRACTICE),
        ("Good practices to copy", PracticeKind.GOOD_PRACTICE),
        ("Bonnes pratiques et leçons apprises", PracticeKind.LESSON),
        ("Uitdagingen", PracticeKind.CHALLENGE),
        ("Défis", PracticeKind.CHALLENGE),
        ("Desafíos", PracticeKind.CHALLENGE),
        ("Challenges", PracticeKind.CHALLENGE),
        ("Opportuniteiten", PracticeKind.OPPORTUNITY),
        ("Oportunidades", PracticeKind.OPPORTUNITY),
        ("Perspectives 2025", PracticeKind.OPPORTUNITY),
        ("Resultaten na een jaar", PracticeKind.RESULT),
        ("Résultats", PracticeKind.RESULT),
        ("Getuigenissen", PracticeKind.TESTIMONY),
        ("2024 in cijfers", PracticeKind.KEY_FIGURE),
        ("3.1 Stappenplan", PracticeKind.GUIDANCE),
        ("2.1 Les neuf étapes", PracticeKind.GUIDANCE),
        ("Hoe de ophaling werkt", PracticeKind.GUIDANCE),
        ("Regards croisés", None),
        ("Politieke context en planning", None),
        ("Schoolessen", None),
        ("", None),
    ],
)
def test_a_heading_tells_what_its_section_contributes(heading: str, kind: PracticeKind | None) -> None:
    assert kind_of_heading(heading) is kind


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
