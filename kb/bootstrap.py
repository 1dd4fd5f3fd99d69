"""The composition root: opens a knowledge base in its data folder and hands out what works on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from kb.calibration import similarities_of, threshold_of
from kb.catalog import Catalog
from kb.config import Config
from kb.embedder import Embedder, SentenceEmbedder
from kb.errors import ModelError, StampMismatchError, UsageError
from kb.index import Indexer
from kb.job_intake import Intake
from kb.job_store import JobStore
from kb.models import ModelFacts, config_of, facts_of
from kb.names import folded_names
from kb.nearest import DenseIndex
from kb.originals import Originals
from kb.registry import Registry, load_registry
from kb.rerank import configured_reranker
from kb.search import Searcher
from kb.spool import Spool
from kb.stages import Observe, nobody
from kb.titles import Titles


@dataclass(frozen=True, slots=True)
class Serving:
    """What answers questions: vectors of one stamp, the model that made them, and the search over both."""

    embedder: Embedder
    dense: DenseIndex
    searcher: Searcher


class KnowledgeBase:
    """A data folder with all that belongs to it; parts are opened when they are first asked for.

    ::

        home/
        ├── catalog.sqlite3     the one truth
        ├── originals/          every ingested file, by hash
        ├── uploads/            uploaded files that wait to be read, by hash
        ├── index/gen-N/        derived: vectors and Chroma, of the model that answers and the one before it
        ├── config.toml         settings (optional)
        └── partnerships.toml   the registry (optional; else the one that ships)

    Args:
        config: the settings.
        embedder: takes the place of the configured model.
        open_model: opens the model that settings name.

    Attributes:
        observe: is told how long each stage of a search takes; to be set before the first search.
    """

    def __init__(
        self,
        config: Config,
        embedder: Embedder | None = None,
        open_model: Callable[[Config], Embedder] = SentenceEmbedder,
    ) -> None:
        self.config = config
        self.observe: Observe = nobody
        self._embedder = embedder
        self._open_model = open_model
        self._opened: tuple[ModelFacts, Embedder] | None = None

    @property
    def catalog_path(self) -> Path:
        """Where the catalogue is, or would be."""
        return self.config.home / "catalog.sqlite3"

    def is_filled(self) -> bool:
        """Tells whether there are documents in it, without making an empty one."""
        return self.catalog_path.is_file() and self.catalog.counts()["documents"] > 0

    @cached_property
    def titles(self) -> Titles:
        """The titles of the documents."""
        return Titles(self.catalog)

    @cached_property
    def catalog(self) -> Catalog:
        """The catalogue; made if there is none yet."""
        return Catalog(self.catalog_path)

    @cached_property
    def originals(self) -> Originals:
        """The stored files."""
        return Originals(self.config.home / "originals")

    @cached_property
    def spool(self) -> Spool:
        """The uploaded files that wait to be read."""
        return Spool(self.config.home / "uploads", self.config.max_file_mb)

    @property
    def jobs(self) -> JobStore:
        """The uploads that were acknowledged."""
        return JobStore(self.catalog, self.spool)

    @property
    def intake(self) -> Intake:
        """What takes uploads in."""
        return Intake(self.catalog, self.spool, self.config.max_queued_files)

    @cached_property
    def registry(self) -> Registry:
        """Partnerships and countries."""
        return load_registry(self.config.home)

    @property
    def embedder(self) -> Embedder:
        """The embedding model that the settings name, loaded at its first use; the one that answers may be another."""
        return self.open_model(self.settings_model)

    @cached_property
    def settings_model(self) -> ModelFacts:
        """The model that the settings name, as the catalogue notes it."""
        return facts_of(self.config)

    def wanted_model(self, name: str | None = None) -> ModelFacts:
        """Returns the model that a rebuild is for: the last that was asked for.

        Args:
            name: a model that is asked for now; the settings' prefixes and dimension are of no use with it, unless
                they name it too.
        """
        settings, held = self.settings_model, self.catalog.models()
        if name is not None:
            named = facts_of(config_of(self.config, ModelFacts(model=name, backend=self.config.backend)))
            return settings if named.model == settings.model else named
        newest = held.building or held.serving
        if newest is None or held.asked != settings:
            return settings
        facts = self.catalog.model_facts(newest)
        return facts.asked if facts else settings

    def previous_model(self) -> tuple[Embedder, ModelFacts]:
        """Returns the model to go back to, not loaded yet.

        Raises:
            UsageError: there is none.
            StampMismatchError: it is not on this machine any more.
        """
        stamp = self.catalog.models().previous
        if stamp is None:
            raise UsageError("no_previous_model")
        return self.embedder_of(stamp)

    def open_model(self, facts: ModelFacts) -> Embedder:
        """Returns a model, loaded at its first use; only the last of them is kept, for each takes much memory."""
        if self._embedder and facts == self.settings_model:
            return self._embedder
        if self._opened is None or self._opened[0] != facts:
            self._opened = facts, self._open_model(config_of(self.config, facts))
        return self._opened[1]

    def embedder_of(self, stamp: str) -> tuple[Embedder, ModelFacts]:
        """Returns the model that made the vectors of a stamp, not loaded yet, and how it is asked for.

        Raises:
            StampMismatchError: it is not on this machine any more, or its files have changed.
        """
        noted = self.catalog.model_facts(stamp)
        for facts in dict.fromkeys(filter(None, (noted and noted.asked, self.settings_model))):
            try:
                found = self.open_model(facts)
            except ModelError:
                continue
            if found.stamp == stamp:
                return found, facts
        raise StampMismatchError("model_gone", found=stamp, model=noted.model if noted else "?")

    @property
    def index_root(self) -> Path:
        """Where the generations of the dense index are."""
        return self.config.home / "index"

    @cached_property
    def serving(self) -> Serving:
        """What answers questions, as it was when it was first asked for."""
        return self.open_serving()

    @property
    def searcher(self) -> Searcher:
        """What answers questions."""
        return self.serving.searcher

    def open_serving(self) -> Serving:
        """Opens what answers questions now: the vectors that the catalogue names, with the model that made them.

        Raises:
            StampMismatchError: that model is not on this machine any more.
            ModelError: there are no vectors yet, and the model of the settings is not on this machine.
        """
        while True:
            stamp = self.catalog.stamp()
            try:
                return self._open_serving(stamp)
            except StampMismatchError:
                if self.catalog.stamp() == stamp:
                    raise
                # The model was changed at this moment.

    def _open_serving(self, stamp: str | None) -> Serving:
        embedder = self.embedder_of(stamp)[0] if stamp else self.embedder
        dense = DenseIndex(self.index_root, self.catalog, embedder.stamp)
        names, reranker = folded_names(self.registry.names()), configured_reranker(self.config)
        calibration = self._calibration(stamp, embedder)
        searcher = Searcher(
            self.catalog,
            dense,
            embedder,
            names=names,
            partnerships=(partnership.id for partnership in self.registry.partnerships),
            reranker=reranker,
            threshold=threshold_of(calibration),
            similarities=similarities_of(calibration),
            observe=self.observe,
        )
        return Serving(embedder, dense, searcher)

    def _calibration(self, stamp: str | None, embedder: Embedder) -> dict[str, Any] | None:
        """Returns what is noted of the model of a stamp, else what the model itself brings."""
        noted = self.catalog.model_facts(stamp) if stamp else None
        return noted.calibration if noted and noted.calibration else _brought(embedder)

    def indexer(self) -> Indexer:
        """Returns what writes documents, with the model of the vectors that are there; the caller holds the write lock.

        Raises:
            StampMismatchError: that model is not on this machine any more.
        """
        stamp = self.catalog.stamp()
        embedder, facts = self.embedder_of(stamp) if stamp else (self.embedder, self.settings_model)
        calibrated = replace(facts, calibration=_brought(embedder))
        return Indexer(self.catalog, self.originals, embedder, self.index_root, calibrated)

    def close(self) -> None:
        """Closes what was opened."""
        if "serving" in self.__dict__:
            self.serving.dense.close()
        if "catalog" in self.__dict__:
            self.catalog.close()


def _brought(embedder: Embedder) -> dict[str, Any] | None:
    return embedder.calibration if isinstance(embedder, SentenceEmbedder) else None
