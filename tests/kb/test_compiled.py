from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kb import compiling
from kb.config import Config, load_config
from kb.embedder import SentenceEmbedder
from kb.errors import ModelError, UsageError
from tests.conftest import ROOT
from tests.kb.test_embedder import make_model

pytest.importorskip("openvino", reason="the extra openvino is not installed")

TEXTS = ["water", "waste committee", "", "water waste water waste committee", "waste " * 100]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that several tests share, so that the model is compiled once."""
    return tmp_path_factory.mktemp("home")


def config_with(home: Path, **settings: object) -> Config:
    wanted = {"backend": "openvino", "threads": 1} | settings
    return load_config(home, {f"KB_{name.upper()}": str(value) for name, value in wanted.items()})


def compiled(home: Path) -> list[Path]:
    return [path for path in (home / "models").iterdir() if path.suffix != ".lock"]


def test_it_embeds_as_pytorch_does_but_for_rounding(home: Path, folder: Path) -> None:
    for settings in ({}, {"query_prefix": "query: ", "passage_prefix": "passage: "}):
        quick = SentenceEmbedder(config_with(home, model=folder, **settings))
        exact = SentenceEmbedder(config_with(home, model=folder, backend="torch", **settings))
        agreement = (quick.embed_passages(TEXTS) * exact.embed_passages(TEXTS)).sum(axis=1)
        assert agreement.min() > 0.99
        assert quick.embed_query("water") @ exact.embed_query("water") > 0.99


def test_vectors_have_length_one_and_the_dimension_asked_for(home: Path, folder: Path) -> None:
    whole = SentenceEmbedder(config_with(home, model=folder))
    half = SentenceEmbedder(config_with(home, model=folder, dimension=4))
    for found, width in ((whole, 8), (half, 4)):
        matrix = found.embed_passages(TEXTS)
        assert matrix.shape == (len(TEXTS), width)
        assert matrix.dtype == np.float32
        assert np.allclose(np.linalg.norm(matrix, axis=1), 1, atol=1e-5)
    assert whole.embed_passages([]).shape == (0, 8)
    with pytest.raises(ModelError, match="gives 8 dimensions"):
        SentenceEmbedder(config_with(home, model=folder, dimension=16)).load()


def test_a_vector_does_not_depend_on_what_is_embedded_with_it(home: Path, folder: Path) -> None:
    together = SentenceEmbedder(config_with(home, model=folder)).embed_passages(TEXTS)
    by_two = SentenceEmbedder(config_with(home, model=folder, batch_size=2)).embed_passages(TEXTS[::-1])
    assert np.allclose(together, by_two[::-1], atol=1e-4)


def test_threads_may_share_it(home: Path, folder: Path) -> None:
    found = SentenceEmbedder(config_with(home, model=folder))
    texts = ["water", "waste", "committee", "water waste"] * 10
    alone = [found.embed_query(text) for text in texts]
    with ThreadPoolExecutor(4) as threads:
        assert np.allclose(list(threads.map(found.embed_query, texts)), alone, atol=1e-6)


def test_its_vectors_and_pytorchs_never_mix(home: Path, folder: Path) -> None:
    quick = SentenceEmbedder(config_with(home, model=folder)).stamp
    exact = SentenceEmbedder(config_with(home, model=folder, backend="torch")).stamp
    assert quick != exact
    assert "openvino" in quick
    assert "openvino" not in exact


def test_it_is_made_once(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SentenceEmbedder(config_with(tmp_path, model=folder)).load()
    made = compiled(tmp_path)
    assert len(made) == 1
    monkeypatch.setattr(compiling, "_write", pytest.fail)
    SentenceEmbedder(config_with(tmp_path, model=folder)).load()
    assert compiled(tmp_path) == made


def test_what_was_cut_off_while_it_was_made_is_made_anew(tmp_path: Path, folder: Path, home: Path) -> None:
    (name,) = [path.name for path in compiled(home)]
    (tmp_path / "models" / f"{name}.part").mkdir(parents=True)
    (tmp_path / "models" / f"{name}.part" / "model.xml").write_text("<half")
    SentenceEmbedder(config_with(tmp_path, model=folder)).load()
    assert [path.name for path in compiled(tmp_path)] == [name]


def test_a_model_that_would_answer_otherwise_is_refused(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "_PROMPTS", {"query": ("none",), "passage": ("none",)})
    monkeypatch.setattr(compiling, "_LEAST_AGREEMENT", 1.01)
    with pytest.raises(ModelError, match="cannot be converted") as error:
        SentenceEmbedder(config_with(tmp_path, model=folder)).load()
    assert "cosine" in str(error.value)
    with pytest.raises(ModelError):
        SentenceEmbedder(config_with(tmp_path, model=folder)).load()
    assert not [path for path in compiled(tmp_path) if path.suffix != ".part"]


def test_a_models_own_prompts_are_kept(tmp_path: Path) -> None:
    folder = make_model(tmp_path, prompts={"query": "query: ", "passage": "passage: waste "})
    quick = SentenceEmbedder(config_with(tmp_path / "home", model=folder))
    exact = SentenceEmbedder(config_with(tmp_path / "home", model=folder, backend="torch"))
    assert quick.embed_query("water") @ exact.embed_query("water") > 0.99
    assert quick.embed_passages(["water"])[0] @ exact.embed_passages(["water"])[0] > 0.99
    assert quick.embed_query("water") @ quick.embed_passages(["water"])[0] < 0.99


def test_without_openvino_the_extra_is_named(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(UsageError, match="praktijkbank\\[openvino\\]"):
        SentenceEmbedder(config_with(tmp_path, model=folder)).load()


def test_running_it_loads_no_pytorch_and_reports_to_nobody(home: Path, folder: Path) -> None:
    SentenceEmbedder(config_with(home, model=folder)).load()
    code = f"""
import sys
from pathlib import Path
from kb.config import load_config
from kb.embedder import SentenceEmbedder
sys.addaudithook(lambda event, given: event == "socket.connect" and print("CONNECTS", given))
SentenceEmbedder(load_config(Path({str(home)!r}))).load()
loaded = {{name.split(".")[0] for name in sys.modules if sys.modules[name] is not None}}
print(sorted(loaded & {{"torch", "transformers", "sentence_transformers", "openvino_telemetry"}}))
"""
    environment = {**os.environ, "KB_BACKEND": "openvino", "KB_MODEL": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=environment
    )
    assert done.stdout == "[]\n"
