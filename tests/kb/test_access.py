from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.access import ANYBODY, LOCAL, Reader, Scope, groups_of, may_see, visibility_of
from kb.errors import ForbiddenError, UsageError

GROUP = st.text(st.characters(whitelist_categories=["L", "N"]), min_size=1, max_size=8)
READERS = st.builds(
    Reader,
    name=st.just("an"),
    scopes=st.frozensets(st.sampled_from(Scope)),
    groups=st.frozensets(GROUP, max_size=3),
    internal=st.booleans(),
)


@given(READERS)
def test_everybody_sees_what_is_public(reader: Reader) -> None:
    assert may_see(reader, "public")


@given(READERS, st.sets(GROUP, min_size=1, max_size=3))
def test_groups_see_what_is_theirs_and_nobody_else_but_administrators(reader: Reader, groups: set[str]) -> None:
    visibility = visibility_of("groups:" + ",".join(groups))
    assert may_see(reader, visibility) == (bool(groups & reader.groups) or Scope.ADMIN in reader.scopes)
    assert groups_of(visibility) == groups


@given(READERS, st.text())
def test_what_is_not_understood_is_for_administrators(reader: Reader, text: str) -> None:
    try:
        visibility_of(text)
    except UsageError:
        if not groups_of(text):
            assert may_see(reader, text) == reader.may(Scope.ADMIN)


def test_who_is_not_known_sees_what_is_public_and_who_sits_there_everything() -> None:
    assert [may_see(ANYBODY, one) for one in ("public", "internal", "groups:board")] == [True, False, False]
    assert all(may_see(LOCAL, one) for one in ("public", "internal", "groups:board", "?"))


@pytest.mark.parametrize("text", ["", "secret", "groups:", "groups:a,,b", "groups:a b", "Public", "groups:a:b"])
def test_a_wrong_visibility_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        visibility_of(text)


def test_groups_are_kept_in_order_each_once() -> None:
    assert visibility_of(" groups: finance , board,finance ") == "groups:board,finance"


def test_rights_are_checked_by_scope() -> None:
    reader = Reader(scopes=frozenset({Scope.READ, Scope.CURATE}))
    reader.check(Scope.CURATE)
    with pytest.raises(ForbiddenError):
        reader.check(Scope.ADMIN)
    assert all(Reader(scopes=frozenset({Scope.ADMIN})).may(scope) for scope in Scope)
