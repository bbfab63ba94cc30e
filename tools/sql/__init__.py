"""Questions over tables: what a database holds, which statements may run, and running them."""

from tools.sql.catalog import Catalog
from tools.sql.engine import Engine, Rows
from tools.sql.engines.duckdb import DuckDBEngine
from tools.sql.tool import SqlTool

__all__ = ["Catalog", "DuckDBEngine", "Engine", "Rows", "SqlTool"]
