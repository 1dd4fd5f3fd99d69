"""The commands `kb serve` and `kb mcp`."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Annotated

import typer

from api.terminal import Home, opened_base
from kb.messages import message

# Of glibc's mallopt: how many arenas threads have at most.
_ARENAS, _MOST_ARENAS = -8, 2


def serve(
    context: typer.Context,
    home: Home = None,
    host: Annotated[
        str, typer.Option(help="Address to listen at; others than this machine's own need keys, tokens or --public.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at.")] = 8000,
    public: Annotated[bool, typer.Option("--public", help="Let anybody search the public documents.")] = False,  # noqa: FBT002
) -> None:
    """Start the HTTP API."""
    import uvicorn  # noqa: PLC0415

    from api.access_mode import access_of  # noqa: PLC0415
    from api.app import create_app  # noqa: PLC0415
    from api.logs import configure_logs  # noqa: PLC0415
    from kb.keys import KeyStore  # noqa: PLC0415

    _share_arenas()
    with opened_base(context, home, as_json=False) as base:
        access = access_of(base.config, KeyStore(base.catalog), host=host, public=public)
        typer.echo(message("serving", base.config.language, host=host, port=port), err=True)
        served = create_app(base, access)
        configure_logs(base.config.log_level)
        settings = uvicorn.Config(
            served,
            host=host,
            port=port,
            log_config=None,  # all that is logged goes through `api.logs`
            access_log=False,
            server_header=False,
            proxy_headers=False,  # who asks, and from where, is told by `api.proxies` alone
        )
        server = uvicorn.Server(settings)
        served.state.is_stopping = lambda: server.should_exit  # so that who follows a job does not hold it up
        with suppress(KeyboardInterrupt):
            server.run()


def _share_arenas() -> None:
    """Lets threads share what they free: with an arena each, a server grows for as long as questions differ."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(_ARENAS, _MOST_ARENAS)


def mcp(context: typer.Context, home: Home = None) -> None:
    """Answer an assistant on this machine that starts this command itself (MCP over standard input and output)."""
    from api.mcp_server import answer_by_stdio  # noqa: PLC0415

    # Errors are told on standard error: standard output is the protocol's.
    with opened_base(context, home, as_json=False, filled=True) as base:
        answer_by_stdio(base)
