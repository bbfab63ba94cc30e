"""Walks from nodes: chains of steps, what lies around a node, and what joins two."""
