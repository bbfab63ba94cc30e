"""Words of texts as they are indexed: folded, stemmed, without stop words, each text in its language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from retrievers.languages import ENGLISH, LANGUAGES

_WORD = re.compile(r"\w+")
_STEMS = 1 << 18
"""Words whose stems are remembered: those of a large corpus, not all that a server is ever asked."""
_READ = 120
"""Words of a text by which its language is told."""
_CLEARLY = 0.2
"""A text with this share of stop words of the likeliest language is in it; most have twice as much."""
_LEAST = 3
"""Stop words that another language must have in a text."""


def terms(text: str, languages: Sequence[str] = (ENGLISH,)) -> list[str]:
    """Return the words of `text` as they are indexed: lower case, no accents, no stop words, stemmed.

    With several languages a word gives its stem in each of them, every one once.
    """
    if tuple(languages) == (ENGLISH,):
        return [stem for word in _WORD.findall(_folded(text).lower()) if (stem := _english(word))]
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    return [stem for word in words for stem in dict.fromkeys(_stem(word, name) for name in languages) if stem]


def language_of(text: str, among: Sequence[str] = LANGUAGES) -> str:
    """Return the language of `among` that most words of `text` are stop words of; the first in doubt."""
    likeliest, *others = among
    words = _WORD.findall(text.lower())[:_READ]
    expected = _count(words, likeliest)
    if not others or expected >= _CLEARLY * len(words):
        return likeliest
    counts = {name: _count(words, name) for name in others}
    best = max(counts, key=lambda name: counts[name])
    clear = counts[best] >= max(_LEAST, _CLEARLY * len(words), 2 * expected)
    return best if clear else likeliest


def _count(words: Sequence[str], language: str) -> int:
    return sum(map(_stop_words()[language].__contains__, words))


@lru_cache(maxsize=_STEMS)
def _english(word: str) -> str:
    """Return the English stem of a folded word, empty for a stop word."""
    return "" if word in _left_out()[ENGLISH] else str(_stemmer(ENGLISH).stemWord(word))


@lru_cache(maxsize=_STEMS)
def _stem(word: str, language: str) -> str:
    """Return the folded stem of a lower-case word, empty for a stop word.

    Endings are spelt with accents, so that the stem is taken first, but not in English, which is indexed without.
    """
    if language == ENGLISH:
        return _english(_folded(word))
    return "" if word in _left_out()[language] else _folded(str(_stemmer(language).stemWord(word)))


def _folded(text: str) -> str:
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


@cache
def _left_out() -> Mapping[str, frozenset[str]]:
    """Return the words that are not indexed, by language; of English the few that search engines leave out."""
    from bm25s.stopwords import STOPWORDS_EN

    return {**_stop_words(), ENGLISH: frozenset(STOPWORDS_EN)}


@cache
def _stop_words() -> Mapping[str, frozenset[str]]:
    from bm25s import stopwords

    lists = {name: getattr(stopwords, f"STOPWORDS_{name.upper()}") for name in LANGUAGES[1:]}
    return {name: frozenset(words) for name, words in {**lists, ENGLISH: stopwords.STOPWORDS_EN_PLUS}.items()}


@cache
def _stemmer(language: str) -> Any:  # noqa: ANN401  # Stemmer.Stemmer
    import Stemmer

    return Stemmer.Stemmer(language)
