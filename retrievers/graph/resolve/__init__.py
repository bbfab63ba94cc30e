"""Entity resolution: names of several sources that are of one thing become one node, and can be taken apart again."""

from retrievers.graph.resolve.apply import Resolved, apply
from retrievers.graph.resolve.record import Merge, Merges, Tie
from retrievers.graph.resolve.resolve import SURE, resolve
from retrievers.graph.resolve.things import says_same

__all__ = ["SURE", "Merge", "Merges", "Resolved", "Tie", "apply", "resolve", "says_same"]
