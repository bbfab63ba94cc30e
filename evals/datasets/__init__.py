"""Question sets: how they are read from disk."""

from evals.datasets.multihop import MultihopSet, load_multihop
from evals.datasets.sample import SampleQuestion, SampleSet, load_sample, read_sample

__all__ = ["MultihopSet", "SampleQuestion", "SampleSet", "load_multihop", "load_sample", "read_sample"]
