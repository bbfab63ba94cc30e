"""All probes of one server, one after another: a server that serves one request at a time is not crowded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import openai
from pydantic import SecretStr

from agent.reasoner.serving.families import family_of
from agent.reasoner.serving.probing import forms, reports
from agent.reasoner.serving.probing.asking import Asker, RefusedProbeError, SilentProbeError
from agent.reasoner.serving.probing.findings import Capabilities, Feature, Found, Identity
from agent.reasoner.serving.probing.identify import identify
from agent.reasoner.serving.probing.thinking import thinking

PATIENCE_S = 20.0
"""Longest wait for the reply to one probe."""

_PROBES: Mapping[Feature, Callable[[Asker], Awaitable[Found]]] = {
    Feature.SCHEMA: forms.json_schema,
    Feature.TOOL: forms.tool_call,
    Feature.GUIDED: forms.guided_json,
    Feature.CHOICE: forms.choice,
    Feature.REGEX: forms.regex,
    Feature.OBJECT: forms.json_object,
    Feature.STREAM_USAGE: reports.stream_usage,
    Feature.CACHED: reports.cached,
    Feature.LOGPROBS: reports.logprobs,
    Feature.TOKENIZE: reports.tokenize,
    Feature.RERANK: reports.rerank,
    Feature.EMBEDDINGS: reports.embeddings,
}


async def probe(
    url: str,
    model: str,
    *,
    api_key: SecretStr | None = None,
    patience_s: float = PATIENCE_S,
    wanted: Callable[[Identity], bool] = lambda _: True,
) -> Capabilities | None:
    """Return what a server and its model can do; None if, having seen which they are, it is not `wanted`.

    `ModelError` if the server cannot be reached or does not have the model. Whatever else fails is a finding.
    """
    server = url.rstrip("/")
    key = api_key.get_secret_value() if api_key else "none"
    async with openai.AsyncOpenAI(base_url=server, api_key=key, max_retries=0, timeout=patience_s) as client:
        family = family_of(model)
        asker = Asker(client=client, model=model, family=family, limit=family.limit)
        identity = await identify(asker, server)
        if not wanted(identity):
            return None
        thought = await thinking(asker)
        found = {feature: await _settled(ask, asker) for feature, ask in _PROBES.items()}
        return Capabilities(
            identity=identity,
            limit=asker.limit,
            reasoning_field=thought.place,
            found={feature: ({**found, **thought.found})[feature] for feature in Feature},
        )


async def _settled(ask: Callable[[Asker], Awaitable[Found]], asker: Asker) -> Found:
    """Return what a probe finds; a refusal and a silence are findings too."""
    try:
        return await ask(asker)
    except RefusedProbeError as refusal:
        return Found(state="no", why=str(refusal), refused=True)
    except SilentProbeError as silence:
        return Found(state="unknown", why=str(silence))
