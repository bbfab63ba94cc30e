"""Slides, books, notebooks, mail, code and workbooks, each from a real file."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from retrievers import KnowledgeBase
from retrievers.errors import QuaestorError
from retrievers.ingest import build
from retrievers.ingest.documents import load_document
from retrievers.ingest.report import UnreadableError
from retrievers.ingest.structure import Structure
from tests.retrievers.ingest.files import source


def test_slides_keep_their_numbers_and_properties(tmp_path: Path) -> None:
    deck = Presentation()
    for title, body in (("Ferries", "They sail at nine."), ("Trams", "They stop at ten.")):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, body
    deck.core_properties.keywords = "traffic; harbour"
    deck.core_properties.modified = dt.datetime(2024, 3, 1, tzinfo=dt.UTC)
    deck.save(str(tmp_path / "a.pptx"))
    loaded = load_document(source(tmp_path / "a.pptx"))
    assert loaded.document.title == "Ferries"
    assert "<!-- Slide number: 2 -->\n# Trams\nThey stop at ten." in loaded.document.text
    assert loaded.document.metadata["tags"] == "traffic; harbour"
    assert loaded.document.metadata["modified"].startswith("2024-03-01")


def test_books(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.epub", "w") as archive:
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="content.opf"/></rootfiles></container>',
        )
        archive.writestr(
            "content.opf",
            '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Tides</dc:title></metadata>'
            '<manifest><item id="c" href="c.xhtml"/></manifest><spine><itemref idref="c"/></spine></package>',
        )
        archive.writestr("c.xhtml", "<html><body><h1>Ebb</h1><p>The sea goes out.</p></body></html>")
    document = load_document(source(tmp_path / "b.epub")).document
    assert document.title == "Tides"
    assert "# Ebb\n\nThe sea goes out." in document.text


def test_notebooks(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Ages\n", "We count years."]},
        {"cell_type": "code", "metadata": {}, "source": ["1 + 1"], "outputs": [], "execution_count": None},
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "n.ipynb").write_text(json.dumps(notebook))
    document = load_document(source(tmp_path / "n.ipynb")).document
    assert (document.title, "1 + 1" in document.text) == ("Ages", True)


def message(**heads: str) -> EmailMessage:
    mail = EmailMessage()
    for name, value in heads.items():
        mail[name] = value
    return mail


def test_mail_keeps_its_heads_and_names_what_was_attached(tmp_path: Path) -> None:
    mail = message(From="Ada <ada@x.org>", To="Bo <bo@x.org>", Subject="Büro", Date="Fri, 01 Mar 2024 23:30:00 -0500")
    mail.set_content("We move on Monday.")
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="plan.pdf")
    (tmp_path / "m.eml").write_bytes(mail.as_bytes())
    loaded = load_document(source(tmp_path / "m.eml"))
    assert loaded.document.title == "Büro"
    assert loaded.document.text.startswith("From: Ada <ada@x.org>\nTo: Bo <bo@x.org>\n")
    assert loaded.document.text.endswith("\n\nWe move on Monday.\n")
    assert loaded.document.metadata == {"from": "Ada <ada@x.org>", "to": "Bo <bo@x.org>", "date": "2024-03-01"}
    assert loaded.notes == ("Its attachments were left out (plan.pdf); save them as files.",)


def test_mail_that_is_only_a_page(tmp_path: Path) -> None:
    mail = message(Subject="Hello")
    mail.set_content("<p>We move on <b>Monday</b>.</p>", subtype="html")
    (tmp_path / "m.eml").write_bytes(mail.as_bytes())
    assert load_document(source(tmp_path / "m.eml")).document.text == "Subject: Hello\n\nWe move on **Monday**.\n"


@pytest.mark.parametrize("charset", [b"x-nowhere", b"\0%utf-8"])
def test_mail_in_an_encoding_that_nobody_knows(tmp_path: Path, charset: bytes) -> None:
    head = b"Subject: S\nContent-Type: text/plain; charset=" + charset
    (tmp_path / "m.eml").write_bytes(head + b"\n\nPlain words.\n")
    assert load_document(source(tmp_path / "m.eml")).document.text.endswith("Plain words.\n")


@pytest.mark.parametrize("head", [b"To: a@", b"To: <", b"Cc: <, .)", b"From: .Cc: 1", b"Cc: =?=@ [", b"To: \xff<"])
def test_mail_with_a_malformed_head_keeps_it_as_it_is_written(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "m.eml").write_bytes(b"Subject: S\n" + head + b"\n\nPlain words.\n")
    build([tmp_path / "m.eml"], tmp_path / "kb")
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        text = kb.store.document("m.eml").text
    assert text.startswith(head.decode("ascii", "replace").replace("\ufffd", "?"))
    assert text.endswith("Plain words.\n")


def test_what_is_no_mail_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_bytes(b"\x00\x01 nothing")
    with pytest.raises(UnreadableError, match="not a message"):
        load_document(source(tmp_path / "m.eml"))


@pytest.mark.parametrize("name", ["service.py", "Makefile", "query.sql", "conf.toml", "page.css"])
def test_program_text_is_read_as_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("# pump = 1\n")
    loaded = load_document(source(tmp_path / name))
    assert (loaded.document.text, loaded.document.title in {name, "pump = 1"}) == ("# pump = 1\n", True)


def test_code_is_named_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "service.py").write_text("x = 1\n")
    loaded = load_document(source(tmp_path / "service.py"))
    assert (loaded.document.title, loaded.structure) == ("service.py", Structure.CODE)


def workbook(path: Path, **sheets: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)


def test_each_sheet_of_a_workbook_is_a_table(tmp_path: Path) -> None:
    workbook(
        tmp_path / "shop.xlsx",
        Orders=[["id", "paid on", "amount", "gift"], [1, dt.datetime(2024, 1, 2), 10.5, True], [2, None, 3.0, False]],
        Customers=[["name", "city"], ["Ada", "Kiel"], ["Bo", None]],
        Notes=[["only prose here"]],
    )
    report = build([tmp_path / "shop.xlsx"], tmp_path / "kb")
    assert [item.reason for item in report.skipped] == [
        "No table was found in 1 of its sheets, which were left out: Notes."
    ]
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        tables = {table.name: table for table in kb.manifest.card.tables}
    assert set(tables) == {"Orders", "Customers"}
    columns = {column.name: column.type for column in tables["Orders"].columns}
    assert columns == {"id": "BIGINT", "paid_on": "DATE", "amount": "DOUBLE", "gift": "BOOLEAN"}


def test_the_only_sheet_is_named_as_its_workbook(tmp_path: Path) -> None:
    workbook(tmp_path / "prices.xlsx", Sheet1=[["ware", "price"], ["tea", 3]])
    build([tmp_path], tmp_path / "kb")
    with KnowledgeBase.open(tmp_path / "kb") as kb:
        assert [table.name for table in kb.manifest.card.tables] == ["prices"]


def test_a_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK no more")
    with pytest.raises(QuaestorError, match="may be damaged or locked"):
        build([tmp_path / "a.xlsx"], tmp_path / "kb")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_workbook_with_a_part_cut_off_is_refused(tmp_path: Path, part: str) -> None:
    workbook(tmp_path / "whole.xlsx", Sheet1=[["ware", "price"], ["tea", 3]])
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as whole, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as cut:
        for name in whole.namelist():
            content = whole.read(name)
            cut.writestr(name, content[: len(content) // 2] if name == part else content)
    with pytest.raises(QuaestorError, match="may be damaged or locked"):
        build([tmp_path / "a.xlsx"], tmp_path / "kb")


def test_properties_that_define_entities_are_refused(tmp_path: Path) -> None:
    deck = Presentation()
    deck.save(str(tmp_path / "plain.pptx"))
    bomb = '<!DOCTYPE p [<!ENTITY a "aaaa">]><p><creator>&a;</creator></p>'
    with zipfile.ZipFile(tmp_path / "plain.pptx") as plain, zipfile.ZipFile(tmp_path / "a.pptx", "w") as made:
        for name in plain.namelist():
            made.writestr(name, bomb if name == "docProps/core.xml" else plain.read(name))
    with pytest.raises(UnreadableError, match="may be damaged"):
        load_document(source(tmp_path / "a.pptx"))
