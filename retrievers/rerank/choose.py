"""Rerankers by kind."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

from retrievers.errors import UserError
from retrievers.rerank.base import Reranker
from retrievers.rerank.cross_encoder import CrossEncoderReranker
from retrievers.rerank.served import TIMEOUT_S, ServedReranker
from retrievers.rerank.trained import TrainedReranker

RerankKind = Literal["trained", "cross_encoder", "served"]
RERANKERS: tuple[RerankKind, ...] = get_args(RerankKind)


def make_reranker(
    kind: str, *, model: str = "", url: str = "", api_key: str = "", timeout_s: float = TIMEOUT_S
) -> Reranker:
    """Return a reranker: `trained` is the shipped one, `cross_encoder` runs `model` here, `served` asks `url`.

    `UserError` if there is no such kind or what it needs is not given. Nothing is loaded or asked yet.
    """
    match kind:
        case "trained":
            return TrainedReranker()
        case "cross_encoder" if model:
            return _cross_encoder(model)
        case "cross_encoder":
            raise UserError("The cross-encoder needs a model: set QUAESTOR_RERANK_MODEL to a name or a folder.")
        case "served" if url:
            return ServedReranker(url, model=model, api_key=api_key, timeout_s=timeout_s)
        case "served":
            raise UserError("The served reranker needs a server: set QUAESTOR_RERANK_URL.")
    raise UserError(f"There is no reranker {kind!r}; set QUAESTOR_RERANK to one of {', '.join(RERANKERS)}.")


@cache
def _cross_encoder(model: str) -> CrossEncoderReranker:
    """Return the process's one reranker of that model, so that its weights are loaded once."""
    return CrossEncoderReranker(model)
