"""Bytes to text in any encoding, and titles off the text."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from retrievers.ingest.report import UnreadableError
from retrievers.ingest.text import clean, heading, read_text, stem_title

FRENCH = "L'été, les élèves français visitent le musée près de la forêt.\n"
RUSSIAN = "Москва — столица России. Население города составляет более двенадцати миллионов.\n"
JAPANESE = "東京は日本の首都であり、世界最大の都市の一つである。人口は約千四百万人。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "cp1252"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "utf-32"),
    ],
)
def test_encodings_are_told(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes((text * 5).encode(encoding))
    assert read_text(tmp_path / "a.txt") == text * 5


def test_an_accent_far_into_the_file_is_told(tmp_path: Path) -> None:
    text = "plain ascii line\n" * 60_000 + FRENCH * 3
    (tmp_path / "a.txt").write_bytes(text.encode("cp1252"))
    assert read_text(tmp_path / "a.txt") == text


def test_a_letter_across_two_reads_is_whole(tmp_path: Path) -> None:
    text = "x" * ((1 << 18) - 1) + "é" + "y" * 10
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert read_text(tmp_path / "a.txt") == text


def test_line_ends_become_newlines(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one\r\ntwo\rthree\n")
    assert read_text(tmp_path / "a.txt") == "one\ntwo\nthree\n"


def test_compressed_text_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(FRENCH.encode()))
    assert read_text(tmp_path / "a.txt.gz") == FRENCH


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not text"),
        (bytes(range(1, 256)) * 3, "encoding cannot be told|has an encoding"),
    ],
)
def test_what_is_not_text_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(UnreadableError, match=reason):
        read_text(tmp_path / "a.txt")


def test_a_cut_off_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(FRENCH.encode() * 100)[:-20])
    with pytest.raises(UnreadableError, match="damaged"):
        read_text(tmp_path / "a.txt.gz")


def test_cleaning_removes_what_cannot_be_stored() -> None:
    assert clean("a\0b\ud800c\r\n") == "ab?c\n"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Apollo 11\n\ntext", "Apollo 11"),
        ("intro\n\n## **Bold** and `code` ##\n", "Bold and code"),
        ("Saturn V\n========\n\ntext", "Saturn V"),
        ("## [A link](http://x.org/y_z)\n", "A link"),
        ("A short first line\n\nThe text follows.", "A short first line"),
        ("A sentence is no title.\n\nMore.", ""),
        ("just one line", ""),
        ("two\nlines", ""),
        ("", ""),
        ("snake_case_name\n\nx", "snake_case_name"),
    ],
)
def test_headings(text: str, title: str) -> None:
    assert heading(text) == title


def test_a_file_name_makes_a_title() -> None:
    assert stem_title("annual_report-2023") == "annual report 2023"
    assert stem_title("__") == "__"
