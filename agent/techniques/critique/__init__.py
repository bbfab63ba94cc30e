"""Techniques of the critique role."""
