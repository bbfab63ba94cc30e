"""Techniques of the triage role."""
