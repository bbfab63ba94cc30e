"""Techniques around the rewriting of queries that a search finds hard."""
