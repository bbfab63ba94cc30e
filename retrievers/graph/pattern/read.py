"""A pattern from the text that somebody writes: SPARQL, or triples in plain words."""

from __future__ import annotations

import re

from retrievers.errors import ToolError
from retrievers.graph.pattern.plain import read_plain
from retrievers.graph.pattern.query import Condition, Query, Variable
from retrievers.graph.pattern.sparql import read_sparql

_SPARQL = re.compile(
    r"^\s*(?:(?:PREFIX|BASE)\b.*<|(?:SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE)\b.*\{)", re.IGNORECASE | re.DOTALL
)
_VARIABLE = re.compile(r"(?<![\w?])\?[A-Za-z_]\w*")
_MOST_STATEMENTS = 12


def read_pattern(text: str) -> Query | None:
    """Read a pattern; None if the text has no variable and is no SPARQL. `ToolError` says what cannot be read."""
    if _SPARQL.match(text):
        query = read_sparql(text)
    elif _VARIABLE.search(text):
        query = read_plain(text)
    else:
        return None
    _check(query)
    return query


def _check(query: Query) -> None:
    if not query.statements:
        raise ToolError('A pattern needs a triple, such as `?film directed_by "Ann Vale"`.')
    if len(query.statements) > _MOST_STATEMENTS:
        raise ToolError(f"A pattern has at most {_MOST_STATEMENTS} triples; ask in two steps.")
    known = set(query.variables)
    named = [*query.wanted, *([query.order[0]] if query.order else [])]
    named += [term.name for condition in query.conditions for term in _variables(condition)]
    for name in named:
        if name not in known:
            raise ToolError(f"?{name} stands in no triple of the pattern; it has {', '.join(f'?{n}' for n in known)}.")


def _variables(condition: Condition) -> list[Variable]:
    return [term for term in (condition.left, condition.right) if isinstance(term, Variable)]
