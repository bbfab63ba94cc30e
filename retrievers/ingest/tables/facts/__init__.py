"""Triples from tables: rows with a name are entities, their links and short values facts."""

from retrievers.ingest.tables.facts.read import TableFacts, read_facts

__all__ = ["TableFacts", "read_facts"]
