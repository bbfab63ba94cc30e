"""Finds the tables and columns that a question names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrievers.tables.schema import Column, Kind
from retrievers.tables.words import Token
from tools.sql.catalog import Catalog
from tools.sql.lexicon import COUNTERS, CUES, FUNCTION_WORDS, LINKING_WORDS, ORDERS
from tools.sql.mention import Mention, Text, ranked

LONGEST = 5
"""Most words of a name that is looked for."""

SURE = 0.6
"""Least score of a column that is found by leaving a word out."""

KINDS = frozenset({"kind", "kinds", "type", "types"})
"""Words for a property where one thing has it ("the types of the companies"), and for a count where not."""

DETERMINERS = frozenset({"the", "each", "every", "all", "these", "those", "this", "that", "its", "their"})
"""Words after which one thing is meant."""

COUNTED = frozenset({"number", "numbers", "count", "amount"})

_COUNTS = re.compile(r"\b(?:how many|number of|count of)\b")
"""Words after which "the number" is the one that they ask for."""

_PAUSE = re.compile(r"[,;:.?!()]")


def named(text: Text, catalog: Catalog) -> Iterator[Mention]:
    """Yield the word ranges that may name tables or columns."""
    for start, end in _spans(text):
        words = text.tokens[start:end]
        stems = [token.stem for token in words if token.norm not in LINKING_WORDS]
        tables, columns = catalog.names.tables(stems), _columns(words, stems, catalog)
        if _counts(words):
            columns = {column: score for column, score in columns.items() if _is_count(column)}
        if tables or columns:
            yield Mention(
                start=start, end=end, text=text.words(start, end), tables=ranked(tables), columns=ranked(columns)
            )
    yield from _shared_heads(text, catalog)


def _spans(text: Text) -> Iterator[tuple[int, int]]:
    """Yield the ranges that may be a name: no grammar at their ends, no pause or quote inside, no cue."""
    tokens = text.tokens
    for start, first in enumerate(tokens):
        if first.norm in FUNCTION_WORDS or start in text.quoted:
            continue
        for end in range(start + 1, min(len(tokens), start + LONGEST) + 1):
            last = tokens[end - 1]
            if end - start > 1 and _PAUSE.search(text.question[tokens[end - 2].end : last.start]):
                break
            if last.norm in LINKING_WORDS:
                continue
            if last.norm in FUNCTION_WORDS or end - 1 in text.quoted:
                break
            if not _is_cue(tokens, start, end):
                yield start, end


def _counts(words: Sequence[Token]) -> bool:
    """Whether words count things: "number of cards" asks for no card's number."""
    norms = [token.norm for token in words]
    return len(norms) > 2 and norms[0] in COUNTED and norms[1] == "of" and norms[-1].endswith("s")


def _before(tokens: Sequence[Token], start: int) -> str:
    return " ".join(token.norm for token in tokens[:start])


def _is_count(column: Column) -> bool:
    """Whether a column may hold counts: numbers that do not number the rows."""
    return column.kind is Kind.NUMBER and not column.name.lower().endswith(("id", "no", "nr", "code", "number"))


def _is_cue(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether words say what to compute and name nothing: "order" in "in order of", "number" in "number of"."""
    word = tokens[start].norm
    following = tokens[start + 1].norm if start + 1 < len(tokens) else ""
    before = tokens[start - 1].norm if start else ""
    if end - start > 1:
        return word in ("order", "list") and following == "of"
    if word in ("order", "orders"):
        return (before in ORDERS and following in ("of", "by", "for", "")) or following == "by" or start == 0
    if word in COUNTED and following in ("", "and", "as", "also") and _COUNTS.search(_before(tokens, start)):
        return True
    if word in COUNTERS:
        beyond = tokens[start + 2].norm if start + 2 < len(tokens) else ""
        of_each = following == "of" and word in KINDS and beyond in DETERMINERS
        return (following == "of" and not of_each) or (word in ("list", "lists") and start == 0)
    return word in CUES


def _columns(words: Sequence[Token], stems: Sequence[str], catalog: Catalog) -> dict[Column, float]:
    """Find columns by the words, by `state` for "state name", and by `birth date` for "date of birth"."""
    ways = [(stems, 1.0)]
    if len(stems) > 1 and stems[-1] in ("name", "number"):
        ways.append((stems[:-1], 0.85))
    norms = [token.norm for token in words]
    if "of" in norms:
        place = norms.index("of")
        turned = [token.stem for token in (*words[place + 1 :], *words[:place]) if token.norm not in LINKING_WORDS]
        ways.append((turned, 1.0))
    found: dict[Column, float] = {}
    for way, weight in ways:
        for column, score in catalog.names.columns(way).items():
            if weight == 1.0 or score >= SURE:
                found[column] = max(weight * score, found.get(column, 0.0))
    return found


def _shared_heads(text: Text, catalog: Catalog) -> Iterator[Mention]:
    """Read "first and last name" as "first name and last name": each word shares the head of the last."""
    tokens = text.tokens
    for place in range(1, len(tokens) - 1):
        if tokens[place].norm not in {"and", "or"} or place in text.quoted:
            continue
        heads = [token.stem for token in tokens[place + 2 : place + 4]]
        for start in range(place - 1, max(-1, place - 4), -1):
            if tokens[start].norm in FUNCTION_WORDS:
                break
            for head in heads:
                columns = catalog.names.columns((tokens[start].stem, head))
                sure = {column: 0.95 * score for column, score in columns.items() if score >= 0.8}
                if sure:
                    yield Mention(start=start, end=start + 1, text=text.words(start, start + 1), columns=ranked(sure))
