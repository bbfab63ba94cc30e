"""Techniques of the role that writes SQL."""
