"""Which files are read, in what order, and by what names."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrievers.errors import UserError
from retrievers.ingest.find import find


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.name)


def ids(*sources: Path, apart_from: Path = Path("elsewhere")) -> list[str]:
    return [file.id for file in find(sources, apart_from=apart_from)]


def test_ids_are_paths_below_the_source_in_order(tmp_path: Path) -> None:
    touch(tmp_path / "b.md", tmp_path / "a" / "z.md", tmp_path / "a" / "b" / "c.md")
    assert ids(tmp_path) == ["a/b/c.md", "a/z.md", "b.md"]


def test_a_file_is_a_source(tmp_path: Path) -> None:
    touch(tmp_path / "x" / "one.md", tmp_path / "x" / "two.md")
    assert ids(tmp_path / "x" / "two.md") == ["two.md"]


def test_hidden_and_left_behind_files_are_passed_over(tmp_path: Path) -> None:
    left = (".git/a.md", ".hidden.md", "~$draft.docx", "__MACOSX/a.md", "a.sqlite-wal", "Thumbs.db")
    touch(*(tmp_path / name for name in (*left, "seen.md", "thumbs.db.md", "e-journal.md")))
    assert ids(tmp_path) == ["e-journal.md", "seen.md", "thumbs.db.md"]


def test_knowledge_bases_are_no_sources(tmp_path: Path) -> None:
    touch(tmp_path / "old.kb" / "CURRENT", tmp_path / "old.kb" / "versions" / "0001" / "graph.json")
    touch(tmp_path / "levels" / "CURRENT", tmp_path / "levels" / "a.json")
    assert ids(tmp_path) == ["levels/CURRENT", "levels/a.json"]
    with pytest.raises(UserError, match=r"old\.kb is a knowledge base"):
        ids(tmp_path / "old.kb")


def test_the_knowledge_base_does_not_read_itself(tmp_path: Path) -> None:
    touch(tmp_path / "kb" / "CURRENT", tmp_path / "a.md")
    assert ids(tmp_path, apart_from=tmp_path / "kb") == ["a.md"]


def test_equal_names_of_two_sources_are_told_apart(tmp_path: Path) -> None:
    touch(*(tmp_path / folder / "docs" / "readme.md" for folder in ("x", "y", "z")))
    sources = [tmp_path / folder / "docs" for folder in ("x", "y", "z")]
    assert ids(*sources) == ["readme.md", "docs/readme.md", "docs/readme.md~2"]


def test_a_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    touch(tmp_path / "a.md")
    assert ids(tmp_path, tmp_path / "a.md") == ["a.md"]


def test_the_kind_is_under_the_compression(tmp_path: Path) -> None:
    touch(tmp_path / "Rows.CSV.gz")
    (file,) = find([tmp_path], apart_from=tmp_path / "kb")
    assert (file.suffix, file.stem) == (".csv", "Rows")


def test_a_pattern_is_a_source(tmp_path: Path) -> None:
    touch(*(tmp_path / name for name in ("r/2023/a.md", "r/2024/b.md", "r/2024/c.txt", "r/2024/.d.md", "e.md")))
    assert ids(tmp_path / "r" / "**" / "*.md") == ["2023/a.md", "2024/b.md"]
    assert ids(tmp_path / "r" / "202[4-5]") == ["2024/b.md", "2024/c.txt"]


def test_a_name_with_a_wildcard_in_it_is_no_pattern(tmp_path: Path) -> None:
    touch(tmp_path / "why?.md", tmp_path / "whys.md")
    assert ids(tmp_path / "why?.md") == ["why?.md"]


def test_a_pattern_that_nothing_fits_is_named(tmp_path: Path) -> None:
    touch(tmp_path / "a.md")
    with pytest.raises(UserError, match=r"No file fits the pattern .*\*\.pdf"):
        ids(tmp_path / "*.pdf")


def test_a_folder_says_what_is_not_read(tmp_path: Path) -> None:
    names = ("keep.md", "draft-1.md", "old/a.md", "sub/draft-2.md", "sub/b.md", "sub/c.log", "sub/d/e.log")
    touch(*(tmp_path / name for name in names))
    (tmp_path / ".quaestorignore").write_text("draft-*\nold/\n")
    (tmp_path / "sub" / ".quaestorignore").write_text("*.log\n!draft-2.md\n# a remark\n")
    assert ids(tmp_path) == ["keep.md", "sub/b.md", "sub/draft-2.md"]


def test_a_file_that_is_named_is_read_whatever_is_ignored(tmp_path: Path) -> None:
    touch(tmp_path / "draft.md")
    (tmp_path / ".quaestorignore").write_text("*.md\n")
    assert ids(tmp_path / "draft.md") == ["draft.md"]


def test_ignore_patterns_that_cannot_be_read_are_told_with_their_file(tmp_path: Path) -> None:
    touch(tmp_path / "sub" / "a.md")
    (tmp_path / "sub" / ".quaestorignore").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UserError, match=r"sub/\.quaestorignore is not UTF-8"):
        ids(tmp_path)


def test_no_source_is_a_mistake() -> None:
    with pytest.raises(UserError, match="name files or folders"):
        ids()


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no file or folder .*nowhere"):
        ids(tmp_path / "nowhere")
