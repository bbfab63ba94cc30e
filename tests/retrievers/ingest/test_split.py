"""Passages are verbatim spans, short enough to be read whole."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

import retrievers.models
from retrievers.ingest.documents import LoadedDocument
from retrievers.ingest.split import FEWEST_PIECES, WHOLE_PIECES, pieces, split
from retrievers.ingest.structure import Structure
from retrievers.schema import Document
from retrievers.splitting import PASSAGE_PIECES, Splitting

WINDOW = 256
"""Wordpieces that the packaged encoder reads."""
PROSE = "The crew of the second flight repaired the antenna, and stayed for fifty-nine days. "
SAMPLES = {
    "english": PROSE * 60,
    "numbers": "\n".join(f"{n * 37 % 9973:,} | {n / 7:.3f} | 2019-{n % 12 + 1:02d} | -{n}%" for n in range(400)),
    "russian": "Москва — столица России, город федерального значения. " * 60,
    "japanese": "東京は日本の首都であり、世界最大の都市の一つである。" * 100,
    "code": "def add(self, kind: type[Error] | None) -> None:\n    return {x['a']: f(x) for x in self._rows}\n\n" * 40,
    "markdown": "".join(f"## Part {n}\n\n{PROSE * (n % 7)}\n\n* a point\n* another\n\n" for n in range(40)),
}


def loaded(text: str, *, markdown: bool = True, body: int = 0) -> LoadedDocument:
    return LoadedDocument(
        document=Document(id="d", source="d", title="T", text=text),
        structure=Structure.MARKDOWN if markdown else Structure.TEXT,
        body=body,
    )


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(Path(retrievers.models.__file__).parent / "minilm" / "tokenizer.json"))
    tokenizer.no_truncation()
    return tokenizer


@pytest.mark.parametrize("name", SAMPLES)
def test_the_encoder_reads_every_passage_whole(tokenizer: Tokenizer, name: str) -> None:
    text = SAMPLES[name]
    lengths = [len(tokenizer.encode(text[start:end]).ids) for start, end in split(loaded(text))]
    assert max(lengths) <= WINDOW


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_but_blanks_lies_between_passages(name: str) -> None:
    text = SAMPLES[name]
    spans = split(loaded(text))
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    assert [text[end:start].strip() for end, start in zip(ends, starts, strict=True)] == [""] * len(starts)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=3000), st.booleans(), st.integers(0, 50))
def test_passages_are_spans_in_order(text: str, markdown: bool, body: int) -> None:
    body = min(body, len(text))
    spans = split(loaded(text, markdown=markdown, body=body))
    assert all(body <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    words = "".join(text[start:end] for start, end in spans)
    assert [c for c in text[body:] if c.isalnum()] == [c for c in words if c.isalnum()]


def test_a_heading_goes_with_what_it_heads() -> None:
    text = f"# Voyage\n\n## First\n\n{PROSE * 9}\n\n## Second\n\n{PROSE * 9}"
    first, second = split(loaded(text))
    assert text[slice(*first)].startswith("# Voyage\n\n## First")
    assert text[slice(*second)].startswith("## Second")
    assert all(pieces(text[start:end]) <= PASSAGE_PIECES + FEWEST_PIECES for start, end in (first, second))


def test_front_matter_is_in_no_passage() -> None:
    text = "---\ntitle: x\n---\nBody."
    assert split(loaded(text, body=17)) == [(17, 22)]


def test_a_row_that_fits_stays_whole() -> None:
    text = f" {PROSE * 20}\n"
    assert pieces(text) < WHOLE_PIECES
    assert split(loaded(text, markdown=False), whole=True) == [(0, len(text))]


def test_a_row_that_does_not_fit_is_split() -> None:
    assert len(split(loaded(PROSE * 60, markdown=False), whole=True)) > 1


def test_rules_and_blanks_make_no_passage() -> None:
    assert split(loaded("---\n\n***\n")) == []


@pytest.mark.parametrize("name", ["english", "markdown"])
def test_passages_overlap_as_far_as_wanted(name: str) -> None:
    spans = split(loaded(SAMPLES[name]), Splitting(size=80, overlap=30))
    shared = [before[1] - after[0] for before, after in pairwise(spans)]
    assert max(pieces(SAMPLES[name][start:end]) for start, end in spans) <= 80 + FEWEST_PIECES
    assert max(shared) > 0
    assert (
        max(pieces(SAMPLES[name][end - size : end]) for (_, end), size in zip(spans, shared, strict=False) if size > 0)
        <= 30
    )


def test_an_overlap_of_more_than_half_is_refused() -> None:
    with pytest.raises(ValueError, match="more than half"):
        Splitting(size=100, overlap=60)
