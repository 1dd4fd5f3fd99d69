"""The composition root: opens a knowledge base in its data folder and hands out what works on it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from kb.catalog import Catalog
from kb.config import Config
from kb.embedder import Embedder, SentenceEmbedder
from kb.index import Indexer
from kb.nearest import DenseIndex
from kb.originals import Originals
from kb.registry import Registry, load_registry
from kb.search import Searcher


class KnowledgeBase:
    """A data folder with all that belongs to it; parts are opened when they are first asked for.

    ::

        home/
        ├── catalog.sqlite3     the one truth
        ├── originals/          every ingested file, by hash
        ├── index/gen-N/        derived: vectors and Chroma
        ├── config.toml         settings (optional)
        └── partnerships.toml   the registry (optional; else the one that ships)

    Args:
        config: the settings.
        embedder: takes the place of the configured model.
    """

    def __init__(self, config: Config, embedder: Embedder | None = None) -> None:
        self.config = config
        self._embedder = embedder

    @property
    def catalog_path(self) -> Path:
        """Where the catalogue is, or would be."""
        return self.config.home / "catalog.sqlite3"

    def is_filled(self) -> bool:
        """Tells whether there are documents in it, without making an empty one."""
        return self.catalog_path.is_file() and self.catalog.counts()["documents"] > 0

    @cached_property
    def catalog(self) -> Catalog:
        """The catalogue; made if there is none yet."""
        return Catalog(self.catalog_path)

    @cached_property
    def originals(self) -> Originals:
        """The stored files."""
        return Originals(self.config.home / "originals")

    @cached_property
    def registry(self) -> Registry:
        """Partnerships and countries."""
        return load_registry(self.config.home)

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model, not loaded yet."""
        return self._embedder or SentenceEmbedder(self.config)

    @property
    def index_root(self) -> Path:
        """Where the generations of the dense index are."""
        return self.config.home / "index"

    @cached_property
    def dense(self) -> DenseIndex:
        """The dense index of the model's vectors."""
        return DenseIndex(self.index_root, self.catalog, self.embedder.stamp)

    @cached_property
    def searcher(self) -> Searcher:
        """What answers questions."""
        return Searcher(self.catalog, self.dense, self.embedder)

    def indexer(self) -> Indexer:
        """Returns what writes documents; the caller holds the write lock."""
        return Indexer(self.catalog, self.originals, self.embedder, self.index_root)

    def close(self) -> None:
        """Closes what was opened."""
        if "dense" in self.__dict__:
            self.dense.close()
        if "catalog" in self.__dict__:
            self.catalog.close()
