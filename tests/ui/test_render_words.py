"""Text on its way to a terminal."""

from __future__ import annotations

import pytest

from ui.render.words import clean, count, duration, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "·[31mred·[0m"),
        ("\x1b]0;title\x07", "·]0;title·"),
        ("bell\x07 and \x9b2J", "bell· and ·2J"),
        ("user\u202etxt.exe", "user·txt.exe"),
        ("line\r\nnext\tcell", "line\nnext\tcell"),
        ("back\rover", "back·over"),
        ("Zürich – 東京 🚀", "Zürich – 東京 🚀"),
    ],
)
def test_nothing_from_a_source_steers_the_terminal(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [("a\n  b\t c", 10, "a b c"), ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("abcd efg", 6, "abcd…")],
)
def test_one_line(text: str, limit: int, shown: str) -> None:
    assert one_line(text, limit) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.0, "0 ms"), (0.0312, "31 ms"), (2.345, "2.3 s"), (59.99, "60.0 s"), (60, "1 min 0 s"), (3671, "61 min 11 s")],
)
def test_duration(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


def test_count_has_the_nouns_form() -> None:
    assert [count(number, "step") for number in (0, 1, 2, 1200)] == ["0 steps", "1 step", "2 steps", "1,200 steps"]
