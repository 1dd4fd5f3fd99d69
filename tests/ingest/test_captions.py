"""Captions are told by their first word, in four languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.captions import is_caption


@pytest.mark.parametrize(
    "text",
    [
        "Figuur 3. De wijk in 2023", "Foto: Stad Deinze", "FIG. 2 - Kaart van de stad", "Tabel 4 Budget per jaar",
        "Figure 1 : la commune", "Encadré 2. Le marché", "Tableau n° 3 – Budget", "Photo : Jean Koffi",
        "Gráfico 2. Agua por barrio", "Fotografía: Ana Ruiz", "Cuadro IV. Costos", "Ilustración 1 – El río",
        "Picture 5: the well", "Chart 2. Water per district", "Exhibit A: letter", "Foto’s: Piet Claes",
    ],
)  # fmt: skip
def test_a_line_that_names_its_picture_is_a_caption(text: str) -> None:
    assert is_caption(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Figuur", "Fotografen reisden mee naar Bénin", "De kaart op bladzijde 3", "Foto's maken mag hier niet",
        "Figure 3 shows that the wells of the district were repaired in time by the water committee itself",
        "Tabel 4 toont het budget.", "La carte montre la commune", "Mapa de la ciudad", "Table tennis is played here",
    ],
)  # fmt: skip
def test_running_text_is_none(text: str) -> None:
    assert not is_caption(text)


@given(st.text(max_size=40))
def test_any_text_is_one_or_is_not(text: str) -> None:
    assert is_caption(text) in {True, False}
    assert not is_caption(f"zz{text}")
