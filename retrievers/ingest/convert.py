"""Office documents, PDF, web pages, books and notebooks as Markdown, with what they say of themselves."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from retrievers.ingest.report import UnreadableError
from retrievers.ingest.structure import PAGE_END
from retrievers.ingest.text import clean, open_bytes

if TYPE_CHECKING:
    from markitdown import DocumentConverter

_OFFICE = frozenset({".docx", ".pptx"})
_CORE = "docProps/core.xml"
_CORE_FIELDS = {"title": "title", "creator": "author", "keywords": "tags", "created": "created", "modified": "modified"}
_PDF_FIELDS = {"Author": "author", "Keywords": "tags", "CreationDate": "created", "ModDate": "modified"}
_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")


@dataclass(frozen=True, kw_only=True)
class Converted:
    """A converted file."""

    text: str
    """Markdown; the pages of a PDF each end with a form feed."""
    title: str = ""
    metadata: dict[str, str] = field(default_factory=dict)


def convert(path: Path, suffix: str) -> Converted:
    """Convert one file by the one converter that is meant for its kind; `UnreadableError` if it cannot be read."""
    with open_bytes(path) as file:
        content = file.read()
    try:
        if suffix == ".pdf":
            return _pdf(content)
        converted = _markdown(content, suffix)
        return Converted(
            text=converted.text,
            title=converted.title,
            metadata=_core_properties(content) if suffix in _OFFICE else {},
        )
    except _unreadable() as error:
        raise UnreadableError(f"is not a {suffix[1:].upper()} file that can be read; it may be damaged") from error


def _markdown(content: bytes, suffix: str) -> Converted:
    from markitdown import MarkItDown, StreamInfo

    suffix = ".html" if suffix in {".htm", ".xhtml"} else suffix
    reader = MarkItDown(enable_builtins=False)
    reader.register_converter(_converter(suffix))
    with warnings.catch_warnings(action="ignore"):
        result = reader.convert_stream(io.BytesIO(content), stream_info=StreamInfo(extension=suffix))
    return Converted(text=result.markdown, title=result.title or "")


def _converter(suffix: str) -> DocumentConverter:
    from markitdown import converters

    names = {".docx": "Docx", ".pptx": "Pptx", ".epub": "Epub", ".ipynb": "Ipynb", ".pdf": "Pdf", ".html": "Html"}
    made: DocumentConverter = getattr(converters, f"{names[suffix]}Converter")()
    return made


def _pdf(content: bytes) -> Converted:
    """Convert page by page: the converter forgets where a page ended."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        properties = document.get_metadata_dict(skip_empty=True)
        pages = [_markdown(page, ".pdf").text.strip() for page in _single_pages(document)]
    fields = {ours: clean(properties[theirs]) for theirs, ours in _PDF_FIELDS.items() if theirs in properties}
    return Converted(
        text="".join(f"{page}\n{PAGE_END}" for page in (page.replace(PAGE_END, "\n") for page in pages)),
        metadata={name: _iso(value) if name in {"created", "modified"} else value for name, value in fields.items()},
    )


def _single_pages(document: Any) -> Iterator[bytes]:  # noqa: ANN401 - pypdfium2.PdfDocument, imported on first use
    import pypdfium2

    for number in range(len(document)):
        with pypdfium2.PdfDocument.new() as single:
            single.import_pages(document, [number])
            buffer = io.BytesIO()
            single.save(buffer)
            yield buffer.getvalue()


def _core_properties(content: bytes) -> dict[str, str]:
    """Return what an Office file says of itself; its creation and change as ISO dates."""
    from defusedxml import ElementTree

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if _CORE not in archive.namelist():
            return {}
        root = ElementTree.fromstring(archive.read(_CORE))
    found = {child.tag.rpartition("}")[2]: clean(child.text or "").strip() for child in root}
    return {ours: found[theirs] for theirs, ours in _CORE_FIELDS.items() if found.get(theirs) and ours != "title"}


def _iso(date: str) -> str:
    """Return a PDF date, `D:20240301120000`, as `2024-03-01`; others as they are."""
    match = _PDF_DATE.match(date)
    return "-".join(filter(None, match.groups())) if match else date


def _unreadable() -> tuple[type[Exception], ...]:
    """Name what the converters raise for a file that is damaged, locked or of another kind."""
    from defusedxml import DefusedXmlException
    from markitdown import MarkItDownException
    from pypdfium2 import PdfiumError

    packed = (zipfile.BadZipFile, zlib.error, NotImplementedError)
    return (MarkItDownException, PdfiumError, ParseError, DefusedXmlException, *packed)
