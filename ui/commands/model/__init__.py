"""`quaestor model`: the served model. One file a command; `group.py` lists them."""

from ui.commands.model.group import model

__all__ = ["model"]
