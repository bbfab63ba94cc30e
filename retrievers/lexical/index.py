"""Passage words, searched by BM25 (Lucene's variant: Kamphuis et al. 2020)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import numpy as np

from retrievers.arrays import Ids, Rows, Scores
from retrievers.errors import KnowledgeBaseError
from retrievers.hashes import find, hashes
from retrievers.languages import ENGLISH, LANGUAGES
from retrievers.lexical.counts import Counts, count
from retrievers.lexical.postings import Postings
from retrievers.lexical.terms import language_of, terms

TITLE_WEIGHT = 2
"""How often the words of a passage's title count beside those of its text."""
K1 = 1.2
B = 0.75
RARE = 0.01
"""A language with a smaller share of the passages than this is not told apart: its stems would weigh as rare words."""
_FACTS = "lexical.json"


class LexicalIndex:
    """BM25 over the stemmed words of titles and texts by row. Safe to search from several threads."""

    def __init__(self, postings: Postings, languages: Sequence[str]) -> None:
        """Use `LexicalIndex.build` or `LexicalIndex.load`."""
        self._postings = postings
        self.languages = tuple(languages)
        """Those of its passages; a query's words are stemmed in each of them."""

    @classmethod
    def build(cls, titles: Sequence[str], texts: Iterable[str], languages: Sequence[str] = ()) -> Self:
        """Index passages given by their titles and texts, in the order of their rows.

        Each is stemmed in its language, which its stop words tell: one of `languages`, in doubt the first, or if there
        are none one of `LANGUAGES`. The texts are gone through twice and not held.
        """
        spoken = [language_of(text, languages) for text in texts] if languages else _languages(texts)
        counts = count(
            terms(title, [name]) * TITLE_WEIGHT + terms(text, [name])
            for title, text, name in zip(titles, texts, spoken, strict=True)
        )
        postings = Postings.of(len(titles), counts.words, counts.starts, counts.rows, _bm25(counts))
        return cls(postings, sorted(set(spoken), key=LANGUAGES.index))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open an index that `save` wrote, without reading it; `KnowledgeBaseError` if the folder is missing."""
        if not (folder / _FACTS).is_file():
            raise KnowledgeBaseError(f"The word index {folder} is missing; build the knowledge base again.")
        facts = json.loads((folder / _FACTS).read_text("utf-8"))
        return cls(Postings.load(folder, facts["passages"]), facts["languages"])

    def save(self, folder: Path) -> None:
        """Write the index to the folder `folder`."""
        self._postings.save(folder)
        facts = {"passages": len(self), "languages": self.languages}
        (folder / _FACTS).write_text(json.dumps(facts), "utf-8")

    def __len__(self) -> int:
        return self._postings.count

    def words(self, query: str) -> Ids:
        """Return the words of `query` that some passage has, by their places in the index, each once."""
        return self._postings.known(hashes(dict.fromkeys(terms(query, self.languages))))

    def weights(self, words: Ids) -> Scores:
        """Return how much the words tell (idf): (t,)."""
        held = self._postings.holders(words)
        return np.log1p((len(self) - held + 0.5) / (held + 0.5)).astype(np.float32)

    def peaks(self, words: Ids) -> Scores:
        """Return what each of the words scores in the passage where it scores most: (t,)."""
        peaks: Scores = self._postings.peaks[words]
        return peaks

    def by_word(self, words: Ids, rows: Rows) -> Scores:
        """Return what each of the words scores in each of the passages at `rows`, ascending: (t, r)."""
        return self._postings.at(words, rows)

    def best(self, words: Ids, k: int, within: Rows | None = None) -> tuple[Rows, Scores]:
        """Return at most `k` rows of passages with one of the words, each word counting once; best first."""
        return self._postings.top(words, np.ones(len(words), np.float32), k, within)

    def search(self, queries: Sequence[str], k: int, within: Rows | None = None) -> tuple[Scores, Rows]:
        """Return scores and rows of the `k` best passages, (q, min(k, n)) each, best first, ties by row.

        Of those at the rows `within`, where they are given; n is their number then. A word counts as often as the
        query has it. A passage without a word of the query scores 0.
        """
        k = min(k, len(self) if within is None else len(within))
        rows = np.empty((len(queries), k), np.int64)
        scores = np.zeros((len(queries), k), np.float32)
        for place, query in enumerate(queries):
            said = Counter(terms(query, self.languages))
            places = find(self._postings.words, hashes(said))
            known = places >= 0
            weights = np.array(list(said.values()), np.float32)[known]
            found, values = self._postings.top(places[known], weights, k, within)
            rows[place] = self._filled(found, k, within)
            scores[place, : len(values)] = values
        return scores, rows

    def _filled(self, found: Rows, k: int, within: Rows | None) -> Rows:
        """Return `found` and after it the first rows that are not among them, `k` in all."""
        if len(found) == k:
            return found
        pool = np.arange(min(len(self), k)) if within is None else within[:k]
        others = pool[~np.isin(pool, found)]
        return np.concatenate([found, others[: k - len(found)]])


def _languages(texts: Iterable[str]) -> list[str]:
    """Return the language of each text; one that few texts seem to have is English, as a foreign title in one is."""
    spoken = [language_of(text) for text in texts]
    few = {name for name, held in Counter(spoken).items() if held < RARE * len(spoken)}
    return [ENGLISH if name in few else name for name in spoken]


def _bm25(counts: Counts) -> Scores:
    """Return what each occurrence scores: idf times saturated frequency."""
    passages = len(counts.lengths)
    held = np.diff(counts.starts)
    idf = np.log1p((passages - held + 0.5) / (held + 0.5))
    mean = counts.lengths.mean() if passages else 1.0
    norms = K1 * (1 - B + B * counts.lengths / (mean or 1.0))
    frequencies = counts.counts.astype(np.float32)
    saturated = frequencies / (norms.astype(np.float32)[counts.rows] + frequencies)
    return np.repeat(idf.astype(np.float32), held) * saturated
