"""What the served model of the settings can do: known from before, or found out now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrievers.errors import UserError

if TYPE_CHECKING:
    from agent.reasoner.serving.probing import Capabilities
    from agent.settings import Settings


async def capabilities(settings: Settings, *, refresh: bool = False) -> Capabilities:
    """Return what is known of the (first) server's present version; ask for it where nothing is, or to `refresh`.

    `UserError` if the settings name no server; `ModelError` if it cannot be reached or does not have the model.
    """
    from agent.reasoner.serving.connect import only_model
    from agent.reasoner.serving.probing import Known, probe
    from agent.reasoner.serving.transport import Transport

    if not settings.serves:
        raise UserError(
            "There is no model server to ask: set QUAESTOR_MODEL_URL (for example http://127.0.0.1:8000/v1)."
        )
    model = settings.model
    if not model:
        transport = Transport(settings.model_url, api_key=settings.api_key)
        try:
            model = await only_model(transport)
        finally:
            await transport.aclose()
    url = settings.model_url.split(",", 1)[0].strip()
    known = Known(settings.cache)
    before = None if refresh else known.load(url, model)
    found = await probe(
        url,
        model,
        api_key=settings.api_key,
        wanted=lambda now: before is None or before.identity != now,
    )
    if found is not None:
        known.keep(found)
        return found
    assert before is not None, "asked for only where it is known"  # noqa: S101
    return before
