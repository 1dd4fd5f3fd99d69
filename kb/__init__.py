"""The knowledge base: types, catalogue, embeddings, indexes and search."""

__version__ = "0.1.0"
