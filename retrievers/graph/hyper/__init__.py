"""Facts that belong together, and the fewest such groups that speak of all that a question names."""

from retrievers.graph.hyper.cover import greedy_cover, guarantee
from retrievers.graph.hyper.edges import Hyperedge, HyperedgeFinder
from retrievers.graph.hyper.retrieve import Cover, HyperedgeCover

__all__ = ["Cover", "Hyperedge", "HyperedgeCover", "HyperedgeFinder", "greedy_cover", "guarantee"]
