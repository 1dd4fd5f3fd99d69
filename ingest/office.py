"""What Open XML files have in common: parts that refer to each other, and facts about the whole."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from ingest.archive import Archive
from ingest.xml import Element, attribute, local, one_line
from kb.errors import ReadError


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the kind of relation (the last word of its type) and the name of the other part."""

    kind: str
    target: str


def relations(archive: Archive, part: str = "") -> dict[str, Relation]:
    """Returns the relations of a part by their id, those of the whole file without a part.

    What lies outside of the file is left out, and so is what the file names but does not hold.
    """
    folder, name = posixpath.split(part)
    stated = posixpath.join(folder, "_rels", f"{name}.rels")
    if stated not in archive:
        return {}
    found = {}
    for relation in archive.xml(stated).iter("{*}Relationship"):
        target = _resolved(folder, attribute(relation, "Target"))
        if attribute(relation, "TargetMode") != "External" and target in archive:
            found[attribute(relation, "Id")] = Relation(attribute(relation, "Type").rpartition("/")[2], target)
    return found


def related(archive: Archive, part: str, kind: str) -> str | None:
    """Returns the name of the first part of a kind that a part refers to."""
    return next((found.target for found in relations(archive, part).values() if found.kind == kind), None)


def main_part(archive: Archive, usual: str) -> str:
    """Returns the name of the part that all others hang on."""
    return related(archive, "", "officeDocument") or usual


def title_and_date(archive: Archive) -> tuple[str | None, str | None]:
    """Returns the title that a file states and when it was made; damaged facts cost nothing but themselves."""
    try:
        facts = archive.xml(related(archive, "", "core-properties") or "docProps/core.xml")
    except ReadError:
        return None, None
    found = {local(fact): one_line(fact.text or "") for fact in facts.iterchildren()}
    return found.get("title") or None, found.get("created") or None


def relation_id(element: Element, name: str = "id") -> str:
    """Returns the id of the relation that an element names."""
    namespaced = (value for key, value in element.items() if key.endswith("}" + name))
    return str(next(namespaced, ""))


def children(element: Element) -> list[Element]:
    """Returns an element's children; of alternatives for older and newer programs, those of the newer."""
    found: list[Element] = []
    for child in element.iterchildren():
        if local(child) == "AlternateContent":
            chosen = next(child.iterchildren("{*}Choice", "{*}Fallback"), None)
            found.extend(() if chosen is None else children(chosen))
        else:
            found.append(child)
    return found


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
