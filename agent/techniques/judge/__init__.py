"""Techniques of the judge role."""
