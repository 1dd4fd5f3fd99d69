from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from kb import generations
from kb.dense import ChromaIndex, build
from kb.errors import StorageError
from kb.vectors import VectorTable


def unit_vectors(rows: int, seed: int = 0, dimension: int = 16) -> VectorTable:
    matrix = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return VectorTable(np.arange(1, rows + 1, dtype=np.int64), matrix)


def published(root: Path, rows: int) -> generations.Generation:
    generations.publish(root, unit_vectors(rows), "model-a")
    found = generations.newest(root, "model-a")
    assert found is not None
    return found


def test_a_published_generation_opens_with_its_vectors(tmp_path: Path) -> None:
    table = unit_vectors(5)
    generations.publish(tmp_path, table, "model-a")
    found = generations.newest(tmp_path, "model-a")
    assert found is not None
    assert np.array_equal(found.table.matrix, table.matrix)
    assert found.stamp == generations.Stamp(vectors="model-a", dimension=16, size=5, last=5)


def test_a_new_generation_takes_the_place_of_the_old(tmp_path: Path) -> None:
    generations.publish(tmp_path, unit_vectors(3), "model-a")
    generations.publish(tmp_path, unit_vectors(4), "model-a")
    assert [path.name for path in tmp_path.iterdir()] == ["gen-000002"]


def test_what_is_prepared_is_found_once_it_is_adopted(tmp_path: Path) -> None:
    published(tmp_path, 3)
    generations.prepare(tmp_path, unit_vectors(5), "model-a")
    published(tmp_path, 4)  # by another writer
    generations.adopt_prepared(tmp_path)
    found = generations.newest(tmp_path, "model-a")
    assert found is not None
    assert (found.folder.name, found.stamp.size) == ("gen-000003", 5)
    index = ChromaIndex(found.chroma_folder, 5)
    assert index.nearest(unit_vectors(5).matrix[2], 1).numbers.tolist() == [3]
    index.close()


def test_what_is_never_adopted_can_be_dropped(tmp_path: Path) -> None:
    generations.prepare(tmp_path, unit_vectors(5), "model-a")
    generations.prepare(tmp_path, unit_vectors(4), "model-a")
    generations.drop_prepared(tmp_path)
    generations.drop_prepared(tmp_path)
    generations.adopt_prepared(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_generations_of_models_that_are_kept_lie_side_by_side(tmp_path: Path) -> None:
    generations.publish(tmp_path, unit_vectors(3), "model-a")
    generations.publish(tmp_path, unit_vectors(4), "model-b", {"model-a", "model-c"})
    generations.publish(tmp_path, unit_vectors(5), "model-b", {"model-a"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gen-000001", "gen-000003"]
    found = [generations.newest(tmp_path, stamp) for stamp in ("model-a", "model-b")]
    assert [one and one.stamp.size for one in found] == [3, 5]
    generations.publish(tmp_path, unit_vectors(4), "model-c", {"model-b"})
    assert generations.newest(tmp_path, "model-a") is None
    generations.keep_newest(tmp_path, {"model-c"})
    assert [path.name for path in tmp_path.iterdir()] == ["gen-000004"]


def test_vectors_of_another_model_are_not_opened(tmp_path: Path) -> None:
    generations.publish(tmp_path, unit_vectors(3), "model-a")
    assert generations.newest(tmp_path, "model-b") is None


@pytest.mark.parametrize("name", ["stamp.json", "vectors.npy", "numbers.npy"])
def test_a_generation_that_lost_a_file_is_none(tmp_path: Path, name: str) -> None:
    made = published(tmp_path, 3)
    (made.folder / name).unlink()
    assert generations.newest(tmp_path, "model-a") is None


def test_what_a_killed_writer_left_is_no_generation_and_is_removed(tmp_path: Path) -> None:
    made = published(tmp_path, 3)
    shutil.copytree(made.folder, tmp_path / "gen-000002.part")
    found = generations.newest(tmp_path, "model-a")
    assert found is not None
    assert found.folder == made.folder
    generations.publish(tmp_path, unit_vectors(3), "model-a")
    assert [path.name for path in tmp_path.iterdir()] == ["gen-000002"]


@pytest.mark.parametrize("rows", [1, 2, 7, 400, 5001])
def test_chroma_gives_back_all_that_was_built(tmp_path: Path, rows: int) -> None:
    table = unit_vectors(rows)
    build(tmp_path / "chroma", table.numbers, table.matrix)
    index = ChromaIndex(tmp_path / "chroma", rows)
    try:
        for row in (0, rows // 2, rows - 1):
            found = index.nearest(table.matrix[row], 1)
            assert found.numbers.tolist() == [row + 1]
            assert found.similarities[0] == pytest.approx(1, abs=1e-5)
    finally:
        index.close()


def test_chroma_agrees_with_the_exact_scan(tmp_path: Path) -> None:
    table = unit_vectors(2000)
    build(tmp_path / "chroma", table.numbers, table.matrix)
    index = ChromaIndex(tmp_path / "chroma", 2000)
    everything = np.ones(2001, np.bool_)
    try:
        shared = [
            len(set(index.nearest(q, 10).numbers.tolist()) & set(table.nearest(q, 10, everything).numbers.tolist()))
            for q in unit_vectors(50, seed=1).matrix
        ]
    finally:
        index.close()
    assert np.mean(shared) / 10 >= 0.95


def test_a_damaged_index_says_so(tmp_path: Path) -> None:
    table = unit_vectors(5)
    build(tmp_path / "chroma", table.numbers, table.matrix)
    with pytest.raises(StorageError, match="5 vectors instead of 6"):
        ChromaIndex(tmp_path / "chroma", 6)
    with pytest.raises(StorageError, match="kb rebuild"):
        ChromaIndex(tmp_path / "elsewhere", 5)
