"""Any sentence-transformers model behind the embedder protocol; needs the `torch` extra."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from retrievers.embedding.base import Vectors
from retrievers.errors import UserError


class SentenceTransformerEmbedder:
    """Encodes with the sentence-transformers model `model`: a folder, or a name in the local model cache."""

    def __init__(self, model: str, *, device: str | None = None, batch: int = 32) -> None:
        self.name = model
        self._device = device
        self._batch = batch

    @cached_property
    def dimension(self) -> int:
        """Numbers in one vector."""
        return int(self._model.encode([""]).shape[1])

    @cached_property
    def identity(self) -> str:
        """Hash of the weights, the modules, the pooling and the length that is read."""
        digest = hashlib.sha256(str(self._model.max_seq_length).encode())
        for module in self._model:
            pooling = module.get_pooling_mode_str() if hasattr(module, "get_pooling_mode_str") else ""
            digest.update(f"{type(module).__name__} {pooling}\n".encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.cpu().float().numpy().tobytes())
        return digest.hexdigest()[:16]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dimension) float32 rows of unit length, in the order of `texts`."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors: Vectors = self._model.encode(
            list(texts), batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False
        )
        return vectors.astype(np.float32, copy=False)

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401  # SentenceTransformer, whose package is optional
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise UserError(
                f"The embedder {self.name!r} needs sentence-transformers: pip install 'quaestor[torch]'."
            ) from None
        return SentenceTransformer(self.name, device=self._device)
