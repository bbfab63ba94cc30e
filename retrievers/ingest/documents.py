"""Files that are one document each: text as it is, other formats by way of a converter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrievers.ingest.find import SourceFile
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.structure import Structure
from retrievers.ingest.text import clean, heading, plain, read_text, stem_title
from retrievers.schema import Document

MARKDOWN = frozenset({".md", ".markdown", ".mdx"})
PLAIN = frozenset({"", ".txt", ".text", ".rst", ".log"})
CONVERTED = frozenset({".html", ".htm", ".xhtml", ".pdf", ".docx", ".pptx", ".epub", ".ipynb"})
MAIL = frozenset({".eml"})

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([\w][\w \-]*):[ \t]*(.*)$")


@dataclass(frozen=True, kw_only=True)
class LoadedDocument:
    """A document, and what splitting it needs to know."""

    document: Document
    structure: Structure
    body: int = 0
    """Offset in the text where the content begins, after any front matter."""
    notes: tuple[str, ...] = ()
    """What of the file is not in the text: sentences whose subject is the file."""


def load_document(file: SourceFile) -> LoadedDocument:
    """Read one document; `UnreadableError` says why it cannot be."""
    if file.suffix in CONVERTED:
        return _converted(file)
    if file.suffix in MAIL:
        return _mail(file)
    text = read_text(file.path)
    if file.suffix in MARKDOWN:
        fields, body = _front_matter(text)
        title = plain(fields.get("title", "")) or heading(text[body:]) or stem_title(file.stem)
        return _loaded(file, title, text, Structure.MARKDOWN, fields=fields, body=body)
    if file.suffix in PLAIN:
        return _loaded(file, heading(text) or stem_title(file.stem or file.path.name), text, Structure.TEXT)
    return _loaded(file, file.id, text, Structure.CODE)


def is_program_text(name: str) -> bool:
    """Tell by a file's name whether it is source code, configuration or markup, in any language that Pygments knows."""
    from pygments.lexers import find_lexer_class_for_filename

    return find_lexer_class_for_filename(name) is not None


def _loaded(
    file: SourceFile,
    title: str,
    text: str,
    structure: Structure,
    *,
    fields: dict[str, str] | None = None,
    body: int = 0,
    notes: tuple[str, ...] = (),
) -> LoadedDocument:
    document = Document(id=file.id, source=str(file.path), file=file.id, title=title, text=text, metadata=fields or {})
    return LoadedDocument(document=document, structure=structure, body=body, notes=notes)


def _converted(file: SourceFile) -> LoadedDocument:
    from retrievers.ingest.convert import convert

    converted = convert(file.path, file.suffix)
    text = clean(converted.text).strip("\n")
    if not any(map(str.isalnum, text)):
        raise UnreadableError("holds no text; if it is a scan, run text recognition on it first")
    title = plain(converted.title) or heading(text) or stem_title(file.stem)
    return _loaded(file, title, text, Structure.MARKDOWN, fields=converted.metadata)


def _mail(file: SourceFile) -> LoadedDocument:
    from retrievers.ingest.mail import read_mail

    mail = read_mail(file.path)
    title = plain(mail.subject) or stem_title(file.stem)
    return _loaded(file, title, clean(mail.text), Structure.TEXT, fields=mail.metadata, notes=mail.notes)


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
