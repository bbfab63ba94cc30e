"""Execution-aware writing of SQL: what was tried, what it gave, and what that says."""
