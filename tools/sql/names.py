"""Resolves the names of a statement against the catalog, so that a wrong one is refused with the nearest right ones."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from retrievers.errors import ToolError
from retrievers.tables.schema import Kind
from tools.sql.catalog import Catalog
from tools.sql.sources import Source, columns, outputs, own_sources, scopes, sources

_WITH_NAME = re.compile(r"(?!duckdb_|pragma_|sqlite_|pg_)[^\W\d][\w ]*", re.IGNORECASE)
"""Names of WITH queries: where the database sees no such query it looks for a view of its own or a file instead."""

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def fold(name: str) -> str:
    """Return a name as the database compares it: `A` to `Z` in small letters, and no other letter."""
    return name.translate(_LOWER)


def check_names(tree: exp.Expr, catalog: Catalog) -> None:
    """Refuse tables and columns that the catalog does not hold.

    Raises:
        ToolError: Names the unknown table or column and the nearest known ones.
    """
    for cte in tree.find_all(exp.CTE):
        if not _WITH_NAME.fullmatch(cte.alias):
            raise ToolError(
                f"Give the WITH query {cte.alias!r} a plain name of letters, digits and '_', as in 'part_1'."
            )
    for table in tree.find_all(exp.Table):
        _check_table(table, catalog)
    for scope in scopes(tree):
        for column in scope.find_all(exp.Column):
            inside = column.find_ancestor(exp.Select, exp.SetOperation, exp.UDTF) is scope.expression
            if inside and not isinstance(column.this, exp.Star):
                _check_column(column, scope, catalog)
        _check_stars(scope, catalog)
        _check_using(scope, catalog)


def tables_read(tree: exp.Expr, catalog: Catalog) -> tuple[str, ...]:
    """Return the catalog's names of the tables that a checked statement reads, in order of first mention."""
    found: dict[str, None] = {}
    for node in tree.find_all(exp.Table):
        table = None if _is_cte(node) else catalog.table(node.name)
        if table is not None:
            found.setdefault(table.name)
    return tuple(found)


def _check_table(node: exp.Table, catalog: Catalog) -> None:
    if isinstance(node.this, exp.Func):
        return
    if node.catalog or fold(node.db) not in ("", "main"):
        raise ToolError(f"The schema of {node.sql('duckdb')} cannot be read; name one of the tables alone.")
    if catalog.table(node.name) is None and (node.db or not _is_cte(node)):
        near = _nearest(node.name, [table.name for table in catalog.tables])
        raise ToolError(f"There is no table {node.name!r}; {near}.")


def _is_cte(node: exp.Table) -> bool:
    """Whether a table's name is that of a WITH query in whose reach it stands."""
    if node.db:
        return False
    inside: exp.Expr = node
    parent = node.parent
    while parent is not None:
        with_ = parent.args.get("with_")
        visible: list[exp.Expr] = []
        if isinstance(parent, exp.With):
            place = next(index for index, cte in enumerate(parent.expressions) if cte is inside)
            visible = parent.expressions[: place + _sees_itself(parent, inside, node)]
        elif with_ is not None and with_ is not inside:
            visible = with_.expressions
        if any(fold(cte.alias) == fold(node.name) for cte in visible):
            return True
        inside, parent = parent, parent.parent
    return False


def _sees_itself(with_: exp.With, cte: exp.Expr, node: exp.Table) -> bool:
    """Whether a table stands in the part of a recursive query that is repeated, and not in the one it begins with."""
    query = cte.this
    if not with_.args.get("recursive") or not isinstance(query, exp.Union):
        return False
    return any(parent is query.expression for parent in _parents(node))


def _parents(node: exp.Expr) -> Iterable[exp.Expr]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _check_column(column: exp.Column, scope: Scope, catalog: Catalog) -> None:
    if column.table:
        _check_qualified(column, scope, catalog)
    elif column.name.lower() not in _aliases(column):
        query = scope.expression
        around = [source for _, source in sources(scope)]
        mine = outputs(scope, catalog) if isinstance(query, exp.SetOperation) else []
        hint = "; write a text in single quotes" if column.this.args.get("quoted") else ""
        if mine is not None:
            _expect(column.name, around, catalog, where=f"the tables of this query{hint}", also=mine)


