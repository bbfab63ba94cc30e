"""`quaestor sql`: ask the tables, and teach how. One file a command; `group.py` lists them."""

from ui.commands.sql.group import sql

__all__ = ["sql"]
