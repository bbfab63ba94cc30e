"""Ask questions over your own documents, tables and knowledge graph: `Agent().run(question)`."""

from agent.agent import Agent
from agent.schema import Answer
from agent.settings import Settings

__all__ = ["Agent", "Answer", "Settings"]
