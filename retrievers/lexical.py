"""Passage words, searched by BM25 (bm25s, Lucene's variant)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np

from retrievers.dense import Rows, Scores
from retrievers.errors import KnowledgeBaseError

TITLE_WEIGHT = 2
"""How often the words of a passage's title count beside those of its text."""
K1 = 1.2
B = 0.75
_WORD = re.compile(r"\w+")
_STEMS = 1 << 18
"""Words whose stems are remembered: those of a large corpus, not all that a server is ever asked."""


class LexicalIndex:
    """BM25 over the stemmed words of titles and texts by row. Safe to search from several threads."""

    def __init__(self, engine: Any, count: int) -> None:  # noqa: ANN401  # bm25s.BM25, imported on first use
        """Use `LexicalIndex.build` or `LexicalIndex.load`."""
        self._engine = engine
        self._count = count

    @classmethod
    def build(cls, titles: Sequence[str], texts: Iterable[str]) -> Self:
        """Index passages given by their titles and texts, in the order of their rows."""
        import bm25s

        vocabulary: dict[str, int] = {}
        passages = []
        for title, text in zip(titles, texts, strict=True):
            words = terms(title) * TITLE_WEIGHT + terms(text)
            passages.append([vocabulary.setdefault(word, len(vocabulary)) for word in words])
        vocabulary.setdefault("", len(vocabulary))
        if not any(passages):  # the engine divides by the mean length
            passages = [[vocabulary[""]]]
        engine = bm25s.BM25(method="lucene", k1=K1, b=B)
        engine.index((passages, vocabulary), create_empty_token=False, show_progress=False)
        return cls(engine, len(titles))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read an index that `save` wrote; `KnowledgeBaseError` if the folder is missing."""
        import bm25s

        if not (folder / "passages.json").is_file():
            raise KnowledgeBaseError(f"The word index {folder} is missing; build the knowledge base again.")
        count = json.loads((folder / "passages.json").read_text("utf-8"))
        return cls(bm25s.BM25.load(folder, show_progress=False), count)

    def save(self, folder: Path) -> None:
        """Write the index to the folder `folder`."""
        self._engine.save(folder, show_progress=False)
        (folder / "passages.json").write_text(json.dumps(self._count), "utf-8")

    def __len__(self) -> int:
        return self._count

    def scores(self, queries: Sequence[str]) -> Scores:
        """Return the BM25 score of every passage for every query, (q, n), 0 where no word is shared."""
        scores = np.zeros((len(queries), self._count), np.float32)
        vocabulary = self._engine.vocab_dict
        for row, query in enumerate(queries):
            known = [vocabulary[word] for word in terms(query) if word in vocabulary]
            if known and self._count:
                scores[row] = self._engine.get_scores_from_ids(known)
        return scores

    def by_term(self, query: str) -> tuple[Scores, Scores]:
        """Return what each known word of `query` scores in every passage, (t, n), and its weight (idf), (t,)."""
        known = dict.fromkeys(word for word in terms(query) if word in self._engine.vocab_dict)
        columns = np.array([self._engine.vocab_dict[word] for word in known], np.int64)
        starts, ends = (self._engine.scores["indptr"][columns + offset] for offset in (0, 1))
        scores = np.zeros((len(columns), self._count), np.float32)
        for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
            scores[place, self._engine.scores["indices"][start:end]] = self._engine.scores["data"][start:end]
        held = ends - starts
        weights = np.log1p((self._count - held + 0.5) / (held + 0.5))
        return scores, weights.astype(np.float32)

    def search(self, queries: Sequence[str], k: int, within: Rows | None = None) -> tuple[Scores, Rows]:
        """Return scores and rows of the `k` best passages, (q, min(k, n)) each, best first, ties by row.

        Of those at the rows `within`, where they are given; n is their number then.
        """
        allowed = np.arange(self._count) if within is None else within
        k = min(k, len(allowed))
        best = np.empty((len(queries), k), np.int64)
        scores = np.empty((len(queries), k), np.float32)
        for place, query in enumerate(queries):
            every = self.scores([query])[0][allowed]
            places = np.argpartition(-every, k - 1)[:k] if 0 < k < len(every) else np.arange(k)
            places = places[np.lexsort((places, -every[places]))]
            best[place], scores[place] = allowed[places], every[places]
        return scores, best


def terms(text: str) -> list[str]:
    """Return the words of `text` as they are indexed: lower case, no accents, no stop words, stemmed."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return [stem for word in _WORD.findall(text.lower()) if (stem := _stem(word))]


@lru_cache(maxsize=_STEMS)
def _stem(word: str) -> str:
    """Return the English stem of a lower-case word, empty for a stop word."""
    from bm25s.stopwords import STOPWORDS_EN

    return "" if word in STOPWORDS_EN else str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:  # noqa: ANN401  # Stemmer.Stemmer
    import Stemmer

    return Stemmer.Stemmer("english")
