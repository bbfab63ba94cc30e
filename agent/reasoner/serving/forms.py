"""From a reply to a checked object of the form that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from pydantic import ValidationError

from agent.reasoner.serving.json_text import Found, find, last_of, unwrapped
from agent.reasoner.serving.reply import Reply
from agent.reasoner.serving.wire import Wire

W = TypeVar("W", bound=Wire)


class ReplyError(Exception):
    """A reply cannot be used; the text tells the model what to mend."""

    def __init__(self, problem: str, *, otherwise: object = None) -> None:
        """Take the problem, and what to make of the reply if the model does not mend it; None refuses it."""
        super().__init__(problem)
        self.otherwise = otherwise


class FormError(ReplyError):
    """A reply is not of the form asked for: the rung may be to blame."""


def read_form(got: Reply, form: type[W]) -> W:
    """Return what a reply says in its form; `FormError` says what is wrong with it.

    A tool call comes first, then the content; thinking counts where a call stands in it, or where there is nothing
    else and it ends in an object.
    """
    wrong: FormError | None = None
    for found in _places(got):
        try:
            return _only(found, form)
        except FormError as error:
            wrong = wrong or error
    raise wrong or FormError("there is no whole JSON object in it")


def _places(got: Reply) -> Iterator[Found]:
    """Yield what was found in each part of a reply that may hold the answer."""
    any_object = False
    for text in (got.arguments, got.content):
        if text.strip():
            found = find(text)
            any_object = any_object or bool(found.objects) or found.open
            yield found
    if not any_object and not got.cut:
        yield last_of(got.thinking, called=got.written)


def _only(found: Found, form: type[W]) -> W:
    """Return the one object of the form, bare or wrapped."""
    read: list[W] = []
    problem = "it ends before its JSON object does" if found.open else "there is no whole JSON object in it"
    for value in found.objects:
        first = ""
        for inner in unwrapped(value):
            try:
                read.append(form.model_validate(inner))
                break
            except ValidationError as error:
                first = first or _problems(error)
        else:
            problem = first
    different = [value for place, value in enumerate(read) if value not in read[:place]]
    if len(different) > 1:
        raise FormError(f"there are {len(different)} different JSON objects in it; one is wanted")
    if not different or found.open:
        raise FormError(problem)
    return different[0]


def _problems(error: ValidationError) -> str:
    """Return the first validation errors in one line."""
    return "; ".join(
        f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}" for problem in error.errors()[:4]
    )
