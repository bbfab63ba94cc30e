"""Files that are one document each: Markdown and plain text as they are, others by way of markitdown."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from retrievers.ingest.find import SourceFile
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.text import clean, heading, open_bytes, plain, read_text, stem_title
from retrievers.schema import Document

MARKDOWN = frozenset({".md", ".markdown", ".mdx"})
PLAIN = frozenset({".txt", ".text", ".rst", ".log"})
CONVERTED = frozenset({".html", ".htm", ".xhtml", ".pdf", ".docx"})

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([\w][\w \-]*):[ \t]*(.*)$")


@dataclass(frozen=True, kw_only=True)
class LoadedDocument:
    """A document, and what splitting it needs to know."""

    document: Document
    markdown: bool
    """Whether its structure is Markdown's."""
    body: int = 0
    """Offset in the text where the content begins, after any front matter."""


def load_document(file: SourceFile) -> LoadedDocument:
    """Read one document; `UnreadableError` says why it cannot be."""
    if file.suffix in CONVERTED:
        title, text = _convert(file.path, ".html" if file.suffix == ".xhtml" else file.suffix)
        fields, body = dict[str, str](), 0
    else:
        text = read_text(file.path)
        fields, body = _front_matter(text) if file.suffix in MARKDOWN else ({}, 0)
        title = fields.get("title", "")
    title = plain(title) or heading(text[body:]) or stem_title(file.stem)
    document = Document(id=file.id, source=str(file.path), title=title, text=text, metadata=fields)
    return LoadedDocument(document=document, markdown=file.suffix not in PLAIN, body=body)


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the fields of a YAML head as text, lists joined with `; `, and where the content begins."""
    head = _FRONT_MATTER.match(text)
    if head is None:
        return {}, 0
    fields: dict[str, str] = {}
    name = ""
    for line in head[1].splitlines():
        if field := _FIELD.match(line):
            name = field[1].strip().lower()
            fields[name] = "; ".join(_items(field[2]))
        elif name and line.lstrip().startswith("- "):
            fields[name] = "; ".join(filter(None, [fields[name], *_items(line.lstrip()[2:])]))
    return {key: value for key, value in fields.items() if value}, head.end()


def _items(value: str) -> list[str]:
    value = value.strip()
    parts = value[1:-1].split(",") if value.startswith("[") and value.endswith("]") else [value]
    return [part.strip().strip("\"'") for part in parts if part.strip()]


def _convert(path: Path, suffix: str) -> tuple[str, str]:
    """Return title and Markdown of a file by the one converter that is meant for its kind."""
    from markitdown import DocumentConverter, MarkItDown, MarkItDownException, StreamInfo
    from markitdown.converters import DocxConverter, HtmlConverter, PdfConverter

    converters: dict[str, type[DocumentConverter]] = {".pdf": PdfConverter, ".docx": DocxConverter}
    reader = MarkItDown(enable_builtins=False)
    reader.register_converter(converters.get(suffix, HtmlConverter)())
    try:
        with open_bytes(path) as file, warnings.catch_warnings(action="ignore"):
            result = reader.convert_stream(file, stream_info=StreamInfo(extension=suffix))
    except MarkItDownException:
        raise UnreadableError(f"is not a {suffix[1:].upper()} file that can be read; it may be damaged") from None
    text = clean(result.markdown).strip("\n")
    if not text.strip():
        raise UnreadableError("holds no text; if it is a scan, run text recognition on it first")
    return result.title or "", text
