"""What a server sends for one call: a stream, or one JSON body where it does not stream though it was asked to."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import openai
from openai.types.chat import ChatCompletion, ChatCompletionChunk


async def arriving(
    stream: openai.AsyncStream[ChatCompletionChunk],
) -> AsyncGenerator[ChatCompletionChunk | ChatCompletion]:
    """Yield chunks as they come; one whole completion in place of them from a server that does not stream.

    Nothing is yielded for JSON that is no completion; `ValueError` for what is no JSON; errors that are sent inside a
    reply are the client's.
    """
    response = stream.response
    if "json" not in response.headers.get("content-type", ""):
        async for chunk in stream:
            yield chunk
        return
    await response.aread()
    body = response.json()
    if isinstance(body, dict) and body.get("error"):
        raise openai.APIError(_said(body["error"]), request=response.request, body=body["error"])
    if isinstance(body, dict):
        yield ChatCompletion.construct(**body)


def _said(error: object) -> str:
    message = error.get("message") if isinstance(error, dict) else error
    return str(message or "the server sent an error")
