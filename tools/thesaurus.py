"""Checks the thesaurus of themes and writes what the program reads of it.

::

    python tools/thesaurus.py            # checks kb/data/thesaurus/*.ttl, writes kb/data/themes.json
    python tools/thesaurus.py --check    # fails if themes.json is not what the Turtle files say

The rules are in docs/themes.md.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rdflib import Graph, Literal, URIRef
from rdflib.exceptions import ParserError
from rdflib.namespace import RDF, SKOS
from rdflib.plugins.parsers.notation3 import BadSyntax

from kb.themes import MARKERS
from kb.types import LANGUAGES

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "kb" / "data" / "thesaurus"
WRITTEN = ROOT / "kb" / "data" / "themes.json"

THEME, MARKER = "urn:praktijkbank:theme:", "urn:praktijkbank:marker:"
SDG, DAC = "http://metadata.un.org/sdg/", "urn:oecd:dac:sector:"
TOP = URIRef("urn:praktijkbank:themes")
DEEPEST = 3
# Each goal's last numbered target and the last of its lettered ones, from goal 1 on (United Nations, A/RES/70/1).
TARGETS = dict(enumerate("5b,5c,9d,7c,6c,6b,3b,10b,5c,10c,7c,8c,3b,7c,9c,10b,19".split(","), start=1))  # noqa: SIM905
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_GOAL = re.compile(r"(1[0-7]|[1-9])(?:\.(\d{1,2}|[a-d]))?")
_DAC = re.compile(r"\d{5}")
_STARRED = re.compile(r"\*?[^\s*]+\*?")

Rows = dict[str, dict[str, Any]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if themes.json is not current")
    checking = parser.parse_args(arguments).check
    graph = read(SOURCES)
    if problems := list(broken_rules(graph)):
        sys.exit("\n".join(problems))
    text = written(rows(graph))
    if not checking:
        WRITTEN.write_text(text, encoding="utf-8")
    elif WRITTEN.read_text(encoding="utf-8") != text:
        sys.exit(f"{WRITTEN.relative_to(ROOT)} is not what the thesaurus says; run python tools/thesaurus.py")


def read(folder: Path) -> Graph:
    """Returns all Turtle files of a folder as one graph; one that cannot be parsed ends the program."""
    graph = Graph()
    for path in sorted(folder.glob("*.ttl")):
        try:
            graph.parse(path, format="turtle")
        except (BadSyntax, ParserError) as error:
            sys.exit(f"{path.name} is no Turtle: {error}")
    return graph


def broken_rules(graph: Graph) -> Iterator[str]:
    """Yields a sentence for each rule that a thesaurus breaks, which names the concept."""
    concepts = _concepts(graph)
    for concept in concepts:
        name = _name(concept)
        told = (_names, _labels, _broader, _links, _definition)
        yield from (f"{name}: {problem}" for check in told for problem in check(graph, concept))
    yield from _shared_labels(graph, concepts)
    yield from _levels(graph, concepts)
    yield from _collections(graph)


def rows(graph: Graph) -> Rows:
    """Returns the concepts as `kb/themes.py` reads them."""
    return {_name(concept): _row(graph, concept) for concept in _concepts(graph)}


def written(found: Rows) -> str:
    """Returns rows as JSON with a concept a line."""
    lines = (f"{json.dumps(name)}: {json.dumps(row, ensure_ascii=False)}" for name, row in sorted(found.items()))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _row(graph: Graph, concept: URIRef) -> dict[str, Any]:
    links = _texts(graph.objects(concept, SKOS.relatedMatch))
    goals = [link.removeprefix(SDG) for link in links]
    beside = {*graph.objects(concept, SKOS.related), *graph.subjects(SKOS.related, concept)}
    collections = graph.subjects(SKOS.member, concept)
    return {
        "labels": {language: found[0] for language, found in _by_language(graph, concept, SKOS.prefLabel).items()},
        "alternative": _by_language(graph, concept, SKOS.altLabel),
        "hidden": _by_language(graph, concept, SKOS.hiddenLabel),
        "broader": sorted(map(_name, graph.objects(concept, SKOS.broader))),
        "related": sorted(map(_name, beside)),
        "definition": str(graph.value(concept, SKOS.definition)),
        "sdgs": sorted({goal.partition(".")[0] for goal in goals}, key=int),
        "targets": sorted(goal for goal in goals if "." in goal),
        "dac": [link.removeprefix(DAC) for link in _texts(graph.objects(concept, SKOS.closeMatch))],
        "markers": sorted(str(one).removeprefix(MARKER) for one in collections),
    }


def _concepts(graph: Graph) -> list[URIRef]:
    return sorted(one for one in graph.subjects(RDF.type, SKOS.Concept) if isinstance(one, URIRef))


def _name(node: object) -> str:
    return str(node).removeprefix(THEME)


def _texts(nodes: Iterable[object]) -> list[str]:
    return sorted(map(str, nodes))


def _by_language(graph: Graph, concept: URIRef, kind: URIRef) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for label in graph.objects(concept, kind):
        if isinstance(label, Literal):
            found.setdefault(label.language or "", []).append(str(label))
    return {language: sorted(labels) for language, labels in found.items() if labels}


def _names(_graph: Graph, concept: URIRef) -> Iterator[str]:
    if not str(concept).startswith(THEME) or not _ID.fullmatch(_name(concept)):
        yield f"a concept is named {THEME} and small letters with hyphens"


def _labels(graph: Graph, concept: URIRef) -> Iterator[str]:
    preferred = _by_language(graph, concept, SKOS.prefLabel)
    for language in LANGUAGES:
        if len(preferred.get(language, [])) != 1:
            yield f"has {len(preferred.get(language, []))} preferred labels in {language!r}; it needs one"
    every = {kind: _by_language(graph, concept, kind) for kind in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)}
    for kind, found in every.items():
        yield from (f"has a label in {language!r}, not one of the four" for language in found.keys() - {*LANGUAGES})
        labels = [label for several in found.values() for label in several]
        yield from (f"label {label!r} is not well formed" for label in labels if not _is_formed(label, kind))
    for language in LANGUAGES:
        if not every[SKOS.altLabel].get(language):
            yield f"has no alternative label in {language!r}"
        yield from _twice(language, [label for found in every.values() for label in found.get(language, ())])


def _twice(language: str, labels: Sequence[str]) -> Iterator[str]:
    folded = [label.casefold() for label in labels]
    repeated = sorted({label for label in folded if folded.count(label) > 1})
    yield from (f"has label {label!r} twice in {language!r}" for label in repeated)


def _is_formed(label: str, kind: URIRef) -> bool:
    """Tells whether a label has words and no stray blanks, and stars only at a word's begin or end if it is hidden."""
    if label != " ".join(label.split()) or not re.search(r"\w", label):
        return False
    if kind != SKOS.hiddenLabel:
        return "*" not in label
    return all(_STARRED.fullmatch(word) and word.strip("*") for word in label.split())


