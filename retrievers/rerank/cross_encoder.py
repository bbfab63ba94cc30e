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
        """Return the model's logit a pair, (n,); of a model with several labels, that of the last.

        `UserError` if sentence-transformers is not installed or the model cannot be loaded.
        """
        if not pairs:
            return np.empty(0, np.float32)
        with self._lock:
            model = self._model
        texts = [(pair.query, pair.text) for pair in pairs]
        scores = np.asarray(
            model.predict(texts, batch_size=self._batch, show_progress_bar=False, convert_to_numpy=True), np.float32
        )
        return scores if scores.ndim == 1 else scores[:, -1]

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
