"""Which tables and columns a phrase may name."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from retrievers.tables.schema import Column, Table
from retrievers.tables.words import split_name, stem, tokenize
from tools.sql.lexicon import ABBREVIATIONS, LINKING_WORDS, PLAIN, SEGMENTS, SYNONYMS

Stems = tuple[str, ...]
Named = TypeVar("Named")

SYNONYM = 0.82
"""Factor on a score for each word that is matched by a synonym."""

DONE = 0.55
"""Score of a verb for the table or column of those who do it: "climbed" for `climber`."""

TOLD = 0.97
"""Score of a synonym that the user has written down."""

COMMENTED = 0.4
"""Score of a word that stands in a column's comment only."""

_ENDING_IN_ID = frozenset(
    {"valid", "solid", "rapid", "humid", "liquid", "android", "asteroid", "hybrid", "covid", "fluid"}
)

_AFFIXES = frozenset(
    {"ref", "refer", "tbl", "tabl", "dim", "fact", "list", "info", "data", "master", "detail", "record"}
)
"""Stems of table names that nobody says."""

_SUFFIXES = frozenset({"id", "code", "name", "number", "text", "descript", "detail", "titl"})
"""Last words of column names that are often left out: `type_code` is asked for as "type"."""

_GENERIC = frozenset(
    {"id", "name", "code", "number", "type", "date", "year", "time", "titl", "valu", "descript", "detail"}
)
"""Stems that many columns share: alone they name one of them only weakly."""


class NameIndex:
    """Tables and columns by the word stems that people call them by, each way with a weight in (0, 1]."""

    def __init__(self, tables: Iterable[Table]) -> None:
        tables = tuple(tables)
        vocabulary = SEGMENTS | {word for table in tables for word in split_name(table.name)}
        self._tables: defaultdict[Stems, dict[str, float]] = defaultdict(dict)
        self._columns: defaultdict[Stems, dict[Column, float]] = defaultdict(dict)
        for table in tables:
            entity = spoken(table.name, vocabulary)
            for form, weight in _table_forms(entity):
                _keep(self._tables[form], table.name, weight)
            for synonym in table.synonyms:
                _keep(self._tables[_words(synonym)], table.name, TOLD)
            for column in table.columns:
                for synonym in column.synonyms:
                    _keep(self._columns[_words(synonym)], column, TOLD)
                for form, weight in _column_forms(spoken(column.name, vocabulary), entity):
                    _keep(self._columns[form], column, weight)
                for word in split_name(column.comment):
                    if len(word) > 3 and word not in PLAIN:
                        _keep(self._columns[(stem(word),)], column, COMMENTED)

    def tables(self, stems: Sequence[str]) -> dict[str, float]:
        """Return the names of the tables that a phrase may name, with scores."""
        return _find(tuple(stems), self._tables)

    def columns(self, stems: Sequence[str]) -> dict[Column, float]:
        """Return the columns that a phrase may name, with scores."""
        return _find(tuple(stems), self._columns)


def _words(phrase: str) -> Stems:
    """Return the stems of a synonym as `naming` looks for them."""
    return tuple(token.stem for token in tokenize(phrase) if token.norm not in LINKING_WORDS)


@lru_cache(maxsize=16384)
def spoken(name: str, vocabulary: frozenset[str]) -> Stems:
    """Return the stems of an identifier's words: abbreviations spelt out, words run together taken apart."""
    words: list[str] = []
    whole = re.sub(r"[\W_]+", "", name).casefold()
    if whole in ABBREVIATIONS:
        return tuple(stem(word) for word in ABBREVIATIONS[whole].split())
    for part in split_name(name):
        if part in ABBREVIATIONS and part not in ("min", "max", "avg"):
            words += ABBREVIATIONS[part].split()
        else:
            words += _segment(part, vocabulary) or (part,)
    kept = [word for word in words if len(word) > 1 and word not in LINKING_WORDS and word not in ("in", "by")] or words
    return tuple(stem(word) for word in kept)


def _segment(word: str, vocabulary: frozenset[str]) -> tuple[str, ...]:
    """Split `birthdate` into known words, fewest first; empty if it is one word, or not made of known ones."""
    if word in vocabulary:
        return ()
    if len(word) > 2 and word[1:] in vocabulary:
        return (word[1:],)
    if len(word) < 5:
        return ()
    if word.endswith("id") and word not in _ENDING_IN_ID:
        return (word[:-2], "id")
    best: list[tuple[str, ...] | None] = [(), *([None] * len(word))]
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - 14), end - 1):
            before = best[start]
            if before is not None and word[start:end] in vocabulary:
                candidate = (*before, word[start:end])
                held = best[end]
                if held is None or len(candidate) < len(held):
                    best[end] = candidate
    return best[len(word)] or ()


def _deed(word: str) -> str:
    """Return the stem of the verb behind a doer: `climber` -> `climb`, `director` -> `direct`; empty if it is none."""
    for ending in ("er", "or"):
        if word.endswith(ending) and len(word) > 5:
            return stem(word.removesuffix(ending))
    return ""


def _table_forms(entity: Stems) -> Iterator[tuple[Stems, float]]:
    said = tuple(word for word in entity if word not in _AFFIXES) or entity
    yield entity, 1.0
    yield said, 0.97
    if deed := _deed(said[-1]):
        yield (deed,), DONE
    if len(said) > 1:
        yield ("".join(said),), 0.9
        yield said[-1:], 0.4 if said[-1] in _GENERIC else 0.62
        yield said[:1], 0.5
        yield said[1:], 0.7
        yield said[:-1], 0.6
        yield tuple(reversed(said)), 0.8


def _column_forms(words: Stems, entity: Stems) -> Iterator[tuple[Stems, float]]:
    if not words:
        return
    yield words, 1.0 if words != entity else 0.9
    own = words[len(entity) :] if words[: len(entity)] == entity else words[1:] if words[0] in entity else words
    if own and own != words:
        yield own, 0.97
    if own:
        yield (*entity, *own), 1.0
    if words == entity:
        yield (*entity, "name"), 0.95
        yield ("name",), 0.6
    if deed := _deed(words[-1]):
        yield (deed,), DONE
    if len(words) > 1 and words[-1] in _SUFFIXES and words[:-1] != entity:
        yield words[:-1], 0.86
    yield from _parts(words, entity)


def _parts(words: Stems, entity: Stems) -> Iterator[tuple[Stems, float]]:
    if len(words) < 2:
        return
    yield ("".join(words),), 0.9
    yield tuple(reversed(words)), 0.85
    if len(words) > 2:
        for start, end in itertools.combinations(range(min(len(words), 6) + 1), 2):
            if 2 <= end - start < len(words):
                yield words[start:end], 0.8 if start == 0 or end == len(words) else 0.7
        yield (words[0], words[-1]), 0.72
    for place, word in enumerate(words):
        if word in entity:
            continue
        last = place == len(words) - 1
        yield (word,), (0.5 if last else 0.3) if word in _GENERIC else (0.68 if last else 0.6)


def _keep(held: dict[Named, float], key: Named, weight: float) -> None:
    held[key] = max(weight, held.get(key, 0.0))


def _find(stems: Stems, index: Mapping[Stems, Mapping[Named, float]]) -> dict[Named, float]:
    found: dict[Named, float] = dict(index.get(stems, {}))
    for place, word in enumerate(stems):
        for other in SYNONYMS.get(word, ()):
            swapped = (*stems[:place], other, *stems[place + 1 :])
            for key, weight in index.get(swapped, {}).items():
                _keep(found, key, SYNONYM * weight)
    return found