def _broader(graph: Graph, concept: URIRef) -> Iterator[str]:
    above = list(graph.objects(concept, SKOS.broader))
    is_top = (concept, SKOS.topConceptOf, TOP) in graph
    if is_top == bool(above):
        yield "has to be either a top concept or narrower than another"
    beside = list(graph.objects(concept, SKOS.related))
    for other in (*above, *beside):
        if (other, RDF.type, SKOS.Concept) not in graph:
            yield f"names {_name(other)}, which is no concept"
    for other in beside:
        if other in _above(graph, concept) or concept in _above(graph, other):
            yield f"is both related to {_name(other)} and above or below it"


def _links(graph: Graph, concept: URIRef) -> Iterator[str]:
    for link in _texts(graph.objects(concept, SKOS.relatedMatch)):
        if not link.startswith(SDG) or not _is_goal(link.removeprefix(SDG)):
            yield f"{link} is no goal or target of the SDGs"
    for link in _texts(graph.objects(concept, SKOS.closeMatch)):
        if not link.startswith(DAC) or not _DAC.fullmatch(link.removeprefix(DAC)):
            yield f"{link} is no purpose code of five digits ({DAC}14050)"


def _is_goal(written_so: str) -> bool:
    found = _GOAL.fullmatch(written_so)
    if not found or not found[2]:
        return bool(found)
    last = TARGETS[int(found[1])]
    numbered, lettered = int(last.rstrip("abcd")), last.lstrip("0123456789")
    return int(found[2]) in range(1, numbered + 1) if found[2].isdigit() else found[2] <= lettered


def _definition(graph: Graph, concept: URIRef) -> Iterator[str]:
    given = list(graph.objects(concept, SKOS.definition))
    if [one.language for one in given if isinstance(one, Literal)] != ["en"]:
        yield "needs one definition, in English"


def _above(graph: Graph, concept: object) -> set[object]:
    """Returns all that is broader than a concept; a cycle holds the concept itself."""
    found: set[object] = set()
    waiting = list(graph.objects(concept, SKOS.broader))  # type: ignore[arg-type]  # nodes of the graph
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += graph.objects(one, SKOS.broader)
    return found


def _levels(graph: Graph, concepts: Sequence[URIRef]) -> Iterator[str]:
    for concept in concepts:
        above = _above(graph, concept)
        if concept in above:
            yield f"{_name(concept)}: is broader than itself"
        elif _depth(graph, concept, DEEPEST) > DEEPEST:
            yield f"{_name(concept)}: lies deeper than {DEEPEST} levels"


def _depth(graph: Graph, concept: object, most: int) -> int:
    """Returns the level of a concept, 1 for a top concept, no further than one below the deepest allowed."""
    above = list(graph.objects(concept, SKOS.broader))  # type: ignore[arg-type]  # nodes of the graph
    return 1 + max((_depth(graph, one, most - 1) for one in above), default=0) if most >= 0 else 1


def _shared_labels(graph: Graph, concepts: Sequence[URIRef]) -> Iterator[str]:
    held: dict[tuple[str, str], str] = {}
    for concept in concepts:
        for language, labels in _by_language(graph, concept, SKOS.prefLabel).items():
            other = held.setdefault((language, labels[0].casefold()), _name(concept))
            if other != _name(concept):
                yield f"{_name(concept)}: has the preferred label of {other} in {language!r}: {labels[0]!r}"


def _collections(graph: Graph) -> Iterator[str]:
    for collection in sorted(set(graph.subjects(SKOS.member)), key=str):
        if str(collection).removeprefix(MARKER) not in MARKERS:
            yield f"{collection}: is no marker; there are {', '.join(MARKERS)}"
        for member in sorted(set(graph.objects(collection, SKOS.member)), key=str):
            if (member, RDF.type, SKOS.Concept) not in graph:
                yield f"{collection}: names {_name(member)}, which is no concept"


if __name__ == "__main__":
    main()
