"""Values of earlier steps, as a question over tables names them."""

from __future__ import annotations

from agent.reasoner.base import Context


def quoting(ctx: Context) -> str:
    """Return the step's question with the values that filled its placeholders in quotation marks.

    Values that belong together are all named, though only the first was filled in.
    """
    if ctx.step is None:
        return ctx.question
    text = ctx.step.question or ctx.step.input
    for values in ctx.bindings.values():
        if not values or values[0] not in text:
            continue
        text = text.replace(values[0], " or ".join(f'"{value}"' for value in values[:20]))
    return text
