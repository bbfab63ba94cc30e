"""What probes find out about a real server."""

from __future__ import annotations

from agent.reasoner.serving.dialect import Dialect
from agent.reasoner.serving.probing import Feature, probe
from tests.vllm.server import MODEL, VllmServer


async def test_a_server_is_known_for_what_it_is(vllm: VllmServer) -> None:
    known = await probe(vllm.url, MODEL, patience_s=120)
    assert known is not None
    assert (known.identity.vendor, known.identity.context, known.limit) == ("vllm", 16384, "max_tokens")
    assert known.identity.version
    states = {feature: known.state(feature) for feature in Feature}
    sure = {Feature.SCHEMA, Feature.GUIDED, Feature.CHOICE, Feature.REGEX, Feature.LOGPROBS, Feature.CACHED}
    sure |= {Feature.STREAM_USAGE, Feature.TOKENIZE, Feature.TOOL}
    assert {feature: states[feature] for feature in sure} == dict.fromkeys(sure, "yes"), known.model_dump_json(indent=1)
    assert (states[Feature.RERANK], states[Feature.EMBEDDINGS]) == ("no", "no")
    assert Dialect.of(MODEL).informed(known).rung == Dialect().rung
