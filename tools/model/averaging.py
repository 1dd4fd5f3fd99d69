"""Averaged weights: what training taught, with less of what it made the model forget.

Source: M. Wortsman et al., "Robust fine-tuning of zero-shot models" (2022).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tools.model.folders import read_tokens, read_weights, write_folder

# What the weights after training count; those before it count the rest. By nDCG@10 of dense search, on the test
# collections osg (within one language, across two, the worst pair) and gnome:
#   grafted            .489 .446 .398   .853 .782 .734
#   distilled          .470 .442 .391   .867 .827 .787
#   their average      .489 .461 .415   .873 .826 .784
#   after headings     .498 .478 .436   .866 .821 .786
#   average of these   .504 .479 .444   .870 .826 .794
_TRAINED_SHARE = 0.6


def average(before: Path, trained: Path, out: Path) -> None:
    """Writes the weighted mean of a model before and after training.

    Args:
        before: the folder of the model that training started from.
        trained: the folder of what came of it.
        out: the folder to write.

    Raises:
        ValueError: the two have different tokens.
    """
    tokens = read_tokens(before)
    if tokens != read_tokens(trained):
        raise ValueError(f"{trained} has other tokens than {before}: train it anew from there")
    first, second = read_weights(before), read_weights(trained)
    own, learnt = np.float32(1 - _TRAINED_SHARE), np.float32(_TRAINED_SHARE)
    write_folder(before, out, tokens, {name: own * first[name] + learnt * second[name] for name in first})
