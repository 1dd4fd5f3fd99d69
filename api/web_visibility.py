"""Who may see a document, as a form has it: one of three circles, and the names of groups beside the third."""

from __future__ import annotations

from kb.access import OF_GROUPS
from kb.errors import UsageError

# How the form calls the circle that names groups.
CIRCLE_OF_GROUPS = "groups"


def chosen_visibility(circle: str, groups: str) -> str:
    """Returns what a form chose, as documents hold it.

    Raises:
        UsageError: groups are named beside another circle, which would see what was meant for the groups.
    """
    if groups.strip() and circle != CIRCLE_OF_GROUPS:
        raise UsageError("web_groups_beside")
    return f"{OF_GROUPS}{groups}" if circle == CIRCLE_OF_GROUPS else circle


def shown_visibility(visibility: str) -> tuple[str, str]:
    """Returns the circle and the groups that a form shows of a document."""
    is_of_groups = visibility.startswith(OF_GROUPS)
    return (CIRCLE_OF_GROUPS, visibility.removeprefix(OF_GROUPS)) if is_of_groups else (visibility, "")
