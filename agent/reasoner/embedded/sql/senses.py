"""Chooses what each mention of a question means, so that together the choices make sense in one query."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from agent.reasoner.embedded.sql.degrees import is_degree
from agent.reasoner.embedded.sql.display import asks_for_key, key_like
from retrievers.tables.schema import Column, Kind
from retrievers.tables.words import VERB_FORMS, split_name
from tools.sql.catalog import Catalog
from tools.sql.joins import JoinGraph
from tools.sql.link import SchemaLink
from tools.sql.mention import Mention
from tools.sql.nameindex import DONE

MOST_OPTIONS = 5
"""Readings of one mention that are tried."""

MOST_COMBINED = 600
"""Combinations of readings that are compared."""

JOINED = 0.3
"""What each table more costs."""

KEYED = 0.75
"""Factor on the score of a value that is a key: people say names, not keys that are spelt like them."""

_WHOLE = 0.8
"""Score from which a mention names a column by more than a part of its name."""

_SURE = 0.6
"""Score from which a mention is taken to mean something."""

_UNNAMED = 0.42
"""What a mention is worth that is left without a sense."""

_BETWEEN = re.compile(
    r"^(?:(?:of|for|in|from|at|to|on) )?(?:(?:the|all|each|every|any|this|these|those|a|an|s|different|distinct) ?)*$"
)
_EQUALS = re.compile(r"^(?:is|are|was|were|of|equals?|equal to|named|called|as|the|a|an|in|for| )*$")
_MEASURED = re.compile(
    r"\b(?:average|mean|total|sum of|sum|maximum|minimum|max|min|highest|lowest|largest|smallest|biggest|greatest)"
    r"(?: (?:and|or|the|maximum|minimum|average|total|highest|lowest))* $"
)
_DIFFERENT = re.compile(r"\b(?:different|distinct|unique|kinds of|types of) $")
_COUNTED = re.compile(r"\b(?:number of|how many|count of|count the|count)(?: (?:different|distinct|unique|the|all))* $")


@dataclass(frozen=True, slots=True)
class Term:
    """A mention in one sense: a table, a column, or a value of a column."""

    start: int
    end: int
    text: str
    score: float
    table: str = ""
    column: Column | None = None
    value: str | None = None
    """The literal, for a value of `column`; or a quoted text that no column holds."""

    @property
    def deed(self) -> bool:
        """Whether a column is only named by a verb: "launched" names a launch date, but does not ask for it."""
        text = self.text.lower()
        if " " in text:
            return False
        verb = text in VERB_FORMS or re.search(r"(?:ed|ing)$", text) is not None
        return self.column is not None and self.value is None and verb and text not in split_name(self.column.name)

    @property
    def letter(self) -> str:
        """What stands for it in patterns: T, C, V, or Q for a text of no column."""
        if self.value is not None:
            return "V" if self.column is not None else "Q"
        return "C" if self.column is not None else "T"


@dataclass(frozen=True, slots=True)
class Senses:
    """One choice of senses for all mentions."""

    terms: tuple[Term, ...]
    score: float


def choose(link: SchemaLink, catalog: Catalog, joins: JoinGraph, *, limit: int = 4) -> list[Senses]:
    """Return the likeliest choices, best first: sure links, few tables, what stands together belongs together.

    A mention that is far from sure may also be left without a sense.
    """
    named = {table for mention in link.mentions for table, score in mention.tables if score >= _SURE}
    named |= {value.table for mention in link.mentions for value, score in mention.values if score >= _SURE}
    options = [found for mention in link.mentions if (found := list(_options(mention, catalog, named)))]
    scored = []
    for chosen in _combinations(options):
        terms = tuple(term for term in chosen if term is not None)
        left = len(chosen) - len(terms)
        scored.append(Senses(terms, _fit(terms, link) + left * math.log(_UNNAMED)))
    scored.sort(key=lambda senses: -senses.score)
    rated = [replace(senses, score=senses.score - JOINED * _spread(senses.terms, joins)) for senses in scored[:80]]
    rated.sort(key=lambda senses: -senses.score)
    return rated[:limit]


def _options(mention: Mention, catalog: Catalog, named: Set[str]) -> Iterator[Term | None]:
    """Yield the senses of one mention, best first; None, that it means nothing, if none is sure."""

    def sense(score: float, table: str = "", column: Column | None = None, value: str | None = None) -> Term:
        return Term(mention.start, mention.end, mention.text, score, table, column, value)

    found: list[Term] = []
    degree = is_degree(mention.text.lower())
    if not (mention.quoted and mention.values):
        found += [sense(_as_verb(mention.text, score), table) for table, score in mention.tables[:3]]
        named_columns = [pair for pair in mention.columns if not (degree and pair[1] < _WHOLE)]
        likely = sorted(named_columns, key=lambda pair: (-pair[1], pair[0].table not in named))
        found += [sense(score * 0.97, column.table, column) for column, score in likely[:MOST_OPTIONS]]
    for value, score in mention.values[:MOST_OPTIONS]:
        holder = catalog.column(value.table, value.column)
        if holder is not None and not mention.text.replace(",", "").isdigit():
            weight = KEYED if key_like(holder) and not mention.quoted else 1.0
            found.append(sense(weight * score, value.table, holder, value.text))
    if mention.quoted and not any(term.value is not None for term in found):
        found = [sense(0.8, value=mention.text)]
    found.sort(key=lambda term: -term.score)
    best = found[0].score if found else 0.0
    yield from (term for term in found[: MOST_OPTIONS + 1] if term.score >= 0.55 * best)
    if best < _SURE:
        yield None


def _as_verb(text: str, score: float) -> float:
    """Lower the score of a table that is named by a verb: "participated" for `participates_in`."""
    return min(score, DONE) if re.search(r"(?:ed|ing)$", text) else score


def _combinations(options: Sequence[Sequence[Term | None]]) -> Iterator[tuple[Term | None, ...]]:
    """Yield combinations of one sense a mention; of too many, those with the better senses."""
    widths = [len(found) for found in options]
    while math.prod(widths) > MOST_COMBINED:
        widest = max(range(len(widths)), key=lambda index: widths[index])
        widths[widest] -= 1
    return itertools.product(*(found[:width] for found, width in zip(options, widths, strict=True)))


def _fit(terms: Sequence[Term], link: SchemaLink) -> float:
    """Rate how well the senses fit their words and the words around them."""
    total = 0.0
    words = [token.norm for token in link.tokens]
    head = next((term.table for term in terms if term.letter == "T"), "")
    for place, term in enumerate(terms):
        total += math.log(term.score)
        before = " ".join(words[: term.start]) + " "
        if term.letter == "T" and _COUNTED.search(before):
            total += 0.15
        if term.letter == "C" and term.column is not None and key_like(term.column) and not asks_for_key(term.text):
            total -= 0.15
        if term.letter == "C" and term.column is not None and _DIFFERENT.search(before):
            total += 0.0 if term.column.name.lower().endswith("id") else 0.25
        if term.letter == "C" and head and term.end - term.start == 1 and place > 0:
            total += 0.15 if term.table == head else 0.0
        if term.letter == "C" and term.column is not None and _MEASURED.search(before):
            total += 0.0 if term.column.kind in (Kind.NUMBER, Kind.DATE) else -1.0
        if place + 1 < len(terms):
            following = terms[place + 1]
            total += _pair(term, following, " ".join(words[term.end : following.start]))
    return total


def _pair(one: Term, two: Term, between: str) -> float:
    """Rate two neighbouring senses by what stands between them."""
    letters = one.letter + two.letter
    near = _BETWEEN.match(between) is not None
    if letters in ("CT", "TC") and near:
        return 0.45 if one.table == two.table else -0.1
    if letters in ("CV", "VC") and _EQUALS.match(between):
        return 0.6 if one.column == two.column else 0.1 if one.table == two.table else 0.0
    if letters in ("TV", "VT") and near:
        return 0.25 if one.table == two.table else 0.0
    if letters == "CC":
        return 0.15 if one.table == two.table else -0.05
    if letters == "VV" and between in ("and", "or", ""):
        return 0.3 if one.column == two.column else 0.15 if one.table == two.table else 0.0
    return 0.05 if one.table == two.table else 0.0


def _spread(terms: Sequence[Term], joins: JoinGraph) -> float:
    """Count the joins that the terms need; tables that cannot be joined count as many."""
    tables = tuple(dict.fromkeys(term.table for term in terms if term.table))
    if len(tables) < 2:
        return 0.0
    path = joins.connect(tables)
    return 6.0 if path is None else float(len(path))
