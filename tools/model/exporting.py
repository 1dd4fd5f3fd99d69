"""The last step: a trained model becomes the one that ships, small on disk and in the repository's history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tools.model.folders import EMBEDDINGS, open_tokenizer, read_tokens, read_weights, special_tokens, write_folder
from tools.model.pruning import kept_tokens, token_use
from tools.model.use import Use

# Bits that are kept of each weight's fraction. fp16 has 10; the others, as zeros, take next to nothing when compressed.
# Models of 4, 5 and 6 bits search alike.
MANTISSA = 5
_FRACTION_OF_FLOAT32 = 23
# Two thirds of the weights are embeddings of tokens. In 8 bits they take a byte each, and search loses next to
# nothing by the rounding: with all of the export, nDCG@10 of dense search fell by .003 at most.
_EMBEDDINGS_TYPE = torch.float8_e4m3fn
# The share of all uses of tokens that the tokens that stay make up, and their number.
Kept = tuple[int, float]


def export(source: Path, out: Path, use: Use, *, tokens: int, mantissa: int = MANTISSA) -> Kept:
    """Writes the model that ships.

    Args:
        source: the folder of the trained model.
        out: the folder to write.
        use: how often words are used.
        tokens: how many tokens may stay.
        mantissa: how many bits of each weight's fraction stay; embeddings of tokens have 3.

    Returns:
        How many tokens stay, and which share of all uses they make up.

    Raises:
        ValueError: `tokens` or `mantissa` is too small or too large, or a weight is.
    """
    vocabulary, weights = read_tokens(source), read_weights(source)
    used = token_use(open_tokenizer(source), use)
    kept = kept_tokens(vocabulary, used, special_tokens(source), tokens)
    embeddings = as_byte(weights.pop(EMBEDDINGS)[kept])
    others = {name: as_half(weight, mantissa) for name, weight in weights.items()}
    write_folder(source, out, [vocabulary[place] for place in kept], {EMBEDDINGS: embeddings, **others})
    return len(kept), float(used[kept].sum() / (used.sum() or 1))


def as_byte(weights: NDArray[np.float32]) -> Tensor:
    """Returns weights in 8 bits, of which 3 are their fraction, any shape.

    The nearest such number, off by at most 1/16 of the weight; weights below 2^-6 are off by at most 2^-10.

    Raises:
        ValueError: a weight is too large for 8 bits.
    """
    most = torch.finfo(_EMBEDDINGS_TYPE).max
    if weights.size and np.abs(weights).max() > most:
        raise ValueError(
            f"an embedding's weight of {np.abs(weights).max():.0f} is too large for 8 bits, at most {most:.0f}"
        )
    return torch.from_numpy(weights).to(_EMBEDDINGS_TYPE)


def as_half(weights: NDArray[Any], mantissa: int) -> NDArray[np.float16]:
    """Returns weights as fp16 that use `mantissa` bits of their fraction, any shape.

    The nearest such number, off by at most 2^-(mantissa+1) of the weight; weights below 2^-14, where fp16 has fewer
    bits left, are off by at most 2^-21.

    Raises:
        ValueError: fp16 has not so many bits, or a weight is too large for it.
    """
    held = np.finfo(np.float16)
    if not 0 < mantissa <= held.nmant:
        raise ValueError(f"--mantissa is 1 to {held.nmant}, not {mantissa}")
    rounded = _rounded(np.ascontiguousarray(weights, dtype=np.float32), mantissa)
    if rounded.size and np.abs(rounded).max() > float(held.max):
        raise ValueError(f"a weight of {np.abs(rounded).max():.0f} is too large for fp16")
    return rounded.astype(np.float16)


def _rounded(weights: NDArray[np.float32], mantissa: int) -> NDArray[np.float32]:
    """Returns the nearest floats with `mantissa` bits of fraction; of two as near, the one whose last bit is 0."""
    dropped = _FRACTION_OF_FLOAT32 - mantissa
    bits = weights.view(np.uint32)
    last_kept = (bits >> np.uint32(dropped)) & np.uint32(1)
    raised = bits + (np.uint32((1 << (dropped - 1)) - 1) + last_kept)
    return (raised & np.uint32(~((1 << dropped) - 1) & 0xFFFFFFFF)).view(np.float32)
