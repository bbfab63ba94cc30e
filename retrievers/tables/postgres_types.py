"""PostgreSQL's types as DuckDB spells them."""

from __future__ import annotations

_SPELLED = {
    "int2": "SMALLINT", "int4": "INTEGER", "int8": "BIGINT", "oid": "BIGINT", "float4": "FLOAT", "float8": "DOUBLE",
    "numeric": "DECIMAL", "bool": "BOOLEAN", "text": "VARCHAR", "varchar": "VARCHAR", "bpchar": "VARCHAR",
    "name": "VARCHAR", "citext": "VARCHAR", "date": "DATE", "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMP WITH TIME ZONE", "time": "TIME", "timetz": "TIME WITH TIME ZONE",
    "interval": "INTERVAL", "uuid": "UUID", "json": "JSON", "jsonb": "JSON", "bytea": "BLOB",
}  # fmt: skip


def spelled(name: str, category: str, whole: str, element: str | None) -> str:
    """Return a type as DuckDB spells it; what DuckDB has nothing like is `UNKNOWN` with the type's own name.

    Args:
        name: `pg_type.typname`; of a domain, that of its base.
        category: `pg_type.typtype`: `e` for an enumeration.
        whole: `format_type`, with precision and scale.
        element: `typname` of an array's elements.

    >>> spelled("numeric", "b", "numeric(10,2)", None), spelled("_int4", "b", "integer[]", "int4")
    ('DECIMAL(10,2)', 'INTEGER[]')
    """
    if element is not None:
        return f"{spelled(element, 'b', element, None)}[]"
    if category == "e":
        return "ENUM"
    if name == "numeric" and "(" in whole:
        return f"DECIMAL({whole.split('(')[1]}"
    return _SPELLED.get(name, f"UNKNOWN {name}")
