"""Question sets: how they are read from disk."""

from evals.datasets.multihop import MultihopSet, load_multihop

__all__ = ["MultihopSet", "load_multihop"]
