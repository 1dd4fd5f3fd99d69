from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import Graph

from kb.themes import MARKERS, SDGS, thesaurus
from kb.types import LANGUAGES
from tools import thesaurus as tool

PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix theme: <urn:praktijkbank:theme:> .
@prefix marker: <urn:praktijkbank:marker:> .
@prefix sdg: <http://metadata.un.org/sdg/> .
@prefix dac: <urn:oecd:dac:sector:> .
"""
WASTE = """
theme:waste a skos:Concept ;
    skos:prefLabel "Afval"@nl, "Déchets"@fr, "Residuos"@es, "Waste"@en ;
    skos:altLabel "vuilnis"@nl, "ordures"@fr, "basura"@es, "garbage"@en ;
    skos:topConceptOf <urn:praktijkbank:themes> ;
    skos:definition "What is thrown away."@en ;
    skos:relatedMatch sdg:12 ;
    skos:closeMatch dac:14050 .
"""
COLLECTION = """
theme:waste-collection a skos:Concept ;
    skos:prefLabel "Afvalophaling"@nl, "Collecte des déchets"@fr, "Recolección"@es, "Waste collection"@en ;
    skos:altLabel "inzameling"@nl, "ramassage"@fr, "recogida"@es, "garbage collection"@en ;
    skos:hiddenLabel "afvalophaal*"@nl ;
    skos:broader theme:waste ;
    skos:definition "Fetching it."@en ;
    skos:relatedMatch <http://metadata.un.org/sdg/11.6>, <http://metadata.un.org/sdg/12.a> .
