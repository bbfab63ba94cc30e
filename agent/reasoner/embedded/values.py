"""Values of earlier steps, as a question over tables names them."""

from __future__ import annotations

from agent.reasoner.base import Context


def quoting(ctx: Context) -> str:
    """Return the step's question with the values that filled its placeholders in quotation marks.

    A search gives alternatives, of which only the best was filled in; the other tools give values that belong together.
    """
    if ctx.step is None:
        return ctx.question
    text = ctx.step.question or ctx.step.input
    for name, values in ctx.bindings.items():
        if not values or values[0] not in text:
            continue
        together = ctx.plan is not None and any(s.id == name and s.tool in {"graph", "sql"} for s in ctx.plan.steps)
        shown = " or ".join(f'"{value}"' for value in (values[:20] if together else values[:1]))
        text = text.replace(values[0], shown)
    return text
