from __future__ import annotations

import pytest

from ingest.captions import is_caption


@pytest.mark.parametrize(
    "line",
    [
        "Figuur 3. De pomp van Ouinhi na de herstelling.",
        "Fig. 12: Le marché",
        "Foto: Jan Peeters",
        "Photo : la pompe de Pout",
        "FOTO – de vergadering",
        "Foto - de vergadering",
        "Tableau n° 2 : Budget par commune",
        "Cuadro 4. Comunidades y proyectos.",
        "Encadré 1. Ce que nous avons appris.",
        "Ilustración IV. La cooperativa.",
        "Map 2 The two districts",
        "Figuur b. De tweede pomp.",
    ],
)
def test_a_word_for_a_picture_with_a_number_or_a_sign_begins_a_caption(line: str) -> None:
    assert is_caption(line)


@pytest.mark.parametrize(
    "line",
    [
        "Foto's en kaarten hingen aan de muur.",
        "Figuur 3 toont de pomp van Ouinhi na de herstelling.",
        "De foto: een pomp",
        "Kaarten",
        "Table ronde avec les maires",
        "Carte à puce",
        "Mapa y guía",
        "Foto-album van de reis",
        "Table-top exercises",
        "Imagination",
        "Fotograaf: Jan",
        "",
    ],
)
def test_other_lines_begin_none(line: str) -> None:
    assert not is_caption(line)
