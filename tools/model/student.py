"""The student: a BERT whose token embeddings learn apart from its body."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from tools.model.folders import EMBEDDINGS, open_tokenizer, read_tokens, write_folder

# Tokens that are read of a text: nearly all lessons are shorter, and time grows with the longest of a batch.
_LONGEST = 128
_UNUSED = "pooler"


class Student:
    """A model folder, opened for training.

    Its embeddings have sparse gradients: a batch touches few of the tens of thousands of tokens, and the optimiser
    then need not walk the others.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tokenizer = open_tokenizer(folder)
        self._tokenizer.enable_truncation(_LONGEST)
        # Not set to train: that would only switch dropout on, which moves what should come near to a fixed target.
        bert: Any = BertModel.from_pretrained(folder, local_files_only=True)
        dense = bert.embeddings.word_embeddings.weight.detach()
        bert.embeddings.word_embeddings = nn.Embedding(
            dense.shape[0], dense.shape[1], sparse=True, _weight=dense.clone()
        )
        self.model: nn.Module = bert.eval()

    @property
    def embeddings(self) -> list[nn.Parameter]:
        """The embeddings of the tokens."""
        return [weight for name, weight in self.model.named_parameters() if name == EMBEDDINGS]

    @property
    def body(self) -> list[nn.Parameter]:
        """All other weights that an embedding of a text depends on."""
        return [weight for name, weight in self.model.named_parameters() if name != EMBEDDINGS and _UNUSED not in name]

    def tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        """Returns the tokens of texts, cut at what the student reads."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]

    def embed(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Returns the mean of each text's tokens at length 1: shape (texts, dimension)."""
        ids = nn.utils.rnn.pad_sequence([torch.tensor(text) for text in texts], batch_first=True)
        lengths = torch.tensor([len(text) for text in texts])
        mask = (torch.arange(ids.shape[1]) < lengths[:, None]).float()
        hidden: Tensor = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        return functional.normalize((hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=-1)

    def write(self, out: Path) -> None:
        """Writes the student as a model folder."""
        weights = {name: weight.detach().numpy() for name, weight in self.model.state_dict().items()}
        write_folder(self._folder, out, read_tokens(self._folder), weights)
