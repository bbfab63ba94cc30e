"""Techniques of the plan role."""
