"""How lines stand on the terminal."""

from __future__ import annotations

from rich.console import RenderableType
from rich.padding import Padding


def indented(shown: RenderableType, columns: int = 4) -> Padding:
    """Returns what is shown, some columns to the right, and no wider than it is."""
    return Padding(shown, (0, 0, 0, columns), expand=False)
