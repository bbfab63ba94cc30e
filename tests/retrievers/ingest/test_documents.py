"""One file, one document: its text, its title, and what it says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrievers.ingest.documents import load_document
from retrievers.ingest.report import UnreadableError
from tests.retrievers.ingest.files import source, write_docx, write_pdf

FRONT = (
    "---\ntitle: \"The Long Way\"\ntags: [sea, sail]\naliases:\n  - Moitessier\n  - 'Joshua'\n---\n\n# Start\n\nText.\n"
)


def test_markdown_is_kept_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Skylab\n\n* one *two*\n")
    document = load_document(source(path)).document
    assert (document.id, document.title, document.text) == ("a.md", "Skylab", "# Skylab\n\n* one *two*\n")
    assert document.source == str(path)


def test_front_matter_gives_title_and_fields_and_is_no_content(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(FRONT)
    loaded = load_document(source(tmp_path / "a.md"))
    assert loaded.document.title == "The Long Way"
    assert loaded.document.metadata == {"title": "The Long Way", "tags": "sea; sail", "aliases": "Moitessier; Joshua"}
    assert loaded.document.text == FRONT
    assert FRONT[loaded.body :].startswith("\n# Start")


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\n\nno fields here\n")
    loaded = load_document(source(tmp_path / "a.md"))
    assert (loaded.body, loaded.document.metadata) == (0, {})


def test_html_loses_its_scripts_and_keeps_its_title(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<html><head><title> Café\n Rio </title><script>bad()</script></head>"
        "<body><h1>Other</h1><p>Olá <b>mundo</b></p></body></html>",
        encoding="utf-8",
    )
    document = load_document(source(tmp_path / "a.html")).document
    assert (document.title, document.text) == ("Café Rio", "# Other\n\nOlá **mundo**")


def test_html_in_its_declared_encoding(tmp_path: Path) -> None:
    page = "<html><head><meta charset='iso-8859-1'></head><body><p>Café crème</p></body></html>"
    (tmp_path / "a.htm").write_bytes(page.encode("latin-1"))
    assert load_document(source(tmp_path / "a.htm")).document.text == "Café crème"


def test_word_files(tmp_path: Path) -> None:
    write_docx(tmp_path / "a.docx", "Annual report", "Income rose.")
    document = load_document(source(tmp_path / "a.docx")).document
    assert (document.title, document.text) == ("Annual report", "# Annual report\n\nIncome rose.")


def test_pdf_files(tmp_path: Path) -> None:
    write_pdf(tmp_path / "flight_plan.pdf", "Launch is at nine.")
    document = load_document(source(tmp_path / "flight_plan.pdf")).document
    assert document.title == "flight plan"
    assert document.text.strip() == "Launch is at nine."


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_damaged_files_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"%PDF-1.4 no more")
    with pytest.raises(UnreadableError, match="may be damaged"):
        load_document(source(tmp_path / name))


def test_a_scan_is_refused(tmp_path: Path) -> None:
    write_pdf(tmp_path / "scan.pdf", "")
    with pytest.raises(UnreadableError, match="text recognition"):
        load_document(source(tmp_path / "scan.pdf"))
