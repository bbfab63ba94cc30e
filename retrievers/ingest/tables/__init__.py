"""The user's tables: CSV, TSV, JSON, Parquet, SQLite and DuckDB files into one DuckDB file."""

from retrievers.ingest.tables.builder import TableBuilder

__all__ = ["TableBuilder"]
