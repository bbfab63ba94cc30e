"""A reranker behind a `/rerank` endpoint, as Cohere, Jina and vLLM serve it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ValidationError

from retrievers.arrays import Scores
from retrievers.errors import ModelError
from retrievers.rerank.base import Pair, chances

if TYPE_CHECKING:
    import openai

TIMEOUT_S = 30.0
CONCURRENCY = 8
"""Queries that the server is asked at the same time."""
RETRIES = 2


class _Result(BaseModel):
    index: int
    relevance_score: float


class _Reply(BaseModel):
    results: list[_Result]


class ServedReranker:
    """Asks a server: `POST URL/rerank` with a query and its documents, one call a query."""

    def __init__(
        self, url: str, *, model: str = "", api_key: str = "", timeout_s: float = TIMEOUT_S, retries: int = RETRIES
    ) -> None:
        """Connect to nothing yet.

        Args:
            url: Base address, such as `http://127.0.0.1:8000/v1`.
            model: Name of the model, where the server wants one.
            api_key: Key of the server, if it wants one.
            timeout_s: Longest wait for one reply.
            retries: How often a call is repeated that failed for a reason that may pass.

        """
        self.url = url.rstrip("/")
        self.name = model or self.url
        self._model = model
        self._key = api_key or "none"
        self._timeout_s = timeout_s
        self._retries = retries

    def score(self, pairs: Sequence[Pair]) -> Scores:
        """Return the server's relevance a pair, (n,), in [0, 1]; one that sends logits is taken so.

        `ModelError` if it cannot be reached, takes too long, refuses, or does not score every document.
        """
        calls = [list(group) for _, group in itertools.groupby(pairs, key=lambda pair: pair.query)]
        if not calls:
            return np.empty(0, np.float32)
        with ThreadPoolExecutor(min(CONCURRENCY, len(calls))) as pool:
            return chances(np.concatenate(list(pool.map(self._ask, calls))))

    def _ask(self, pairs: Sequence[Pair]) -> Scores:
        body: dict[str, Any] = {"query": pairs[0].query, "documents": [pair.text for pair in pairs]}
        if self._model:
            body["model"] = self._model
        return self._read(self._post(body), len(pairs))

    def _post(self, body: dict[str, Any]) -> object:
        import openai

        try:
            return self._client.post("/rerank", cast_to=object, body=body)
        except openai.APITimeoutError:
            raise ModelError(
                f"The rerank server at {self.url} did not answer within {self._timeout_s:g} seconds; "
                f"set QUAESTOR_RERANK_TIMEOUT_S higher or serve a faster model."
            ) from None
        except openai.APIConnectionError:
            raise ModelError(
                f"The rerank server at {self.url} cannot be reached; start it or correct QUAESTOR_RERANK_URL."
            ) from None
        except openai.NotFoundError:
            raise ModelError(
                f"There is no {self.url}/rerank, or it has no model {self._model!r}; "
                f"correct QUAESTOR_RERANK_URL or QUAESTOR_RERANK_MODEL."
            ) from None
        except openai.APIStatusError as error:
            told = " ".join(error.message.split())[:200]
            raise ModelError(
                f"The rerank server at {self.url} refused with status {error.status_code}: {told}"
            ) from None
        except (openai.APIError, ValueError):
            raise ModelError(f"The rerank server at {self.url} sent something that is no JSON.") from None

    def _read(self, reply: object, count: int) -> Scores:
        scores = np.full(count, np.nan, np.float32)
        try:
            for result in _Reply.model_validate(reply).results:
                if 0 <= result.index < count:
                    scores[result.index] = result.relevance_score
        except ValidationError:
            raise ModelError(
                f"The rerank server at {self.url} answers, but not with `results` of `index` and `relevance_score`."
            ) from None
        if np.isnan(scores).any():
            raise ModelError(f"The rerank server at {self.url} scored only some of {count} documents.")
        return scores

    @cached_property
    def _client(self) -> openai.OpenAI:
        import openai

        return openai.OpenAI(base_url=self.url, api_key=self._key, timeout=self._timeout_s, max_retries=self._retries)
