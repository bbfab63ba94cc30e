"""What can go wrong between here and a server: what may pass by itself, how long to wait, and how to say it."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import openai

from retrievers.errors import ModelError

_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_MALFORMED = frozenset({400, 413, 415, 422, 501})
_NO_CONNECTION = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})
_BROKEN_CONNECTION = frozenset({"RemoteProtocolError", "ReadError", "WriteError", "CloseError"})
"""By name: versions of the client differ in the HTTP library whose errors these are."""


class BrokenStreamError(Exception):
    """A reply stopped short: a phase took too long, the connection was cut, or a chunk was no JSON."""


class RefusedError(ModelError):
    """The server does not understand this request; put in another form it may."""


class PromptTooLongError(ModelError):
    """The prompt does not fit into the model's context; no other form of it would."""


class TornReplyError(ModelError):
    """The server began a reply and gave up on it, more than once."""


class LeftAloneError(ModelError):
    """A server has failed so often of late that it is not asked now."""


def is_torn(error: BaseException) -> bool:
    """Whether a reply broke off, as against a request that was turned away: the request itself may be the cause."""
    return isinstance(error, BrokenStreamError) or type(error) is openai.APIError


def passes(error: BaseException) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, openai.APIStatusError):
        return error.status_code in _PASSING
    return isinstance(error, (BrokenStreamError, openai.APIError))


def never_arrived(error: BaseException) -> bool:
    """Whether no connection was made, so that the server knows nothing of the request."""
    return type(error.__cause__).__name__ in _NO_CONNECTION


def is_outage(error: BaseException) -> bool:
    """Whether a request that got no answer failed for the server's sake: it is not there, broken, or silent."""
    if isinstance(error, openai.APIStatusError):
        return error.status_code >= 500 and error.status_code in _PASSING
    return isinstance(error, (BrokenStreamError, openai.APIConnectionError))


def wait_asked_for(error: BaseException | None) -> float | None:
    """Return the seconds that the server's Retry-After asks for; None if it does not ask."""
    if not isinstance(error, openai.APIStatusError):
        return None
    said = error.response.headers.get("retry-after", "")
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None


def explain(error: Exception, url: str, model: str) -> ModelError:
    """Say in one sentence what a failed call means and what to do about it."""
    server = f"The model server at {url}"
    said = _message(error)
    match error:
        case LeftAloneError():
            return error
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return ModelError(f"{server} refuses the key; set QUAESTOR_API_KEY to one that may use {model or 'it'}.")
        case openai.APIStatusError(status_code=status) if status in _MALFORMED:
            if "context" in said.lower() and ("length" in said.lower() or "exceed" in said.lower()):
                return PromptTooLongError(
                    f"The prompt is too long for {model} at {url} ({said}); serve it with more context."
                )
            return RefusedError(f"{server} does not take the request: {said}")
        case openai.RateLimitError():
            return ModelError(f"{server} is busy and stays so ({said}); try later or lower the concurrency.")
        case openai.APIStatusError(status_code=status):
            return ModelError(f"{server} fails with status {status} ({said}); its own log says why.")
        case openai.APIConnectionError() if type(error.__cause__).__name__ in _BROKEN_CONNECTION:
            return ModelError(f"{server} breaks off its connections before it has answered; its own log says why.")
        case openai.APIConnectionError():
            return ModelError(f"{server} cannot be reached; start it, or correct QUAESTOR_MODEL_URL.")
        case _:
            return TornReplyError(f"{server} broke off its reply ({said}); its own log says why.")


def _message(error: Exception) -> str:
    """Return what the server said, in one line."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    text = " ".join(str(said or error).split())
    return text if len(text) <= 300 else f"{text[:299]}…"
