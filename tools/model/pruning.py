"""A smaller vocabulary: the tokens that the texts of the four languages use least are dropped.

What is dropped can still be read: the tokenizer splits it into the longest tokens that are left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tools.model.corpus import LANGUAGES
from tools.model.folders import CONTINUES
from tools.model.use import Use

# Pieces inside a word of so few letters spell what no longer token covers.
_SPELLS = 3
# BERT has nearly a thousand tokens that no text is split into, [unused0] and on: for who trains the model further.
_RESERVED = re.compile(r"\[.+\]")


def token_use(tokenizer: Tokenizer, use: Use) -> NDArray[np.float64]:
    """Returns how often each token is used, per million words of each language, added up: shape (tokens,)."""
    used = np.zeros(tokenizer.get_vocab_size())
    for language in LANGUAGES:
        shares = use.per_million(language)
        encodings = tokenizer.encode_batch(list(shares), add_special_tokens=False)
        for encoding, share in zip(encodings, shares.values(), strict=True):
            np.add.at(used, encoding.ids, share)
    return used


def kept_tokens(tokens: Sequence[str], used: NDArray[np.float64], special: frozenset[str], most: int) -> list[int]:
    """Returns the ids of the tokens that stay, in order: those that any text or training may need, then the most used.

    Args:
        tokens: the vocabulary, each token at its id.
        used: the use of each, shape (tokens,).
        special: tokens that no text is split into.
        most: how many may stay.

    Raises:
        ValueError: more than `most` must stay.
    """
    needed = {place for place, token in enumerate(tokens) if token in special or _is_needed(token)}
    if len(needed) > most:
        raise ValueError(f"at least {len(needed)} tokens must stay, but --tokens is {most}")
    by_use = sorted(range(len(tokens)), key=lambda place: (-used[place], place))
    others = [place for place in by_use if place not in needed]
    return sorted(needed.union(others[: most - len(needed)]))


def _is_needed(token: str) -> bool:
    piece = token.removeprefix(CONTINUES)
    spells = len(token) == 1 or (piece != token and len(piece) <= _SPELLS)
    return spells or _RESERVED.fullmatch(token) is not None
