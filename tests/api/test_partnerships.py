from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from ingest.outcomes import Status
from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.practice_desk import PracticeDesk
from kb.registry import load_registry
from kb.types import Passage
from tests.conftest import WordEmbedder

Fill = Callable[..., list[str]]
Make = Callable[..., Passage]
Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def kb(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `kb partnerships ...`."""
    monkeypatch.setenv("KB_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: object, **environment: str) -> Result:
        said = ["--home", str(home), "partnerships", *map(str, words)]
        return CliRunner().invoke(app, said, env=environment)

    return run


def parsed(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


NEW = ("add", "gent-bado", "--type", "city_twinning", "--country", "bj", "--flemish", "Gent", "--partner", "Bado")


def test_partnerships_are_listed(kb: Run, home: Path) -> None:
    shown = kb("list")
    for part in ("laarne-ouinhi Laarne – Ouinhi", "city twinning · Benin · Ouinhi", "Partnerships: 7"):
        assert part in shown.stdout
    assert "hermanamiento de municipios · Benín · Ouinhi" in kb("list", KB_LANGUAGE="es").stdout
    assert len(parsed(kb("list", "--json"))["partnerships"]) == 7
    assert not home.exists()


def test_one_is_shown(kb: Run) -> None:
    shown = kb("show", "mol-santo-tomas")
    for part in ("Mol – Santo Tomás", "Country: Nicaragua (NI)", "Flemish side: Mol", "Santo Tomás de Aquino"):
        assert part in shown.stdout
    assert "Period" not in shown.stdout
    found = parsed(kb("show", "mol-santo-tomas", "--json", KB_LANGUAGE="fr"))
    assert (found["id"], found["type"], found["country"], found["country_label"], found["period"]) == (
        "mol-santo-tomas",
        "city_twinning",
        "NI",
        "Nicaragua",
        None,
    )


def test_one_that_is_not_there_is_told(kb: Run) -> None:
    shown = kb("show", "nowhere", "--json")
    assert shown.exit_code == 2
    assert json.loads(shown.stdout)["code"] == "partnership_unknown"
    assert "portoviejo" in shown.stderr


def test_one_is_added_with_all_its_fields(kb: Run, home: Path) -> None:
    more = ("--alias", "Badois*", "--excluded", "Bado  del Sur", "--period", "2017-2026", "--label", "Gent en Bado")
    saved = parsed(kb(*NEW, *more, "--json"))

    assert saved["file"] == str(home / "partnerships.toml")
    assert "kb ingest" in saved["next"]
    assert saved["partnership"] == {
        "id": "gent-bado",
        "label": "Gent en Bado",
        "type": "city_twinning",
        "flemish": ["Gent"],
        "partner": ["Bado"],
        "country": "BJ",
        "country_label": "Benin",
        "aliases": ["Badois*"],
        "excluded": ["Bado del Sur"],
        "period": [2017, 2026],
    }
    assert load_registry(home).partnerships[-1].label == "Gent en Bado"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nl", "koppelt de documenten opnieuw"),
        ("fr", "relie à nouveau les documents"),
        ("es", "enlaza de nuevo los documentos"),
        ("en", "links the documents anew"),
    ],
)
def test_what_happens_next_is_said(kb: Run, language: str, told: str) -> None:
    shown = kb(*NEW, KB_LANGUAGE=language)
    assert shown.exit_code == 0
    assert "Gent – Bado" in shown.stdout
    assert told in shown.stdout


def test_what_a_new_one_needs_is_told(kb: Run, home: Path) -> None:
    shown = kb("add", "gent-bado", "--country", "BJ")
    assert shown.exit_code == 2
    assert "--type, --partner" in shown.stderr
    assert not (home / "partnerships.toml").exists()


def test_one_that_would_link_wrongly_is_not_added(kb: Run, home: Path) -> None:
    shown = kb(*NEW, "--partner", "Pout", "--alias", "Senegal")
    assert shown.exit_code == 2
    assert "'Pout' stands for [deinze-lievegem-kemopodi] as well" in shown.stderr
    assert "'Senegal' is the name of a country" in shown.stderr
    assert not (home / "partnerships.toml").exists()


def test_what_is_given_replaces_what_was_there(kb: Run) -> None:
    edited = parsed(kb("edit", "deinze-lievegem-kemopodi", "--alias", "Pout", "--label", "KeMoPoDi", "--json"))
    assert edited["partnership"]["aliases"] == ["Pout"]
    assert edited["partnership"]["label"] == "KeMoPoDi"
    assert edited["partnership"]["flemish"] == ["Deinze", "Lievegem"]
    emptied = parsed(kb("edit", "deinze-lievegem-kemopodi", "--alias", "", "--json"))
    assert emptied["partnership"]["aliases"] == []


def test_aliases_come_and_go_one_by_one(kb: Run) -> None:
    chosen = ("--add-alias", "Diender Guedj", "--remove-alias", "pout")
    edited = parsed(kb("edit", "deinze-lievegem-kemopodi", *chosen, "--json"))
    assert edited["partnership"]["aliases"] == ["Keur Moussa", "Diender", "Ke Mo Po Di", "Diender Guedj"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("edit", "karongi"), "Nothing was given"),
        (("edit", "karongi", "--period", "soon"), "2017-2026, not 'soon'"),
        (("edit", "karongi", "--period", "2026-2017"), "not [2026, 2017]"),
        (("edit", "karongi", "--country", "zz"), "country 'ZZ' is not known"),
        (("edit", "karongi", "--type", "friendship"), "friendship"),
        (("edit", "nowhere", "--label", "x"), "There is no partnership 'nowhere'"),
        (("remove", "nowhere"), "There is no partnership 'nowhere'"),
    ],
)
def test_wrong_use_is_told(kb: Run, home: Path, words: tuple[str, ...], told: str) -> None:
    shown = kb(*words)
    assert shown.exit_code == 2
    assert told in shown.stderr
    assert not (home / "partnerships.toml").exists()


def test_one_is_removed(kb: Run, home: Path) -> None:
    assert parsed(kb("remove", "karongi", "--json"))["passages"] == 0
    assert "karongi" not in {one.id for one in load_registry(home).partnerships}
    assert "kb ingest" in kb("remove", "bugesera").stdout


def test_one_in_use_is_removed_only_by_force(kb: Run, base: KnowledgeBase, make_passage: Make, fill: Fill) -> None:
    texts = ("Three municipalities share one depot.", "Each had its own store before.")
    ids = fill([make_passage(text, partnerships=("karongi",)) for text in texts])
    PracticeDesk(base.catalog, base.registry).draft(ids[:1], who="An")

    refused = kb("remove", "karongi")
    assert refused.exit_code == 2
    assert "passages 2, practice records 1" in refused.stderr
    removed = parsed(kb("remove", "karongi", "--force", "--json"))
    assert (removed["removed"], removed["passages"], removed["practices"]) == ("karongi", 2, 1)
    assert base.catalog.counts()["passages"] == 2


def test_a_sound_registry_is_said_to_be_so(kb: Run, home: Path) -> None:
    assert "partnerships.toml is sound: partnerships 7" in kb("check").stdout
    kb(*NEW)
    found = parsed(kb("check", "--json"))
    assert found == {"sound": True, "file": str(home / "partnerships.toml"), "problems": []}


def test_all_problems_are_listed_by_entry(kb: Run, home: Path) -> None:
    home.mkdir()
    wrong = '[one]\nlabel = "One"\ntype = "friendship"\npartner = ["Senegal"]\ncountry = "BJ"\n[Two]\n'
    (home / "partnerships.toml").write_text(wrong, encoding="utf-8")

    shown = kb("check")
    assert shown.exit_code == 1
    assert [line.split(":")[0] for line in shown.stdout.splitlines()[1:]] == ["[one]"] * 2 + ["[Two]"] * 5
    listed = kb("check", "--json", KB_LANGUAGE="nl")
    assert listed.exit_code == 1
    found = json.loads(listed.stdout)
    assert (found["sound"], len(found["problems"])) == (False, 7)
    assert found["problems"][0]["entry"] == "one"
    assert "niet bekend" in found["problems"][0]["problem"]
    assert kb("list").exit_code == 2


def test_the_next_ingest_links_documents_anew(kb: Run, base: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "nota.txt"
    file.write_text("De gemeente Bado leert hoe een comité van inwoners de pompen onderhoudt.", encoding="utf-8")
    ingest([file], base)
    assert kb(*NEW).exit_code == 0

    again = KnowledgeBase(base.config, WordEmbedder())
    assert [outcome.status for outcome in ingest([file], again).outcomes] == [Status.UPDATED]
    (document,) = again.catalog.documents()
    (stored,) = again.catalog.passages_of(document.id)
    again.close()
    assert (stored.passage.partnerships, stored.passage.countries) == (("gent-bado",), ("BJ",))
