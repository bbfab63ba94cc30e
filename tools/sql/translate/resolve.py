"""Gives every name of a statement its full and exact form, and every value its type."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify_columns import qualify_columns
from sqlglot.optimizer.qualify_tables import qualify_tables
from sqlglot.optimizer.scope import Scope, traverse_scope
from sqlglot.schema import MappingSchema

from tools.sql.catalog import Catalog
from tools.sql.names import fold


def resolve(tree: exp.Expr, catalog: Catalog) -> exp.Expr:
    """Return the tree with stars written out, columns named with their table, aliases put in place, types noted.

    DuckDB finds a name in any letter case, PostgreSQL a quoted one in its own: names of tables and columns become those
    of the catalog, all others are in lower case.

    Raises:
        sqlglot.errors.SqlglotError: The names cannot be resolved.
    """
    for identifier in tree.find_all(exp.Identifier):
        identifier.set("this", fold(identifier.name))
        identifier.set("quoted", True)
    schema = _schema(tree, catalog)
    tree = qualify_tables(tree, dialect="duckdb")
    tree = qualify_columns(tree, schema=schema, expand_alias_refs=True, expand_stars=True, dialect="duckdb")
    tree = annotate_types(tree, schema=schema, dialect="duckdb")
    _spell(tree, catalog)
    return tree


def _schema(tree: exp.Expr, catalog: Catalog) -> MappingSchema:
    """Return the tables that the statement may read, names in lower case; columns without a type are of unknown one."""
    mapping: dict[str, object] = {}
    for node in tree.find_all(exp.Table):
        table = catalog.table(node.name)
        if table is not None:
            mapping[fold(table.name)] = {fold(column.name): _type(column.type) for column in table.columns}
    return MappingSchema(mapping, dialect="duckdb", normalize=False)


def _type(spelled: str) -> str:
    return "UNKNOWN" if spelled.startswith("UNKNOWN") else spelled


def heads(tree: exp.Expr, resolved: exp.Expr, catalog: Catalog) -> tuple[str, ...]:
    """Return the names of the result's columns as DuckDB would give them.

    They are spelt as the statement has its aliases, else as the catalog has its columns; what has no name is called by
    its expression.
    """
    spelled = {fold(item.alias): item.alias for item in tree.find_all(exp.Alias, exp.TableAlias) if item.alias}
    for table in tree.find_all(exp.Table):
        known = catalog.table(table.name)
        for column in known.columns if known is not None else ():
            spelled.setdefault(fold(column.name), column.name)
    items = _first_part(resolved).selects
    given = _first_part(tree).selects
    plain = len(given) == len(items) and not any(item.is_star for item in given)
    return tuple(
        given[place].sql("duckdb", identify=False).replace('"', "")
        if plain and item.alias.startswith("_col_")
        else spelled.get(item.alias_or_name, item.alias_or_name)
        for place, item in enumerate(items)
    )


def _first_part(tree: exp.Expr) -> exp.Query:
    while isinstance(tree, exp.SetOperation | exp.Subquery):
        tree = tree.this
    return tree  # type: ignore[return-value]  # the guard passes queries only


def _spell(tree: exp.Expr, catalog: Catalog) -> None:
    """Give tables and their columns the letter case that they have in the database."""
    for scope in traverse_scope(tree):
        for column in scope.columns:
            source = _source(column, scope)
            known = catalog.column(source.name, column.name) if isinstance(source, exp.Table) else None
            if known is not None:
                column.this.set("this", known.name)
                if known.type.upper() == "ENUM":
                    column.replace(exp.cast(column.copy(), "TEXT"))
        for source in scope.sources.values():
            table = catalog.table(source.name) if isinstance(source, exp.Table) else None
            if table is not None and isinstance(source, exp.Table):
                source.this.set("this", table.name)


def _source(column: exp.Column, scope: Scope | None) -> exp.Expr | Scope | None:
    while scope is not None:
        if column.table in scope.sources:
            found: exp.Expr | Scope = scope.sources[column.table]
            return found
        scope = scope.parent
    return None
