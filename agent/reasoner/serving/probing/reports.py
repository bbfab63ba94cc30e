"""Probes of what a server tells about its replies, and of the other things that it serves."""

from __future__ import annotations

import openai

from agent.reasoner.serving.probing.asking import Asker, RefusedProbeError, SilentProbeError, dig
from agent.reasoner.serving.probing.findings import Found

_LONG = " ".join(f"Line {number} of a text that is long enough to be cached." for number in range(40))
_FEW = 4
"""Tokens of a reply that nobody reads."""


async def logprobs(asker: Asker) -> Found:
    """Probe the logarithms of tokens' probabilities."""
    reply = await asker.chat("Say hello.", tokens=_FEW, logprobs=True, top_logprobs=1)
    listed = dig(reply, "choices", 0, "logprobs", "content")
    if isinstance(listed, list) and listed:
        return Found(state="yes", why="each token came with its logprob")
    return Found(state="no", why="they were asked for, but none came")


async def cached(asker: Asker) -> Found:
    """Probe whether usage says how much of a prompt was cached: the same long prompt, twice."""
    await asker.chat(_LONG, tokens=_FEW)
    usage = dig(await asker.chat(_LONG, tokens=_FEW), "usage")
    known, prompt = dig(usage, "prompt_tokens_details", "cached_tokens"), dig(usage, "prompt_tokens")
    if isinstance(known, int):
        return Found(state="yes", why=f"{known} of {prompt} prompt tokens were cached at the second asking")
    return Found(state="no", why="usage has no `prompt_tokens_details.cached_tokens`")


async def stream_usage(asker: Asker) -> Found:
    """Probe `stream_options.include_usage`."""
    create = asker.client.chat.completions.create
    try:
        async with await create(
            model=asker.model,
            messages=[{"role": "user", "content": "Say hello."}],
            stream=True,
            stream_options={"include_usage": True},
            extra_body={**asker.quiet, asker.limit: _FEW},
        ) as chunks:
            counted = [chunk async for chunk in chunks if chunk.usage]
    except openai.APIStatusError as error:
        if error.status_code in (400, 422):
            raise RefusedProbeError(f"refused with status {error.status_code}") from None
        raise SilentProbeError(f"the server answers with status {error.status_code}") from None
    except (openai.APIError, ValueError) as error:
        raise SilentProbeError(f"the stream broke off: {type(error).__name__}") from None
    if counted:
        return Found(state="yes", why="the stream ended with its usage")
    return Found(state="no", why="the stream ended without usage")


async def tokenize(asker: Asker) -> Found:
    """Probe `/tokenize`, with the field of vLLM and that of llama.cpp."""
    reply = await asker.post(asker.at_root("/tokenize"), {"model": asker.model, "prompt": "hello", "content": "hello"})
    return _there(isinstance(dig(reply, "tokens"), list))


async def rerank(asker: Asker) -> Found:
    """Probe `/rerank`, as Cohere, Jina and vLLM have it."""
    body = {"model": asker.model, "query": "colour", "documents": ["red", "seven"]}
    return _there(isinstance(dig(await asker.post("/rerank", body), "results"), list))


async def embeddings(asker: Asker) -> Found:
    """Probe `/embeddings`."""
    reply = await asker.post("/embeddings", {"model": asker.model, "input": "hello"})
    return _there(isinstance(dig(reply, "data", 0, "embedding"), (list, str)))


def _there(answers: bool) -> Found:
    return Found(state="yes", why="answers") if answers else Found(state="no", why="answers with something else")
