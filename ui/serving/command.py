"""The command that serves a model as this application wants it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping

from agent.reasoner.serving.families import NEUTRAL, family_of
from retrievers.schema import Frozen
from ui.serving.machine import Machine

CONTEXT = 32_768
"""Tokens of context where the family was made for as many: enough for a run, and the cache fits beside the weights."""
_STRUCTURED = json.dumps({"backend": "xgrammar", "disable_any_whitespace": True})
"""A grammar without blanks: a model that is unsure fills JSON with them up to its limit."""


class ServeCommand(Frozen):
    """How vLLM is started."""

    words: tuple[str, ...]
    environment: Mapping[str, str]
    """What is set beside the environment of this process."""

    def __str__(self) -> str:
        """Return it as a line for a shell."""
        settings = [f"{name}={shlex.quote(value)}" for name, value in self.environment.items()]
        return " ".join([*settings, shlex.join(self.words)])


def serve_command(
    model: str, *, launcher: tuple[str, ...], machine: Machine, port: int, context: int = 0, name: str = ""
) -> ServeCommand:
    """Return the command for a model on a machine.

    Args:
        model: Repository or folder of the model; its name tells the family, else the one that it is served under does.
        launcher: The words that start vLLM, up to the model.
        machine: What it runs on.
        port: Port on the loopback.
        context: Tokens of prompt and reply; 0 for `CONTEXT`, or what the family has if that is less. The model's own
            where the family is not known.
        name: Name under which it is served; empty for that of the model.

    """
    named = family_of(model)
    family = family_of(name) if named is NEUTRAL else named
    length = context or min(CONTEXT, family.context)
    words = [*launcher, model, "--host", "127.0.0.1", "--port", str(port)]
    words += ["--served-model-name", name] if name else []
    words += ["--max-model-len", str(length)] if length else []
    words += ["--reasoning-parser", family.vllm.reasoning_parser] if family.vllm.reasoning_parser else []
    if family.vllm.tool_parser:
        words += ["--enable-auto-tool-choice", "--tool-call-parser", family.vllm.tool_parser]
    words += ["--enable-prefix-caching", "--enable-prompt-tokens-details", "--structured-outputs-config", _STRUCTURED]
    words += family.vllm.flags
    if machine.parallel > 1:
        words += ["--tensor-parallel-size", str(machine.parallel)]
    environment = {"VLLM_NO_USAGE_STATS": "1"}
    if not machine.gpus_gb:
        words += ["--dtype", "bfloat16", "--enforce-eager"]
        environment |= {"VLLM_CPU_KVCACHE_SPACE": "2", "TORCHDYNAMO_DISABLE": "1"}
    return ServeCommand(words=tuple(words), environment=environment)
