"""How a server finds out who asks, settled when it starts: keys, tokens, a proxy, or that it is one's own machine."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from api.grants import grants_of
from api.oidc import Issuer, issuer_of
from api.proxies import TrustedProxy, trusted_proxy_of
from kb.config import Config, listed
from kb.errors import UsageError
from kb.keys import KeyStore

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who is let in, and how they are known.

    Attributes:
        local: who says nothing is who sits at this machine, as long as there is no key.
        public: who says nothing may search the public documents.
        issuer: whose tokens count.
        proxy: which proxies tell who asks.
        hosts: the only names by which the server may be called; none for any.
        origins: other sites whose pages may change something.
    """

    local: bool = True
    public: bool = False
    issuer: Issuer | None = None
    proxy: TrustedProxy | None = None
    hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()


def access_of(config: Config, keys: KeyStore | None, *, host: str, public: bool = False) -> Access:
    """Returns how a server that listens at `host` finds out who asks; without a catalogue there are no keys.

    Raises:
        UsageError: others could reach it, and nothing tells who they are; or a setting is not as it must be.
    """
    grants, is_public = grants_of(config), public or config.public
    issuer, proxy = issuer_of(config, grants), trusted_proxy_of(config, grants)
    told = bool(issuer or proxy or is_public)
    if not is_loopback(host) and not told and not (keys and keys.count()):
        raise UsageError("serve_open", host=host)
    is_local = is_loopback(host) and not told and not (keys and keys.exist())
    return Access(
        local=is_local,
        public=is_public,
        issuer=issuer,
        proxy=proxy,
        hosts=_hosts(config, host, is_local=is_local),
        origins=frozenset(origin.rstrip("/").lower() for origin in listed(config.cors_origins)),
    )


def is_loopback(host: str) -> bool:
    """Tells whether only this machine reaches an address."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _hosts(config: Config, host: str, *, is_local: bool) -> frozenset[str]:
    """Returns the names by which the server may be called, none if it does not matter.

    It matters where nothing but reaching the server lets one in: a site whose name is made to lead here would make its
    readers' browsers ask for it. Addresses of the loopback are names that no site can have.
    """
    allowed = frozenset(name.lower() for name in listed(config.allowed_hosts))
    if not (is_local or allowed):
        return frozenset()
    return LOOPBACK_NAMES | {host.strip("[]").lower()} | allowed
