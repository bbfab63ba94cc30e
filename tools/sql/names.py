"""Resolves the names of a statement against the catalog, so that a wrong one is refused with the nearest right ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from retrievers.errors import ToolError
from retrievers.tables.schema import Kind
from tools.sql.catalog import Catalog


def check_names(tree: exp.Expr, catalog: Catalog) -> None:
    """Refuse tables and columns that the catalog does not hold.

    Raises:
        ToolError: Names the unknown table or column and the nearest known ones.
    """
    for table in tree.find_all(exp.Table):
        _check_table(table, catalog)
    try:
        scopes = traverse_scope(tree)
    except SqlglotError as error:
        raise ToolError(f"The statement's tables cannot be told apart: {error}") from error
    for scope in scopes:
        for column in scope.columns:
            if column.find_ancestor(exp.Select, exp.SetOperation) is scope.expression:
                _check_column(column, scope, catalog)


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
    if node.catalog or node.db.lower() not in ("", "main"):
        raise ToolError(f"The schema of {node.sql('duckdb')} cannot be read; name one of the tables alone.")
    if catalog.table(node.name) is None and (node.db or not _is_cte(node)):
        raise ToolError(
            f"There is no table {node.name!r}; {_nearest(node.name, [table.name for table in catalog.tables])}."
        )


def _is_cte(node: exp.Table) -> bool:
    """Whether a table's name is that of a WITH query in whose reach it stands."""
    if node.db:
        return False
    wanted = node.name.lower()
    inside: exp.Expr = node
    parent = node.parent
    while parent is not None:
        with_ = parent.args.get("with_")
        visible: list[exp.Expr] = []
        if isinstance(parent, exp.With):
            place = next(index for index, cte in enumerate(parent.expressions) if cte is inside)
            visible = parent.expressions[: place + bool(parent.args.get("recursive"))]
        elif with_ is not None and with_ is not inside:
            visible = with_.expressions
        if any(cte.alias.lower() == wanted for cte in visible):
            return True
        inside, parent = parent, parent.parent
    return False


def _check_column(column: exp.Column, scope: Scope, catalog: Catalog) -> None:
    if isinstance(column.this, exp.Star):
        return
    name, qualifier = column.name, column.table
    sources = list(_sources(scope))
    if qualifier:
        named = [source for alias, source in sources if alias.lower() == qualifier.lower()]
        if not named:
            if _is_struct(qualifier, sources, catalog):
                return
            aliases = ", ".join(dict.fromkeys(alias for alias, _ in sources)) or "no table"
            raise ToolError(f"There is no table or alias {qualifier!r} in this query; it reads {aliases}.")
        _expect(name, named[:1], catalog, where=qualifier)
    elif name.lower() not in _aliases(column):
        _expect(name, [source for _, source in sources], catalog, where="the tables of this query")


def _expect(name: str, sources: list[exp.Expr | Scope], catalog: Catalog, *, where: str) -> None:
    known: list[str] = []
    for source in sources:
        names = _columns(source, catalog)
        if names is None or name.lower() in (each.lower() for each in names):
            return
        known += names
    raise ToolError(f"There is no column {name!r} in {where}; {_nearest(name, known)}.")


def _sources(scope: Scope) -> Iterator[tuple[str, exp.Expr | Scope]]:
    """Yield what the columns of a scope may come from: its own sources, then those of the queries around it."""
    level: Scope | None = scope
    while level is not None:
        for alias, (_, source) in level.selected_sources.items():
            yield alias, source
        for alias, source in level.sources.items():
            if alias not in level.selected_sources:
                yield alias, source
        level = level.parent


def _columns(source: exp.Expr | Scope, catalog: Catalog) -> list[str] | None:
    """Return the names of a source's columns; None if they are not known before it runs."""
    if isinstance(source, exp.Table):
        table = catalog.table(source.name)
        aliased = source.args.get("alias")
        if table is None or (aliased is not None and aliased.columns):
            return None
        return [column.name for column in table.columns]
    if not isinstance(source, Scope) or isinstance(source.expression, exp.UDTF):
        return None
    query = source.expression
    if not isinstance(query, exp.Query) or _renames(query):
        return None
    if any(projection.is_star or isinstance(projection, exp.Explode) for projection in query.selects):
        return None
    return [projection.alias_or_name or projection.sql("duckdb") for projection in query.selects]


def _renames(query: exp.Expr) -> bool:
    """Whether a query is given column names from outside: `WITH t(a, b) AS ...`, `(...) AS t(a, b)`."""
    parent = query.parent
    alias = parent.args.get("alias") if parent is not None else None
    return isinstance(alias, exp.TableAlias) and bool(alias.columns)


def _is_struct(name: str, sources: Iterable[tuple[str, exp.Expr | Scope]], catalog: Catalog) -> bool:
    for _, source in sources:
        if isinstance(source, exp.Table):
            column = catalog.column(source.name, name)
            if column is not None and column.kind is Kind.OTHER:
                return True
    return False


def _aliases(column: exp.Column) -> set[str]:
    """Return the output names that may stand for a column in its query, and in those around it."""
    names: set[str] = set()
    node = column.parent
    while node is not None:
        if isinstance(node, exp.SetOperation):
            names |= {name.lower() for name in node.named_selects}
        elif isinstance(node, exp.Query):
            aliases = [projection for projection in node.selects if isinstance(projection, exp.Alias)]
            names |= {alias.alias.lower() for alias in aliases if column not in alias.find_all(exp.Column)}
        node = node.parent
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