def _check_qualified(column: exp.Column, scope: Scope, catalog: Catalog) -> None:
    around = list(sources(scope))
    named = [source for alias, source in around if alias.lower() == column.table.lower()]
    if named:
        _expect(column.name, named[:1], catalog, where=column.table)
    elif not _is_struct(column.table, around, catalog):
        raise _unknown_alias(column.table, around)


def _check_stars(scope: Scope, catalog: Catalog) -> None:
    """Check the table before a star, and the columns that it leaves out or replaces."""
    if not isinstance(scope.expression, exp.Select):
        return
    own = list(own_sources(scope))
    for projection in scope.expression.selects:
        star = projection.this if isinstance(projection, exp.Column) else projection
        if not isinstance(star, exp.Star):
            continue
        qualifier = projection.table if isinstance(projection, exp.Column) else ""
        named = [source for alias, source in own if not qualifier or alias.lower() == qualifier.lower()]
        if not named:
            raise _unknown_alias(qualifier, own)
        for part in ("except_", "replace"):
            for item in star.args.get(part) or ():
                _expect(item.alias_or_name, named, catalog, where=qualifier or "the tables of this query")


def _check_using(scope: Scope, catalog: Catalog) -> None:
    """Check that the columns of `USING (...)` stand on the right side of their join."""
    if not isinstance(scope.expression, exp.Select):
        return
    own = dict(own_sources(scope))
    for join in scope.expression.args.get("joins") or ():
        joined = own.get(join.this.alias_or_name)
        for item in join.args.get("using") or ():
            if joined is not None:
                _expect(item.name, [joined], catalog, where=join.this.alias_or_name)
            _expect(item.name, list(own.values()), catalog, where="the tables of this query")


def _expect(name: str, places: Sequence[Source], catalog: Catalog, *, where: str, also: Sequence[str] = ()) -> None:
    known = list(also)
    for source in places:
        names = columns(source, catalog)
        if names is None:
            return
        known += names
    if name.lower() not in (each.lower() for each in known):
        raise ToolError(f"There is no column {name!r} in {where}; {_nearest(name, known)}.")


def _unknown_alias(name: str, around: Iterable[tuple[str, Source]]) -> ToolError:
    aliases = ", ".join(dict.fromkeys(alias for alias, _ in around)) or "no table"
    return ToolError(f"There is no table or alias {name!r} in this query; it reads {aliases}.")


def _is_struct(name: str, around: Iterable[tuple[str, Source]], catalog: Catalog) -> bool:
    """Whether a column of this name may hold structs, whose fields are written like a table's columns."""
    for _, source in around:
        if isinstance(source, exp.Table):
            column = catalog.column(source.name, name)
            if column is not None and column.kind is Kind.OTHER:
                return True
        elif (names := columns(source, catalog)) is None or name.lower() in (each.lower() for each in names):
            return True
    return False


def _aliases(column: exp.Column) -> set[str]:
    """Return the output names that may stand for a column in its query, and in those around it."""
    names: set[str] = set()
    for node in _parents(column):
        if isinstance(node, exp.SetOperation):
            names |= {name.lower() for name in node.named_selects}
        elif isinstance(node, exp.Query):
            aliases = [projection for projection in node.selects if isinstance(projection, exp.Alias)]
            names |= {alias.alias.lower() for alias in aliases if column not in alias.find_all(exp.Column)}
    return names


def _nearest(name: str, known: Iterable[str]) -> str:
    """Say which known names are nearest to one that is not."""
    from rapidfuzz import fuzz, process

    names = list(dict.fromkeys(known))
    if not names:
        return "there is none to read"
    near = [match for match, _, _ in process.extract(name, names, scorer=fuzz.WRatio, limit=3, score_cutoff=60)]
    if near:
        return f"the nearest are {', '.join(near)}"
    shown = ", ".join(names[:20])
    return f"there are {shown}{', ...' if len(names) > 20 else ''}"
