"""Which columns the tables and subqueries that a query reads are known to have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from retrievers.errors import ToolError
from tools.sql.catalog import Catalog
from tools.sql.parse import FAULTS

Source = exp.Expr | Scope
"""A table, or a query that stands for one."""


def scopes(tree: exp.Expr) -> list[Scope]:
    """Return the scopes of a statement's queries, the inner ones first; the tree is not changed.

    Raises:
        ToolError: Two tables of one query go by the same name, or the parser cannot tell what belongs to what.
    """
    tree = tree.copy()
    numbers = count(1)
    for node in tree.find_all(exp.Subquery, exp.Values, exp.Unnest, exp.Table):
        stands = isinstance(node.parent, exp.From | exp.Join)
        if stands and not node.alias and not (isinstance(node, exp.Table) and node.name):
            node.set("alias", exp.TableAlias(this=exp.to_identifier(f"unnamed {next(numbers)}")))
    try:
        found = traverse_scope(tree)
        for scope in found:
            _ = scope.selected_sources
    except SqlglotError as error:
        reason = str(error).split("\n")[0].rstrip(". ")
        raise ToolError(f"The tables cannot be told apart ({reason}); give each its own alias.") from error
    except FAULTS as error:
        raise ToolError("The parts of the statement cannot be told apart; write it more plainly.") from error
    return found


def sources(scope: Scope) -> Iterator[tuple[str, Source]]:
    """Yield what the columns of a scope may come from: its own sources, then those of the queries around it."""
    inner: Scope | None = None
    level: Scope | None = scope
    while level is not None:
        if inner is None or not inner.is_cte:
            yield from ((alias, source) for alias, source in own_sources(level) if source is not inner)
            yield from _asked_only(level)
        inner, level = level, level.parent


def _asked_only(scope: Scope) -> Iterator[tuple[str, Source]]:
    """Yield the sources of semi and anti joins: their columns may stand in the join's condition, but not in `*`."""
    for join in scope.expression.args.get("joins") or ():
        if join.kind.upper() in ("SEMI", "ANTI") and join.alias_or_name in scope.sources:
            yield join.alias_or_name, scope.sources[join.alias_or_name]


def own_sources(scope: Scope) -> Iterator[tuple[str, Source]]:
    """Yield the sources in FROM and JOIN of one query, by alias; those of a semi join too, which ON may name."""
    for alias, (_, source) in scope.selected_sources.items():
        yield alias, source
    for join in scope.expression.args.get("joins") or ():
        alias = join.alias_or_name
        if join.is_semi_or_anti_join and alias in scope.sources:
            yield alias, scope.sources[alias]


def columns(source: Source, catalog: Catalog) -> list[str] | None:
    """Return the names of a source's columns; None if they are not known before it runs."""
    if isinstance(source, exp.Table):
        table = catalog.table(source.name)
        names = None if table is None else [each.name for each in table.columns]
        return _renamed(names, source.args.get("alias"))
    if not isinstance(source, Scope):
        return None
    query = source.expression
    if isinstance(query, exp.Lateral):
        inner = query.this.unnest()
        simple = isinstance(inner, exp.Select) and not inner.is_star
        return _renamed([_output(each) for each in inner.selects] if simple else None, query.args.get("alias"))
    if isinstance(query, exp.UDTF):
        return _renamed(None, query.args.get("alias"))
    if not isinstance(query, exp.Query):
        return None
    return _renamed(outputs(source, catalog), _given(query))


def outputs(scope: Scope, catalog: Catalog) -> list[str] | None:
    """Return the names of the columns that a query gives; None if they are not known before it runs."""
    query = scope.expression
    if isinstance(query, exp.SetOperation):
        left = scope.set_operation_scopes[0] if scope.set_operation_scopes else None
        return None if left is None or query.args.get("by_name") else outputs(left, catalog)
    if not isinstance(query, exp.Select):
        return None
    names: list[str] = []
    for projection in query.selects:
        if isinstance(projection, exp.Explode):
            return None
        given = _starred(projection, scope, catalog) if projection.is_star else [_output(projection)]
        if given is None:
            return None
        names += given
    return names


def _output(projection: exp.Expr) -> str:
    return projection.alias_or_name or projection.sql("duckdb")


def _starred(projection: exp.Expr, scope: Scope, catalog: Catalog) -> list[str] | None:
    star = projection.find(exp.Star)
    if star is None or isinstance(projection, exp.Alias) or star.args.get("rename"):
        return None
    qualifier = projection.table.lower() if isinstance(projection, exp.Column) else ""
    starred = [columns(source, catalog) for alias, source in own_sources(scope) if qualifier in ("", alias.lower())]
    if not starred or None in starred:
        return None
    names = [name for known in starred for name in known or ()]
    left_out = {each.name.lower() for each in star.args.get("except_") or ()}
    return [name for name in names if name.lower() not in left_out]


def _given(query: exp.Expr) -> exp.Expr | None:
    """Return the alias of the CTE or subquery that a query stands in, also where it is a part of a set operation."""
    parent = query.parent
    while isinstance(parent, exp.SetOperation) or (isinstance(parent, exp.Subquery) and not parent.alias):
        parent = parent.parent
    return parent.args.get("alias") if isinstance(parent, exp.CTE | exp.Subquery) else None


def _renamed(names: list[str] | None, alias: exp.Expr | None) -> list[str] | None:
    """Put the column names of an alias in the place of the first ones."""
    if not isinstance(alias, exp.TableAlias) or not alias.columns:
        return names
    given = [column.name for column in alias.columns]
    return given if names is None else [*given, *names[len(given) :]]
