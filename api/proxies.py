"""Readers whom a proxy in front of the server has let in, and names in headers; nobody else's headers count."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from api.grants import Grants
from kb.access import Reader
from kb.config import SETTINGS, Config, listed
from kb.errors import UnauthorizedError, UsageError

if TYPE_CHECKING:
    from starlette.datastructures import Headers

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedProxy:
    """Which proxies are trusted, and what they tell in which header."""

    networks: tuple[Network, ...]
    user_header: str
    groups_header: str
    grants: Grants

    def reader_of(self, peer: str | None, headers: Headers) -> Reader | None:
        """Returns whom a proxy names, None if the peer is no trusted proxy or names nobody.

        Raises:
            UnauthorizedError: a header comes twice, so that one of them may be the reader's own, or names nobody.
        """
        if peer is None or not self.trusts(peer):
            return None
        user, groups = (_only(headers.getlist(name)) for name in (self.user_header, self.groups_header))
        if not user:
            return None
        return self.grants.reader(user, (name.strip() for name in groups.split(",")))

    def trusts(self, peer: str) -> bool:
        """Tells whether an address is one of theirs."""
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        return any((mapped or address) in network for network in self.networks)


def trusted_proxy_of(config: Config, grants: Grants) -> TrustedProxy | None:
    """Returns the proxies of the settings, None if there are none.

    Raises:
        UsageError: one is no address.
    """
    networks = tuple(_network(text) for text in listed(config.trusted_proxies))
    if not networks:
        return None
    return TrustedProxy(
        networks=networks,
        user_header=config.proxy_user_header,
        groups_header=config.proxy_groups_header,
        grants=grants,
    )


def _network(text: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as cause:
        expects = next(setting.expects for setting in SETTINGS if setting.name == "trusted_proxies")
        raise UsageError("setting_invalid", name="trusted_proxies", expects=expects, value=text) from cause


def _only(values: list[str]) -> str:
    if len(values) > 1:
        raise UnauthorizedError("credentials_refused")
    return _text(values[0]).strip() if values else ""


def _text(value: str) -> str:
    """Returns what a proxy means: headers are read as Latin-1, and proxies write UTF-8."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value
