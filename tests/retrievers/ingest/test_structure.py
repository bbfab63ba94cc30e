"""Where a passage stands in its document, in words."""

from __future__ import annotations

import pytest

from retrievers.ingest.structure import Places, Structure

MANUAL = """# Pump manual

Read this first.

## 3 Care

### 3.1 Seals

Change them each year.

```
# not a heading
```

Then test them.

## Getting help

Call us.
"""
REPORT = "Annual report\n\nIncome rose.\n\f2.1 Costs\nCosts fell to 4.2 million.\n\n\fThe end of costs.\n\f"
DECK = "<!-- Slide number: 1 -->\n# Plan\nGo north.\n\n<!-- Slide number: 2 -->\n# Crew\nTwo people.\n"
CODE = "import os\n\n\ndef a():\n    return 1\n"


def place(text: str, structure: Structure, words: str, title: str = "") -> str:
    start = text.index(words)
    return Places(text, structure, title=title).locator(start, start + len(words))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Read this first.", ""),
        ("Change them each year.", "§3.1"),
        ("Then test them.", "§3.1"),
        ("Call us.", "§ Getting help"),
        ("### 3.1 Seals\n\nChange", "§3.1"),
    ],
)
def test_sections_of_markdown(words: str, expected: str) -> None:
    assert place(MANUAL, Structure.MARKDOWN, words, title="Pump manual") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Income rose.", "p. 1"),
        ("Costs fell to 4.2 million.", "p. 2, §2.1"),
        ("4.2 million.\n\n\fThe end", "pp. 2–3, §2.1"),
        ("Annual report\n\nIncome rose.\n\f", "p. 1"),
    ],
)
def test_pages_of_a_converted_file(words: str, expected: str) -> None:
    assert place(REPORT, Structure.MARKDOWN, words) == expected


def test_slides() -> None:
    assert place(DECK, Structure.MARKDOWN, "Go north.", title="Plan") == "slide 1"
    assert (
        place(DECK, Structure.MARKDOWN, "north.\n\n<!-- Slide number: 2 -->\n# Crew\nTwo", title="Plan") == "slides 1–2"
    )
    assert place(DECK, Structure.MARKDOWN, "Two people.", title="Plan") == "slide 2, § Crew"


def test_lines_of_code() -> None:
    assert place(CODE, Structure.CODE, "import os") == "line 1"
    assert place(CODE, Structure.CODE, "\n\ndef a():\n    return 1\n") == "lines 4–5"


def test_items_of_a_list_are_no_sections() -> None:
    assert place("Steps.\n\n1. Open the valve\n2. Wait\n", Structure.TEXT, "2. Wait") == ""


def test_a_long_heading_is_cut_at_a_word() -> None:
    text = f"# {'word ' * 30}\n\nBody.\n"
    assert place(text, Structure.MARKDOWN, "Body.") == f"§ {'word ' * 12}…"
