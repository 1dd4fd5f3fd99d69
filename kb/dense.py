"""Chroma: an approximate nearest-neighbour index (HNSW), written once into a folder and then only read.

Measured on chromadb 1.5.9: a folder that is killed in the middle of a write loses vectors silently, and any
`where` costs hundreds of times the query itself. So a folder is built whole, closed, and published by
`kb.generations`; filters never reach it.

Source: Y. Malkov and D. Yashunin, "Efficient and robust approximate nearest neighbor search using
Hierarchical Navigable Small World graphs" (2018).
"""

from __future__ import annotations

import os
import struct
import threading
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import StorageError
from kb.vectors import Matrix, Neighbours, Numbers, Vector, nearest_of

_COLLECTION = "passages"
# Chroma's own limit is 5,461 rows a call.
_ROWS_A_CALL = 5000
_LEAST_SYNC = 2
# Neighbours a node, breadth of search while building and asking. Recall@50 on real passages: .99 at 1,000, .98 at
# 10,000 and 20,000 and .96 at 50,000, fetching 200 as search does (`benchmarks/run.py --only dense`).
_HNSW = {"space": "ip", "max_neighbors": 16, "ef_construction": 100, "ef_search": 100}

# How the graph's header begins, and the bytes of a length.
_HEADER = struct.Struct("<i4Q")
_LENGTH = 4


def build(folder: Path, numbers: Numbers, matrix: Matrix) -> None:
    """Writes an index of all vectors into an empty folder and closes it.

    Args:
        folder: where to write; it must not exist yet.
        numbers: passage numbers, shape (n,).
        matrix: vectors of length 1, shape (n, dimension).
    """
    client = _client(folder)
    try:
        # The graph reaches the disk when `sync_threshold` rows came in: at the last row, all at once.
        sync = {
            "sync_threshold": max(len(numbers), _LEAST_SYNC),
            "batch_size": min(max(len(numbers), 2), 1000),
        }
        collection = client.create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": {**_HNSW, **sync}}
        )
        for start in range(0, len(numbers), _ROWS_A_CALL):
            rows = slice(start, start + _ROWS_A_CALL)
            collection.add(ids=[str(number) for number in numbers[rows]], embeddings=matrix[rows])
    finally:
        client.close()
    _wipe_unused(folder)


def _wipe_unused(folder: Path) -> None:
    """Overwrites the rows that the graph's files have room for and do not use.

    Chroma writes them as they were in memory, where anything may have been, also vectors and texts that were erased
    since. The header holds the version of the format, an offset, the room for rows, their number and size.
    """
    for header in folder.glob("*/header.bin"):
        _, _, _, rows, size = _HEADER.unpack(header.read_bytes()[: _HEADER.size])
        for name, width in (("data_level0.bin", size), ("length.bin", _LENGTH)):
            with header.with_name(name).open("r+b") as file:
                unused = file.seek(0, os.SEEK_END) - rows * width
                file.seek(rows * width)
                file.write(bytes(max(unused, 0)))


class ChromaIndex:
    """A written index, open for questions.

    Raises:
        StorageError: the folder cannot be opened or does not hold `size` vectors.
    """

    def __init__(self, folder: Path, size: int) -> None:
        self.size = size
        self._lock = threading.Lock()
        if not folder.is_dir():  # Chroma would make an empty one
            raise StorageError("dense_damaged", path=folder, cause="it is gone")
        self._client = _made(folder)
        try:
            self._collection = self._opened(folder)
        except StorageError:
            # Another process may be removing the folder: its files must not stay open.
            self._client.close()
            raise

    def _opened(self, folder: Path) -> Any:  # noqa: ANN401 - as for the client
        try:
            collection = self._client.get_collection(_COLLECTION, embedding_function=None)
            held = collection.count()
        except Exception as cause:  # chromadb raises its own, sqlite's and Rust's errors alike
            raise StorageError("dense_damaged", path=folder, cause=cause) from cause
        if held != self.size:
            raise StorageError("dense_damaged", path=folder, cause=f"{held} vectors instead of {self.size}")
        return collection

    def nearest(self, question: Vector, limit: int) -> Neighbours:
        """Returns about the `limit` nearest passages.

        Args:
            question: an embedding of length 1, shape (dimension,).
            limit: how many to return at most.
        """
        with self._lock:  # the client is shared by the server's threads
            answer = self._collection.query(
                query_embeddings=question[np.newaxis], n_results=min(limit, self.size), include=["distances"]
            )
        numbers = np.array(answer["ids"][0], dtype=np.int64)
        distances = np.array((answer["distances"] or [[]])[0], dtype=np.float32)
        return nearest_of(numbers, 1 - distances, limit)

    def close(self) -> None:
        """Lets go of the folder, once the question that is being answered is answered."""
        with self._lock:
            self._client.close()


def _made(folder: Path) -> Any:  # noqa: ANN401 - as for the client
    try:
        return _client(folder)
    except Exception as cause:  # as above
        raise StorageError("dense_damaged", path=folder, cause=cause) from cause


def _client(folder: Path) -> Any:  # noqa: ANN401 - naming chromadb's type would import it for readers of this file
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
