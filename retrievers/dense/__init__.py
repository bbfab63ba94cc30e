"""Passages by their vectors."""

from retrievers.dense.index import DenseIndex
from retrievers.dense.plan import IndexPlan, plan_index

__all__ = ["DenseIndex", "IndexPlan", "plan_index"]
