"""Batches of texts of about one length: little of a processor's time goes to padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

# Tokens, padding included, and texts of a batch: 384 contrasts are many for short texts, and 3072 tokens take about a
# second on two cores. Chosen by hand.
_MOST_TOKENS = 3072
_MOST_TEXTS = 384
# Texts that are sorted by length together: enough for batches of one length, few enough to mix them anew each time.
_SORTED = 20_000


def batches(lengths: Sequence[int], seed: int) -> list[list[int]]:
    """Returns all texts once, as batches in random order; the same seed gives the same batches.

    Args:
        lengths: of each text, in tokens.
        seed: names the order, such as the number of the epoch.
    """
    random = np.random.default_rng(seed)
    order = random.permutation(len(lengths))
    found = [
        batch
        for start in range(0, len(order), _SORTED)
        for batch in _packed(sorted(order[start : start + _SORTED].tolist(), key=lengths.__getitem__), lengths)
    ]
    return [found[place] for place in random.permutation(len(found))]


def _packed(texts: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """Returns batches of texts that come in the order of their lengths."""
    batch: list[int] = []
    for text in texts:
        if batch and (lengths[text] * (len(batch) + 1) > _MOST_TOKENS or len(batch) == _MOST_TEXTS):
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch
