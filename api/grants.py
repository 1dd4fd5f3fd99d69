"""What members of groups may do: the groups of a token or of a proxy become scopes, by the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.access import Reader, Scope
from kb.config import Config, listed
from kb.errors import UnauthorizedError

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Grants:
    """Which groups have which scopes; reading is for everybody who is known."""

    groups: Mapping[Scope, frozenset[str]]

    def reader(self, name: str, groups: Iterable[str]) -> Reader:
        """Returns somebody whom an issuer of tokens or a proxy vouches for.

        Raises:
            UnauthorizedError: their name is none that could be noted.
        """
        shown, own = " ".join(name.split()), frozenset(filter(None, groups))
        if not shown or len(shown) > _LONGEST_NAME or not shown.isprintable():
            raise UnauthorizedError("credentials_refused")
        granted = {scope for scope, entitled in self.groups.items() if entitled & own}
        return Reader(name=shown, scopes=frozenset({Scope.READ, *granted}), groups=own, internal=True)


def grants_of(config: Config) -> Grants:
    """Returns what the settings say."""
    settings = {Scope.WRITE: config.write_groups, Scope.CURATE: config.curate_groups, Scope.ADMIN: config.admin_groups}
    return Grants({scope: frozenset(listed(names)) for scope, names in settings.items()})
