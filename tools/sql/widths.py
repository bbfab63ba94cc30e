"""Refuses statements that make very long texts or lists out of short ones, row by row.

The engine counts what it keeps between its steps as memory, but not the values of the block of rows that an expression
is computed for, and it cannot be interrupted there: ten doublings of a text by `||` take a gigabyte for each block.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from retrievers.errors import ToolError
from tools.sql.sources import own_sources, scopes, sources

MOST = 20_000
"""Characters, or elements, that one value may be made to have."""

_COLUMN = 100
"""Characters that a value of a table is taken to have: what is long there is read as it is, and not made."""
_GATHERED = 500
"""Elements that a list or text of many rows is taken to have."""
_SCALAR = 20
_FORMAT = 12
"""Characters that one of a date's format may become."""
_FURTHER = 1000
"""By how much more is tried whether a recursive query multiplies what it begins with."""

_GROWING = (
    exp.DPipe, exp.Concat, exp.ConcatWs, exp.Array, exp.Struct, exp.Tuple, exp.Transform, exp.Replace,
    exp.RegexpReplace, exp.TimeToStr, exp.ArrayToString, exp.Split,
)  # fmt: skip
_GATHERING = (exp.ArrayAgg, exp.GroupConcat)
_NARROWING = (
    exp.Predicate, exp.Connector, exp.Not, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.Count,
    exp.Sum, exp.Avg, exp.Length, exp.ArraySize, exp.StrPosition, exp.Levenshtein, exp.Extract, exp.Round, exp.Abs,
)  # fmt: skip
"""What gives a number or a truth value, however long the values are that it is given."""


def check_widths(tree: exp.Expr) -> None:
    """Refuse a statement whose expressions make values of more than `MOST` characters or elements.

    Raises:
        ToolError: Says so.
    """
    growing = list(tree.find_all(*_GROWING))
    if not growing:
        return
    _check_replacements(growing)
    found = scopes(tree)
    near, far = _Widths(found, _COLUMN), _Widths(found, _COLUMN + _FURTHER)
    if near.most > MOST:
        raise ToolError(f"It makes values of over {MOST} characters or elements; combine fewer or shorter ones.")
    for scope in found:
        if far.of(scope.expression) - near.of(scope.expression) > 1.5 * _FURTHER:
            raise ToolError("Each step of the recursive query doubles a text or list; add to it instead.")


def _check_replacements(growing: Sequence[exp.Expr]) -> None:
    for node in growing:
        if isinstance(node, exp.Replace | exp.RegexpReplace):
            replacement = node.args.get("replacement")
            if replacement is not None and not isinstance(replacement, exp.Literal):
                raise ToolError("The replacement text of replace must be a literal.")


class _Widths:
    """The widest value that each query and expression of a statement gives, in characters or elements."""

    def __init__(self, found: Sequence[Scope], repeated: int) -> None:
        """Take the scopes, inner ones first, and the width of what a recursive query reads of itself."""
        self.most = 0
        self._repeated = repeated
        self._known: dict[int, int] = {}
        self._scopes = frozenset(map(id, found))
        for scope in found:
            self._known[id(scope.expression)] = self._query(scope)

    def of(self, query: exp.Expr) -> int:
        """Return the width of a query's widest output."""
        return self._known.get(id(query), _COLUMN)

    def _query(self, scope: Scope) -> int:
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            return max(self.of(each.expression) for each in scope.set_operation_scopes)
        for node in scope.find_all(*_GROWING):
            self._width(node, scope)
        if isinstance(query, exp.Select):
            return max((self._output(each, scope) for each in query.selects), default=_SCALAR)
        return self._rest(query, scope)

    def _output(self, projection: exp.Expr, scope: Scope) -> int:
        if projection.is_star:
            return max((self._source(source) for _, source in own_sources(scope)), default=_COLUMN)
        return self._width(projection, scope)

    def _width(self, node: exp.Expr, scope: Scope) -> int:
        if id(node) not in self._known:
            width = self._known[id(node)] = self._made(node, scope)
            self.most = max(self.most, width)
        return self._known[id(node)]

    def _made(self, node: exp.Expr, scope: Scope) -> int:
        if isinstance(node, exp.Literal):
            return len(node.name) if node.is_string else _SCALAR
        if isinstance(node, exp.Column):
            return self._column(node, scope)
        if isinstance(node, exp.Query):
            return self.of(node.unnest())
        if isinstance(node, _NARROWING):
            return _SCALAR
        if isinstance(node, _GATHERING):
            return max(_GATHERED, self._width(node.this, scope))
        if isinstance(node, _GROWING):
            return self._grown(node, scope)
        return max(_SCALAR, self._rest(node, scope))

    def _grown(self, node: exp.Expr, scope: Scope) -> int:
        width = self._width(node.this, scope) if isinstance(node.this, exp.Expr) else 0
        other = node.args.get("expression")
        if isinstance(node, exp.Replace | exp.RegexpReplace):
            replacement = node.args.get("replacement")
            return width * max(1, len(replacement.name) if replacement is not None else 1)
        if isinstance(node, exp.TimeToStr):
            return _FORMAT * self._width(node.args["format"], scope)
        if isinstance(node, exp.Transform | exp.ArrayToString) and isinstance(other, exp.Expr):
            return width * max(1, self._width(other, scope))
        if isinstance(node, exp.Split):
            return 4 * width
        return max(_SCALAR, self._rest(node, scope))

    def _rest(self, node: exp.Expr, scope: Scope) -> int:
        return sum(self._width(child, scope) for child in node.iter_expressions())

    def _column(self, column: exp.Column, scope: Scope) -> int:
        qualifier = column.table.lower()
        around = [self._source(source) for alias, source in sources(scope) if qualifier in ("", alias.lower())]
        return max(around, default=_COLUMN)

    def _source(self, source: exp.Expr | Scope) -> int:
        if not isinstance(source, Scope):
            return _COLUMN
        return self.of(source.expression) if id(source) in self._scopes else self._repeated
