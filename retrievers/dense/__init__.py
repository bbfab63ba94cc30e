"""Passages by their vectors."""

from retrievers.arrays import Rows, Scores
from retrievers.dense.index import DenseIndex
from retrievers.dense.plan import IndexPlan, plan_index

__all__ = ["DenseIndex", "IndexPlan", "Rows", "Scores", "plan_index"]
