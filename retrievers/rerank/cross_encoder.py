"""Any sentence-transformers cross-encoder behind the reranker protocol; needs the `torch` extra."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np

from retrievers.arrays import Scores
from retrievers.errors import UserError
from retrievers.rerank.base import Pair


class CrossEncoderReranker:
    """Scores with the cross-encoder `model`: a folder, or a name in the local model cache."""

    def __init__(self, model: str, *, device: str | None = None, batch: int = 32) -> None:
        self.name = model
        self._device = device
        self._batch = batch
        self._lock = Lock()

    def score(self, pairs: Sequence[Pair]) -> Scores:
        """Return a pair's chance, (n,), in [0, 1]; of a model with several labels, that of the last.

        `UserError` if sentence-transformers is not installed or the model cannot be loaded.
        """
        if not pairs:
            return np.empty(0, np.float32)
        with self._lock:
            model = self._model
        import torch

        several = model.num_labels > 1
        scores = model.predict(
            [(pair.query, pair.text) for pair in pairs],
            batch_size=self._batch,
            show_progress_bar=False,
            activation_fn=torch.nn.Softmax(dim=-1) if several else torch.nn.Sigmoid(),
        )
        return np.asarray(scores[:, -1] if several else scores, np.float32)

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401  # CrossEncoder, whose package is optional
        try:
            from sentence_transformers import CrossEncoder
        except ImportError:
            raise UserError(
                f"The reranker {self.name!r} needs sentence-transformers: pip install 'quaestor[torch]'."
            ) from None
        try:
            return CrossEncoder(self.name, device=self._device)
        except (OSError, ValueError) as error:
            raise UserError(f"The reranker {self.name!r} cannot be loaded: {str(error).splitlines()[0]}") from None
