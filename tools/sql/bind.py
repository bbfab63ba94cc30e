"""Puts values of earlier steps into a statement as literals: data, never code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlglot import exp

from retrievers.errors import ToolError

_BARE = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/)|(?<![\w%])#(E\d+)\b""", re.DOTALL)
"""What is to be left as it is, or a placeholder outside of it."""
_NAMED = re.compile(r"#(E\d+)\b")


def quote_placeholders(sql: str) -> str:
    """Quote bare placeholders, so that `= #E1` parses as `= '#E1'`."""
    return _BARE.sub(lambda match: match.group(1) or f"'#{match.group(2)}'", sql)


def names_placeholder(sql: str) -> bool:
    """Whether a statement names the value of a step, as `#E1`."""
    return _NAMED.search(sql) is not None


def bind(tree: exp.Expr, bindings: Mapping[str, tuple[str, ...]]) -> exp.Expr:
    """Return the tree with the placeholders in its string literals replaced by values.

    `= '#E1'` with several values becomes `IN (...)`; inside a longer literal, as in `LIKE '%#E1%'`, and wherever else
    there is room for one only, the first value stands.

    Raises:
        ToolError: A placeholder names a step that yielded nothing.
    """
    if not bindings:
        return tree
    for literal in list(tree.find_all(exp.Literal)):
        if not literal.is_string or not _NAMED.search(literal.name):
            continue
        whole = _NAMED.fullmatch(literal.name)
        values = _values(whole.group(1), bindings) if whole else ()
        parent = literal.parent
        if whole and len(values) > 1 and isinstance(parent, exp.EQ):
            other = parent.left if parent.right is literal else parent.right
            parent.replace(exp.In(this=other.copy(), expressions=_literals(values)))
        elif whole and len(values) > 1 and isinstance(parent, exp.In) and literal.arg_key == "expressions":
            kept = [item for item in parent.expressions if item is not literal]
            parent.set("expressions", [*kept, *_literals(values)])
        else:
            literal.replace(exp.Literal.string(_NAMED.sub(lambda m: _values(m.group(1), bindings)[0], literal.name)))
    return tree


def _values(name: str, bindings: Mapping[str, tuple[str, ...]]) -> Sequence[str]:
    values = bindings.get(name, ())
    if not values:
        raise ToolError(f"The placeholder #{name} has no value: that step found nothing or does not exist.")
    return values


def _literals(values: Sequence[str]) -> list[exp.Expr]:
    return [exp.Literal.string(value) for value in values]
