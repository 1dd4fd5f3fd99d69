"""The commands `kb keys ...`: make keys for the API, see which there are, and take them back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal import Home, Json, opened_base, print_json
from kb.access import Scope
from kb.errors import UsageError
from kb.messages import message

if TYPE_CHECKING:
    from api.key_schemas import KeyOut

app = typer.Typer(help="Keys of programs and people that call the API.", no_args_is_help=True)

_STATES = {"valid": "key_is_valid", "expired": "key_is_expired", "revoked": "key_is_revoked"}


@app.command()
def create(  # noqa: PLR0913, PLR0917 - one parameter an option
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose it is; noted with what they change.")],
    home: Home = None,
    scope: Annotated[list[Scope] | None, typer.Option(help="What it allows; repeat for more (else read).")] = None,
    group: Annotated[list[str] | None, typer.Option(help="A group whose documents it shows; repeat for more.")] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=36500, help="How long it counts (else without an end).")
    ] = None,
    expires: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day on which it counts, in UTC.")
    ] = None,
    external: Annotated[bool, typer.Option("--external", help="It shows no internal documents.")] = False,  # noqa: FBT002
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Make a key; its secret is shown once."""
    from api.key_schemas import NewKeyOut, key_out  # noqa: PLC0415
    from kb.keys import KeyStore  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        keys = KeyStore(base.catalog)
        until = _end(keys.now(), days, expires)
        made, secret = keys.create(
            name, scopes=scope or [Scope.READ], groups=group or [], internal=not external, expires_at=until
        )
        if as_json:
            print_json(NewKeyOut(**key_out(made, keys.now()).model_dump(), secret=secret))
            return
        typer.echo(message("key_made", base.config.language, name=made.name, id=made.id), err=True)
        typer.echo(secret)


@app.command(name="list")
def list_(context: typer.Context, home: Home = None, as_json: Json = False) -> None:  # noqa: FBT002
    """List keys, without their secrets."""
    from api.key_schemas import KeysOut, key_out  # noqa: PLC0415
    from kb.keys import KeyStore  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        keys = KeyStore(base.catalog)
        found = [key_out(key, keys.now()) for key in keys.all()]
        language = base.config.language
    if as_json:
        print_json(KeysOut(keys=found))
    else:
        typer.echo("\n".join(_line(one, language) for one in found) or message("keys_none", language))


@app.command()
def revoke(
    context: typer.Context,
    key_id: Annotated[str, typer.Argument(help="Id of a key, as `kb keys list` gives it.")],
    home: Home = None,
    as_json: Json = False,  # noqa: FBT002
) -> None:
    """Make a key count no more, at once."""
    from api.key_schemas import key_out  # noqa: PLC0415
    from kb.keys import KeyStore  # noqa: PLC0415

    with opened_base(context, home, as_json=as_json) as base:
        keys = KeyStore(base.catalog)
        revoked = keys.revoke(key_id)
        if as_json:
            print_json(key_out(revoked, keys.now()))
        else:
            typer.echo(message("key_revoked", base.config.language, name=revoked.name, id=revoked.id))


def _end(now: datetime, days: int | None, last_day: datetime | None) -> datetime | None:
    """Returns from when on a key counts no more, None if it always does."""
    if days is not None and last_day is not None:
        raise UsageError("key_expiry_twice")
    if last_day is not None:
        return last_day.replace(tzinfo=UTC) + timedelta(days=1)
    return now + timedelta(days=days) if days is not None else None


def _line(key: KeyOut, language: str) -> str:
    end = key.expires_at
    until = message("key_until", language, at=f"{end:%Y-%m-%d %H:%M} UTC") if end else message("key_forever", language)
    parts = [message(_STATES[key.state], language), ", ".join(key.scopes), ", ".join(key.groups), until]
    if not key.internal:
        parts.append(message("key_external", language))
    return f"{key.key_id}  {key.name} · " + " · ".join(filter(None, parts))
