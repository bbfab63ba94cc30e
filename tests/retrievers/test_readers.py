"""Readers by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrievers.errors import UserError
from retrievers.knowledge_base import KnowledgeBase
from retrievers.readers import READERS, reader_of
from retrievers.schema import Passage

TEXT = "Oren Lighthouse was designed by Ilse Marrow."
PASSAGE = Passage(id="p", document="p", title="Oren Lighthouse", text=TEXT, start=0, end=len(TEXT))


@pytest.mark.parametrize("name", READERS)
def test_every_reader_reads(name: str, harbour: Path) -> None:
    with KnowledgeBase.open(harbour) as kb:
        assert reader_of(kb, name).read("Who designed Oren Lighthouse?", [PASSAGE])[0].text == "Ilse Marrow"


def test_a_reader_that_there_is_not_is_told_what_there_is(harbour: Path) -> None:
    told = r"no reader 'psychic'; .*: heuristic, trained, chains"
    with KnowledgeBase.open(harbour) as kb, pytest.raises(UserError, match=told):
        reader_of(kb, "psychic")
