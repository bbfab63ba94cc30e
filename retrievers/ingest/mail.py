"""Electronic mail: one message, its heads that people ask about, and its words."""

from __future__ import annotations

import email
import email.errors
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import cast

from retrievers.ingest.report import UnreadableError
from retrievers.ingest.text import clean, open_bytes

_HEADS = ("From", "To", "Cc", "Date", "Subject")
_MALFORMED = (AttributeError, LookupError, TypeError, ValueError, email.errors.MessageError)
"""What Python's parser of heads raises for some that break the rules."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A message as a document."""

    subject: str
    text: str
    """The heads, a line each, then the body."""
    metadata: dict[str, str]
    """`from`, `to`, `cc`, and `date` as an ISO date."""
    notes: tuple[str, ...] = ()


def read_mail(path: Path) -> Mail:
    """Read one `.eml` file; `UnreadableError` if it is no message, or has no words.

    The plain text of a message is read where there is one, else its page as Markdown. Attachments are named.
    """
    with open_bytes(path) as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    try:
        return _read(message)
    except _MALFORMED:
        raise UnreadableError("is not a message that can be read; its heads are malformed") from None


def _read(message: EmailMessage) -> Mail:
    heads = {name: head for name in _HEADS if (head := _head(message, name))}
    body = _body(message)
    if not heads or not (body or heads.get("Subject")):
        raise UnreadableError("is not a message that can be read, or holds no text")
    lines = "\n".join(f"{name}: {value}" for name, value in heads.items())
    attached = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    return Mail(
        subject=heads.get("Subject", ""),
        text=f"{lines}\n\n{body}\n",
        metadata={name.lower(): value for name, value in heads.items() if name not in {"Subject", "Date"}}
        | _date(heads.get("Date", "")),
        notes=(f"Its attachments were left out ({', '.join(attached)}); save them as files.",) if attached else (),
    )


def _head(message: EmailMessage, name: str) -> str:
    """Return a head on one line, as it is written if it breaks the rules; empty if there is none."""
    try:
        said = message[name]
    except _MALFORMED:
        said = next(value for key, value in message.raw_items() if key.lower() == name.lower())
    return " ".join(clean(str(said or "")).split())


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, ValueError):  # an encoding, or a content type, that Python does not know
        payload = cast("bytes", cast("Message", part).get_payload(decode=True) or b"")
        text = payload.decode("utf-8", "replace")
    if part.get_content_subtype() == "html":
        from markitdown.converters import HtmlConverter

        text = HtmlConverter().convert_string(text).markdown
    return text.strip()


def _date(said: str) -> dict[str, str]:
    try:
        return {"date": parsedate_to_datetime(said).date().isoformat()}
    except (ValueError, TypeError, IndexError):
        return {}
