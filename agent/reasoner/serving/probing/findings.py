"""What can be found out about a server, and what it costs to do without it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field

from agent.reasoner.serving.families import Limit
from retrievers.schema import Frozen


class Feature(StrEnum):
    """What a server may be able to do, in the order in which it is told."""

    SCHEMA = "json_schema"
    TOOL = "tool calls"
    GUIDED = "structured_outputs"
    CHOICE = "choice"
    REGEX = "regex"
    OBJECT = "json_object"
    THINKING = "thinking apart"
    SWITCH = "thinking switch"
    BUDGET = "thinking budget"
    STREAM_USAGE = "usage of streams"
    CACHED = "prompt cache report"
    LOGPROBS = "logprobs"
    TOKENIZE = "/tokenize"
    RERANK = "/rerank"
    EMBEDDINGS = "/embeddings"


COSTS: Mapping[Feature, str] = {
    Feature.SCHEMA: "Replies are asked for in a weaker way, and more of them must be asked for again.",
    Feature.TOOL: "One way less to have a reply in its form, where json_schema fails.",
    Feature.GUIDED: "One way less to have a reply in its form, where json_schema and tool calls fail.",
    Feature.CHOICE: "Nothing today: no role asks for one of a few words.",
    Feature.REGEX: "Nothing today: no role asks for a pattern.",
    Feature.OBJECT: "Where nothing stronger works, replies are plain text that may hold no object.",
    Feature.THINKING: "Thinking is cut out of the reply's text here, by its tags.",
    Feature.SWITCH: "Every call thinks, the small ones too, and takes tokens and time for it.",
    Feature.BUDGET: "Thinking that fills its budget is cut off, and the answer costs a second call.",
    Feature.STREAM_USAGE: "Tokens are estimated from characters, and budgets are kept only roughly.",
    Feature.CACHED: "Usage cannot show how much of the prompts the server had cached.",
    Feature.LOGPROBS: "Nothing today: no role weighs the tokens of a reply.",
    Feature.TOKENIZE: "Prompts are measured by their characters.",
    Feature.RERANK: "This server cannot rerank passages; another (QUAESTOR_RERANK_URL) or a model in this process can.",
    Feature.EMBEDDINGS: "Nothing: passages are embedded in this process.",
}
"""One sentence a feature: what its lack costs."""


class Found(Frozen):
    """What one probe found."""

    state: Literal["yes", "no", "unknown"]
    why: str
    """What was seen; for `unknown`, what kept it from being seen."""
    refused: bool = False
    """Whether the server turned the request away, as against taking it and not keeping to it."""


class Identity(Frozen):
    """Which server and model it is; what was found holds for these only."""

    server: str
    """Its base address."""
    model: str
    version: str = ""
    """As the server says it; empty if it does not."""
    vendor: str = ""
    """Who the server says owns the model: `vllm`, `llamacpp`, ..."""
    context: int | None = Field(default=None, gt=0)
    """Tokens of prompt and reply together; None if the server does not say."""


class Capabilities(Frozen):
    """All that was found out about one model on one server."""

    format: Literal[1] = 1
    """Raised when the same words come to mean something else; what was found under another is found out anew."""
    identity: Identity
    limit: Limit = "max_tokens"
    """Name of the token limit that it takes."""
    reasoning_field: Literal["", "reasoning", "reasoning_content", "inline"] = ""
    """Where thinking stands in replies; empty if none was seen."""
    found: Mapping[Feature, Found]

    def state(self, feature: Feature) -> Literal["yes", "no", "unknown"]:
        """Return what is known of a feature."""
        return self.found[feature].state if feature in self.found else "unknown"

    def refused(self, feature: Feature) -> bool:
        """Whether a request with the feature is turned away."""
        return feature in self.found and self.found[feature].refused
