"""A server whose replies are data: recorded from a run, or written by hand. For tests, demos and debugging."""

from agent.reasoner.serving.replay.record import Recorder
from agent.reasoner.serving.replay.scenario import Chunk, Scenario, Turn, load
from agent.reasoner.serving.replay.server import ReplayServer

__all__ = ["Chunk", "Recorder", "ReplayServer", "Scenario", "Turn", "load"]
