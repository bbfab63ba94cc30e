"""What to change after a critique."""

from __future__ import annotations

from agent.reasoner.base import Context
from agent.schema import Correction


def reflect(ctx: Context) -> Correction:
    """Search once more in other words for what an unsupported claim lacks; otherwise change nothing."""
    if ctx.critique is None:
        return Correction(reason="nothing was criticised")
    lacking = [claim for claim in ctx.critique.claims if claim.verdict == "unsupported"]
    if lacking and ctx.critique.action == "search":
        return Correction(query=lacking[0].text, reason=lacking[0].reason)
    return Correction(reason=ctx.critique.reason)
