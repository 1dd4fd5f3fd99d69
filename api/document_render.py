"""Documents as people read them on the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from api.uploads_schemas import ListedDocumentOut


def show_documents(console: Console, found: Iterable[ListedDocumentOut]) -> None:
    """Shows documents, a line each: id, who may see it, and where it is from."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for one in found:
        table.add_row(one.document_id, one.visibility, one.source)
    console.print(table)
