"""What the tables of a DuckDB file are made of: columns, profiles, keys, and the words of their names."""

from retrievers.tables.schema import Column, ForeignKey, Kind, Table

__all__ = ["Column", "ForeignKey", "Kind", "Table"]
