"""Facts on disk."""

from __future__ import annotations

from pathlib import Path

from retrievers.graph.facts import extract, stored

TITLE, TEXT = "Ann Vale", "Ann Vale (born 4 May 1950 in Tampa, Florida) is a director. She married Bo Karr in 1975."
FACTS = extract(TITLE, TEXT)
KEY = stored.digest(TITLE, TEXT)


def test_facts_come_back_as_they_were(tmp_path: Path) -> None:
    stored.write(tmp_path, [(KEY, FACTS)])
    assert stored.parsed(stored.read(tmp_path)[KEY]) == FACTS
    assert FACTS.statements


def test_the_file_is_the_same_in_any_order(tmp_path: Path) -> None:
    rows = [(KEY, FACTS), (stored.digest("Bo", ""), extract("Bo", ""))]
    for name, given in (("a", rows), ("b", rows[::-1])):
        (tmp_path / name).mkdir()
        stored.write(tmp_path / name, given)
    assert (tmp_path / "a" / stored.NAME).read_bytes() == (tmp_path / "b" / stored.NAME).read_bytes()


def test_where_nothing_was_written_there_is_nothing(tmp_path: Path) -> None:
    assert stored.read(tmp_path) == {}


def test_another_title_is_another_key() -> None:
    assert stored.digest("Bo", TEXT) != KEY
