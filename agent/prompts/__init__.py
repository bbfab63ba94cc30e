"""What a served model is told: one growing transcript a run, one template a role."""

from agent.prompts.transcript import Prompt, Prompter

__all__ = ["Prompt", "Prompter"]
