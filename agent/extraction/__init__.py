"""Entities and facts that a served model reads from passages, each checked against the words that state it."""
