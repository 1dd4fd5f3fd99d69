from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.evaluation_schemas import EvaluationOut, LossesOut, PairOut, SummaryOut
from tools.quality import BEGIN, END, main, read_steps, replaced, tables

LANGUAGES = ("es", "nl")


def figures(collection: str, hybrid: float, *, questions: int = 10, modes: tuple[str, ...] = ()) -> EvaluationOut:
    """Two languages: dense .5 everywhere, lexical .7 within a language and .1 across."""

    def value(mode: str, *, same: bool) -> float:
        return {"dense": 0.5, "lexical": 0.7 if same else 0.1, "hybrid": hybrid}[mode]

    measured = modes or ("dense", "lexical", "hybrid")
    pairs = [
        PairOut(
            query_language=asked,
            document_language=held,
            mode=mode,
            questions=questions,
            abstentions=0,
            ndcg=value(mode, same=asked == held),
            recall=1,
            mrr=1,
            first_three=1,
            first_ten=1,
        )
        for asked in LANGUAGES
        for held in LANGUAGES
        for mode in measured
    ]
    summaries = [
        SummaryOut(
            mode=mode,
            measure=measure,
            monolingual=value(mode, same=True) if measure == "ndcg" else 1,
            crosslingual=value(mode, same=False) if measure == "ndcg" else 1,
            worst=value(mode, same=False) if measure == "ndcg" else 1,
            worst_pair=("es", "nl"),
        )
        for measure in ("recall", "ndcg")
        for mode in measured
    ]
    return EvaluationOut(
        collection=collection,
        model="words/1",
        depth=10,
        questions=questions,
        passages=40,
        pairs=pairs,
        summaries=summaries,
        losses=LossesOut(mode="hybrid", lost=0, missed=0, losses=[], misses=[]),
        missing=[],
    )


def write(folder: Path, name: str, found: EvaluationOut) -> Path:
    path = folder / f"{name}.json"
    path.write_text(found.model_dump_json(), encoding="utf-8")
    return path


@pytest.fixture
def steps(tmp_path: Path) -> list[str]:
    """Two steps of two collections, as the command line names them."""
    made = {"English = base": 0.6, "Grafted": 0.75}
    return [
        f"{name}={write(tmp_path, f'{collection}-{number}', figures(collection, hybrid))}"
        for number, (name, hybrid) in enumerate(made.items())
        for collection in ("osg", "gnome")
    ]


def test_each_collection_has_a_row_a_step_and_a_table_of_pairs_a_step(
    steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main([word for step in steps for word in ("--step", step)])
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        "## osg",
        "### osg: English = base",
        "### osg: Grafted",
        "## gnome",
        "### gnome: English = base",
        "### gnome: Grafted",
    ]
    part = ".500 / .500 / .500 (es→nl) | .700 / .100 / .100 (es→nl)"
    assert lines.count(f"| English = base | {part} | .600 / .600 / .600 (es→nl) |") == 2
    assert lines.count(f"| Grafted | {part} | .750 / .750 / .750 (es→nl) |") == 2
    assert lines.count("| **nl** | .500 · **.700** · .600 | .500 · .100 · **.600** |") == 2
    assert "10 questions over 40 texts, nDCG@10." in lines


def test_languages_stand_in_the_order_of_the_project(steps: list[str]) -> None:
    text = tables(read_steps(steps))
    assert "|  | nl | es |" in text
    assert text.index("| **nl** |") < text.index("| **es** |")


def test_the_same_files_give_the_same_text_and_the_page_keeps_the_rest(steps: list[str], tmp_path: Path) -> None:
    page = tmp_path / "quality.md"
    page.write_text(f"# Quality\n\n{BEGIN}\nold\n{END}\n\nAfter.\n")
    command = [*(word for step in steps for word in ("--step", step)), "--into", str(page)]
    main(command)
    once = page.read_text()
    main(command)
    assert page.read_text() == once
    assert once.startswith(f"# Quality\n\n{BEGIN}\n\n## osg\n")
    assert once.endswith(f"|\n\n{END}\n\nAfter.\n")
    assert "old" not in once


def test_a_mode_that_was_not_measured_is_a_dash(tmp_path: Path) -> None:
    path = write(tmp_path, "osg", figures("osg", 0.6, modes=("dense",)))
    text = tables(read_steps([f"One={path}"]))
    assert "| One | .500 / .500 / .500 (es→nl) | – | – |" in text
    assert "| **nl** | .500 | .500 |" in text


def test_a_pair_that_was_not_measured_is_a_dash(tmp_path: Path) -> None:
    found = figures("osg", 0.6)
    kept = [pair for pair in found.pairs if (pair.query_language, pair.document_language) != ("nl", "es")]
    path = write(tmp_path, "osg", found.model_copy(update={"pairs": kept}))
    assert "| **nl** | .500 · **.700** · .600 | – · – · – |" in tables(read_steps([f"One={path}"]))


def test_steps_that_measured_different_questions_are_refused(tmp_path: Path) -> None:
    whole, part = write(tmp_path, "a", figures("osg", 0.6)), write(tmp_path, "b", figures("osg", 0.6, questions=9))
    with pytest.raises(ValueError, match="differ in questions"):
        read_steps([f"One={whole}", f"Two={part}"])


def test_what_is_wrong_with_a_step_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "osg", figures("osg", 0.6))
    (tmp_path / "broken.json").write_text("{}")
    for named in (["One"], [f"={path}"], [f"One={path}"] * 2, [f"One={tmp_path}/broken.json"], ["One=/nowhere.json"]):
        with pytest.raises(SystemExit, match="quality: "):
            main([word for step in named for word in ("--step", step)])


@pytest.mark.parametrize("page", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{BEGIN}{END}", f"{BEGIN}{END}{END}"])
def test_a_page_without_its_marks_is_left_alone(page: str) -> None:
    with pytest.raises(ValueError, match="once, in this order"):
        replaced(page, "tables")


@given(before=st.text(), old=st.text(), after=st.text())
def test_only_what_is_between_the_marks_changes(before: str, old: str, after: str) -> None:
    found = replaced(f"{before}{BEGIN}{old}{END}{after}", "new")
    assert found.startswith(before + BEGIN)
    assert found.endswith(END + after)
    assert replaced(found, "new") == found
