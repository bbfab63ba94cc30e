"""The databases that statements can run on."""

from tools.sql.engines.duckdb import DuckDBEngine

__all__ = ["DuckDBEngine"]
