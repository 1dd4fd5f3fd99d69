"""The commands `kb documents ...`: which documents there are, and who may see them."""

from __future__ import annotations

from typing import Annotated

import typer

from api.terminal import Home, Json, console, opened_base, print_json
from kb.messages import message

app = typer.Typer(help="List documents, and decide who may see them.", no_args_is_help=True)


@app.command(name="list")
def list_(context: typer.Context, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """List all documents with who may see them."""
    from api.document_render import show_documents  # noqa: PLC0415
    from api.uploads_schemas import DocumentsListOut, listed_document_out  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        found = [listed_document_out(document) for document in base.catalog.documents()]
        if as_json:
            print_json(DocumentsListOut(documents=found))
        elif found:
            show_documents(console(), found)
        else:
            typer.echo(message("documents_none", base.config.language))


@app.command(name="show-to")
def show_to(
    context: typer.Context,
    document_id: Annotated[str, typer.Argument(help="Id of a document, as `kb documents list` gives it.")],
    visibility: Annotated[str, typer.Argument(help="public, internal, or groups: with names, as in groups:board,it.")],
    home: Home = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Decide who may see a document, and the documents inside its file."""
    from api.uploads_schemas import listed_document_out  # noqa: PLC0415
    from kb.access import visibility_of  # noqa: PLC0415
    from kb.errors import UnknownError  # noqa: PLC0415
    from kb.visibilities import set_visibility  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        with base.catalog.transaction() as connection:
            set_visibility(connection, document_id, visibility_of(visibility))
        found = base.catalog.document(document_id)
        if found is None:  # removed at this moment
            raise UnknownError("document_unknown")
        if as_json:
            print_json(listed_document_out(found))
        else:
            told = {"source": found.source, "visibility": found.visibility}
            typer.echo(message("document_shown_to", base.config.language, **told))
