"""The registry of partnerships as people read it, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from api.partnership_answers import country_name
from kb.messages import message
from kb.types import Partnership, PartnershipType

_TYPES = {
    PartnershipType.CITY_TWINNING: "partnership_city_twinning",
    PartnershipType.SISTER_ASSOCIATION: "partnership_sister_association",
    PartnershipType.SDG_PARTNERSHIP: "partnership_sdg_partnership",
}


def show_partnerships(console: Console, found: tuple[Partnership, ...], language: str) -> None:
    """Shows partnerships, two lines each."""
    for one in found:
        console.print(_head(one))
        named = ", ".join((*one.partner, *one.aliases))
        parts = (message(_TYPES[one.type], language), country_name(one, language), named)
        console.print(Padding(Text(" · ".join(parts), style="dim"), (0, 0, 0, 4)))
    console.print(Text(message("registry_count", language, count=len(found)), style="dim"))


def show_partnership(console: Console, one: Partnership, language: str) -> None:
    """Shows a partnership field by field; those that are not filled in are left out."""
    console.print(_head(one))
    for label, value in _fields(one, language):
        if value:
            console.print(Padding(Text.assemble((f"{label}: ", "dim"), value), (0, 0, 0, 4)))


def _head(one: Partnership) -> Text:
    return Text.assemble((f"{one.id} ", "dim"), (one.label, "bold"))


def _fields(one: Partnership, language: str) -> Iterator[tuple[str, str]]:
    yield message("partnership_type", language), message(_TYPES[one.type], language)
    yield message("partnership_flemish", language), ", ".join(one.flemish)
    yield message("partnership_partner", language), ", ".join(one.partner)
    yield message("partnership_country", language), f"{country_name(one, language)} ({one.country})"
    yield message("partnership_aliases", language), ", ".join(one.aliases)
    yield message("partnership_excluded", language), ", ".join(one.excluded)
    yield message("partnership_period", language), "–".join(map(str, one.period or ()))
