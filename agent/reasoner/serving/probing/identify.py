"""Which server, which model, which version, how much context: two to four requests that cost the model nothing."""

from __future__ import annotations

from agent.reasoner.serving.probing.asking import Asker, Json, RefusedProbeError, SilentProbeError, dig
from agent.reasoner.serving.probing.findings import Identity
from retrievers.errors import ModelError

_CONTEXTS = ("max_model_len", "context_length", "context_window", "max_context_length")
"""Names under which servers list a model's context."""


async def identify(asker: Asker, server: str) -> Identity:
    """Return what the server says of itself; `ModelError` if it cannot be reached or does not have the model."""
    try:
        listed = dig(await asker.get("/models"), "data")
    except (RefusedProbeError, SilentProbeError) as error:
        raise ModelError(f"The model server at {server} does not list its models ({error}).") from None
    models = {dig(model, "id"): model for model in listed} if isinstance(listed, list) else {}
    if asker.model not in models:
        names = ", ".join(str(name) for name in models) or "none"
        raise ModelError(f"The model server at {server} has no model {asker.model!r}; it has {names}.")
    model = models[asker.model]
    props = await _asked(asker, "/props") if dig(model, "owned_by") == "llamacpp" else None
    return Identity(
        server=server,
        model=asker.model,
        version=await _version(asker, props),
        vendor=_text(dig(model, "owned_by")),
        context=_context(model, props),
    )


async def _version(asker: Asker, props: Json) -> str:
    built = _text(dig(props, "build_info"))
    if built:
        return built
    for path in ("/version", "/api/version"):
        said = _text(dig(await _asked(asker, path), "version"))
        if said:
            return said
    return ""


async def _asked(asker: Asker, path: str) -> Json:
    """Return what a path beside the API answers; None if it is not there."""
    try:
        return await asker.get(asker.at_root(path))
    except (RefusedProbeError, SilentProbeError):
        return None


def _context(model: Json, props: Json) -> int | None:
    said = [dig(model, name) for name in _CONTEXTS]
    said += [dig(props, "default_generation_settings", "n_ctx"), dig(model, "meta", "n_ctx_train")]
    return next((number for number in said if isinstance(number, int) and number > 0), None)


def _text(value: Json) -> str:
    return value[:80] if isinstance(value, str) else ""
