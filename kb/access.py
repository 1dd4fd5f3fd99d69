"""Who may see what. `may_see` is the one place where that is decided; everything that is shown goes by it.

A document is public, internal (for everyone who is known), or of named groups.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from kb.errors import ForbiddenError, UsageError

PUBLIC, INTERNAL = "public", "internal"
OF_GROUPS = "groups:"
_GROUP = re.compile(r"[^\s,:]{1,64}")
_MOST_GROUPS = 20


class Scope(StrEnum):
    """What a reader may do.

    `read`: search, and read what they may see; `write`: add and replace documents; `curate`: judge suggestions and work
    on practice records; `admin`: all of these, see every document, decide who sees which, and erase.
    """

    READ = "read"
    WRITE = "write"
    CURATE = "curate"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks.

    Attributes:
        name: what is noted with changes; empty for who is not known.
        scopes: what they may do.
        groups: whose documents they may see.
        internal: they may see what is internal.
        via: how they are known, for logs and limits: `key:<id>`, `oidc`, `proxy`, `local`; it makes no other reader.
    """

    name: str = ""
    scopes: frozenset[Scope] = field(default_factory=frozenset)
    groups: frozenset[str] = field(default_factory=frozenset)
    internal: bool = False
    via: str = field(default="anonymous", compare=False)

    def may(self, scope: Scope) -> bool:
        """Tells whether they may do something."""
        return scope in self.scopes or Scope.ADMIN in self.scopes

    def check(self, scope: Scope) -> None:
        """Rejects who may not do something.

        Raises:
            ForbiddenError: they may not.
        """
        if not self.may(scope):
            raise ForbiddenError("scope_missing", scope=scope.value)


# Who sits at the machine itself, and who is not known at all.
LOCAL = Reader(scopes=frozenset(Scope), internal=True, via="local")
ANYBODY = Reader(scopes=frozenset({Scope.READ}))


def may_see(reader: Reader, visibility: str) -> bool:
    """Tells whether a reader may see a document of a visibility; one that is not understood is for administrators."""
    if reader.may(Scope.ADMIN) or visibility == PUBLIC:
        return True
    if visibility == INTERNAL:
        return reader.internal
    return not reader.groups.isdisjoint(groups_of(visibility))


def groups_of(visibility: str) -> frozenset[str]:
    """Returns the groups that a visibility names, none if it is of no groups."""
    if not visibility.startswith(OF_GROUPS):
        return frozenset()
    return frozenset(filter(None, visibility.removeprefix(OF_GROUPS).split(",")))


def visibility_of(text: str) -> str:
    """Returns a visibility as it is kept: `public`, `internal` or `groups:` with their names in order.

    Raises:
        UsageError: it is none of these.
    """
    wanted = text.strip()
    if wanted in (PUBLIC, INTERNAL):
        return wanted
    names = [name.strip() for name in wanted.removeprefix(OF_GROUPS).split(",")]
    named = wanted.startswith(OF_GROUPS) and len(names) <= _MOST_GROUPS
    if not named or not all(_GROUP.fullmatch(name) for name in names):
        raise UsageError("visibility_invalid")
    return OF_GROUPS + ",".join(sorted(set(names)))