"""
MARKER = "marker:environment a skos:Collection ; skos:member theme:waste ."
WHOLE = PREFIXES + WASTE + COLLECTION + MARKER


def problems(text: str) -> list[str]:
    return list(tool.broken_rules(Graph().parse(data=text, format="turtle")))


def changed(old: str, new: str) -> list[str]:
    assert old in WHOLE
    return problems(WHOLE.replace(old, new))


def test_a_thesaurus_that_keeps_all_rules_has_no_problem() -> None:
    assert problems(WHOLE) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"Residuos"@es, ', "", "waste: has 0 preferred labels in 'es'; it needs one"),
        ('"Afval"@nl', '"Afval"@nl, "Vuil"@nl', "waste: has 2 preferred labels in 'nl'; it needs one"),
        ('"vuilnis"@nl, ', "", "waste: has no alternative label in 'nl'"),
        ('"vuilnis"@nl', '"Müll"@de, "vuilnis"@nl', "waste: has a label in 'de', not one of the four"),
        ('"vuilnis"@nl', '"vuil*"@nl', "waste: label 'vuil*' is not well formed"),
        ('"vuilnis"@nl', '" vuilnis"@nl', "waste: label ' vuilnis' is not well formed"),
        ('"afvalophaal*"@nl', '"afval*ophaal"@nl', "waste-collection: label 'afval*ophaal' is not well formed"),
        ('"afvalophaal*"@nl', '"*"@nl', "waste-collection: label '*' is not well formed"),
        ('"vuilnis"@nl', '"afval"@nl', "waste: has label 'afval' twice in 'nl'"),
        ('"Waste collection"@en', '"waste"@en', "waste-collection: has the preferred label of waste in 'en': 'waste'"),
        ("skos:topConceptOf <urn:praktijkbank:themes> ;", "", "waste: has to be either a top concept or narrower"),
        ("skos:broader theme:waste ;", "skos:broader theme:rubbish ;", "names rubbish, which is no concept"),
        ("skos:topConceptOf <urn:praktijkbank:themes>", "skos:broader theme:waste-collection", "broader than itself"),
        ("sdg:12 ;", "sdg:18 ;", "sdg/18 is no goal or target of the SDGs"),
        ("sdg/11.6>", "sdg/11.8>", "sdg/11.8 is no goal or target of the SDGs"),
        ("sdg/12.a>", "sdg/12.d>", "sdg/12.d is no goal or target of the SDGs"),
        ("dac:14050", "dac:1405", "sector:1405 is no purpose code of five digits"),
        ('"Fetching it."@en', '"Ophalen."@nl', "waste-collection: needs one definition, in English"),
        ("member theme:waste ", "member theme:rubbish ", "names rubbish, which is no concept"),
        ("marker:environment", "marker:youth", "is no marker; there are gender, environment"),
        (
            "skos:broader theme:waste ;",
            "skos:broader theme:waste ; skos:related theme:waste ;",
            "is both related to waste",
        ),
        ("theme:waste-collection", "theme:Waste_Collection", "and small letters with hyphens"),
    ],
)
def test_a_broken_rule_is_told_with_the_concept(old: str, new: str, told: str) -> None:
    assert any(told in problem for problem in changed(old, new))


def test_concepts_lie_at_most_three_levels_deep() -> None:
    def below(name: str, above: str) -> str:
        return COLLECTION.replace("waste-collection", name).replace("theme:waste ;", f"theme:{above} ;")

    deep = WHOLE + below("third", "waste-collection") + below("fourth", "third")
    assert "fourth: lies deeper than 3 levels" in problems(deep)
    assert not any("third: lies" in problem for problem in problems(deep))


def test_rows_are_what_the_program_reads() -> None:
    found = tool.rows(Graph().parse(data=WHOLE, format="turtle"))
    assert found["waste"]["markers"] == ["environment"]
    assert found["waste-collection"] == {
        "labels": {
            "nl": "Afvalophaling",
            "fr": "Collecte des déchets",
            "es": "Recolección",
            "en": "Waste collection",
        },
        "alternative": {"nl": ["inzameling"], "fr": ["ramassage"], "es": ["recogida"], "en": ["garbage collection"]},
        "hidden": {"nl": ["afvalophaal*"]},
        "broader": ["waste"],
        "related": [],
        "definition": "Fetching it.",
        "sdgs": ["11", "12"],
        "targets": ["11.6", "12.a"],
        "dac": [],
        "markers": [],
    }


def test_what_is_written_has_a_concept_a_line_and_is_the_same_each_time() -> None:
    found = tool.rows(Graph().parse(data=WHOLE, format="turtle"))
    text = tool.written(found)
    assert json.loads(text) == found
    assert text == tool.written(dict(reversed(found.items())))
    assert len(text.splitlines()) == len(found) + 2


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A thesaurus of its own, and where it is written."""
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "SOURCES", tmp_path)
    monkeypatch.setattr(tool, "WRITTEN", tmp_path / "themes.json")
    (tmp_path / "waste.ttl").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "themes.json").write_text("{}", encoding="utf-8")
    return tmp_path


def test_a_stale_file_is_told_and_written_anew(folder: Path) -> None:
    with pytest.raises(SystemExit, match=r"themes\.json is not what the thesaurus says"):
        tool.main(["--check"])
    tool.main([])
    tool.main(["--check"])
    assert "waste-collection" in (folder / "themes.json").read_text(encoding="utf-8")


def test_a_broken_thesaurus_is_not_written(folder: Path) -> None:
    (folder / "waste.ttl").write_text(WHOLE.replace("dac:14050", "dac:1"), encoding="utf-8")
    with pytest.raises(SystemExit, match="waste: "):
        tool.main([])
    assert (folder / "themes.json").read_text(encoding="utf-8") == "{}"


def test_a_file_that_is_no_turtle_is_named(folder: Path) -> None:
    (folder / "other.ttl").write_text("theme:waste a", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"other\.ttl is no Turtle"):
        tool.main([])


def test_the_shipped_thesaurus_keeps_all_rules_and_is_current() -> None:
    tool.main(["--check"])


def test_the_shipped_thesaurus_covers_what_it_should() -> None:
    concepts = thesaurus().concepts
    assert len(concepts) >= 150
    assert thesaurus().sdgs(concepts) == SDGS
    assert thesaurus().markers(concepts) == MARKERS
    assert all(set(one.labels) == set(LANGUAGES) for one in concepts.values())
