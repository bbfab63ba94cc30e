"""Electronic mail: one message, its heads that people ask about, and its words."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import cast

from retrievers.ingest.report import UnreadableError
from retrievers.ingest.text import open_bytes

_HEADS = ("From", "To", "Cc", "Date", "Subject")


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
    heads = {name: " ".join(str(message[name]).split()) for name in _HEADS if message[name]}
    body = _body(message)
    if not heads or not (body or heads.get("Subject")):
        raise UnreadableError("is not a message that can be read, or holds no text")
    lines = "\n".join(f"{name}: {value}" for name, value in heads.items())
    attached = [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    return Mail(
        subject=heads.get("Subject", ""),
        text=f"{lines}\n\n{body}\n",
        metadata={name.lower(): value for name, value in heads.items() if name not in {"Subject", "Date"}}
        | _date(message),
        notes=(f"Its attachments were left out ({', '.join(attached)}); save them as files.",) if attached else (),
    )


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, KeyError):  # an encoding, or a content type, that Python does not know
        payload = cast("bytes", cast("Message", part).get_payload(decode=True) or b"")
        text = payload.decode("utf-8", "replace")
    if part.get_content_subtype() == "html":
        from markitdown.converters import HtmlConverter

        text = HtmlConverter().convert_string(text).markdown
    return text.strip()


def _date(message: EmailMessage) -> dict[str, str]:
    try:
        return {"date": parsedate_to_datetime(str(message["Date"])).date().isoformat()} if message["Date"] else {}
    except ValueError:
        return {}
