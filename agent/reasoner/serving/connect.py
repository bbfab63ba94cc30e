"""Which model a server is asked for."""

from __future__ import annotations

from agent.reasoner.serving.transport import Transport
from retrievers.errors import ModelError


async def only_model(transport: Transport) -> str:
    """Return the name of the one model that a server has; `ModelError` if it has none or several."""
    known = await transport.models()
    if len(known) != 1:
        raise ModelError(
            f"The model server at {transport.url} has {len(known)} models "
            f"({', '.join(known) or 'none'}); set QUAESTOR_MODEL to the one to use."
        )
    return known[0]
