"""Statements that passed the guard, in the dialect of another database."""

from tools.sql.translate.postgres import to_postgres

__all__ = ["to_postgres"]
