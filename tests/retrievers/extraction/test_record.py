"""What was read from passages, as it is kept and as it comes into a graph."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from retrievers.errors import KnowledgeBaseError
from retrievers.extraction import Entity, Extraction, Fact, Record
from retrievers.manifest import EXTRACTED
from retrievers.schema import Document, Passage
from retrievers.store import PassageStore, Span, StoreWriter

TEXT = "Mercury orbits the Sun. It was seen by Jon Orr on 3 May 1841."
PASSAGE = Passage(id="p", document="mercury.md", title="Mercury (planet)", text=TEXT, start=10, end=10 + len(TEXT))


def fact(subject: str, relation: str, target: str, words: str, **more: object) -> Fact:
    start = TEXT.index(words)
    return Fact.model_validate(
        {"subject": subject, "relation": relation, "object": target, "confidence": 0.9, "start": start,
         "end": start + len(words), **more}
    )  # fmt: skip


ORBITS = fact("Mercury", "orbits", "Sun", "Mercury orbits the Sun.")
SEEN = fact("Mercury", "seen on", "3 May 1841", "on 3 May 1841", literal=True)


def read(*facts: Fact, **kinds: str) -> Extraction:
    return Extraction(reader="m", entities=tuple(Entity(name=n, kind=k) for n, k in kinds.items()), facts=facts)


@pytest.fixture
def store(tmp_path: Path) -> PassageStore:
    """Two documents: one about the planet, one about its discoverer."""
    with StoreWriter(tmp_path / "store.sqlite") as writer:
        for name, title, text in (("mercury.md", "Mercury (planet)", TEXT), ("orr.md", "Jon Orr (astronomer)", "Orr.")):
            document = Document(id=name, source=name, title=title, text=text)
            writer.add(document, [Span(name, 0, len(text), name.encode())])
    return PassageStore(tmp_path / "store.sqlite")


def test_fact_is_a_triple_with_the_place_of_its_words() -> None:
    (triple,) = read(ORBITS).triples(PASSAGE)
    assert (triple.subject, triple.relation, triple.object) == ("Mercury", "orbits", "Sun")
    assert triple.source == "mercury.md#10-33"


def test_date_becomes_one_that_can_be_compared() -> None:
    (triple,) = read(SEEN).triples(PASSAGE)
    assert (triple.object, triple.literal, triple.datatype) == ("1841-05-03", True, "date")


def test_kind_of_a_thing_comes_with_a_fact_about_it() -> None:
    triples = list(read(ORBITS, Mercury="planet", Venus="planet").triples(PASSAGE))
    assert [(t.subject, t.relation, t.object) for t in triples[1:]] == [("Mercury", "instance of", "planet")]


def test_what_the_passage_does_not_hold_is_left_out() -> None:
    elsewhere = ORBITS.model_copy(update={"object": "Moon"})
    beyond = ORBITS.model_copy(update={"end": len(TEXT) + 1})
    assert list(read(elsewhere, beyond, Mercury="planet").triples(PASSAGE)) == []


def test_name_means_the_title_that_alone_has_it(store: PassageStore) -> None:
    seen = fact("Mercury", "seen by", "Jon Orr", "It was seen by Jon Orr")
    (triple,) = Record({b"mercury.md": read(seen)}).triples(store)
    assert (triple.subject, triple.object) == ("Mercury (planet)", "Jon Orr (astronomer)")


class Known:
    """An extractor that knows what it is given."""

    def __init__(self, known: Mapping[bytes, Extraction]) -> None:
        self._known = known

    def __call__(self, digests: Collection[bytes]) -> Mapping[bytes, Extraction]:
        return {digest: read for digest, read in self._known.items() if digest in digests}


def test_record_is_of_the_passages_that_are_there(store: PassageStore) -> None:
    old = Record({b"mercury.md": read(ORBITS), b"gone": read(SEEN)})
    assert old.for_passages(store, None) == Record({b"mercury.md": read(ORBITS)})
    assert old.for_passages(store, Known({b"mercury.md": read(SEEN)})) == Record({b"mercury.md": read(SEEN)})
    assert old.for_passages(store, Known({b"mercury.md": read()})) == Record()


def test_record_is_the_same_whatever_the_order(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, known in (
        (one, {b"a": read(ORBITS), b"b": read(SEEN)}),
        (other, {b"b": read(SEEN), b"a": read(ORBITS)}),
    ):
        folder.mkdir()
        Record(known).save(folder)
    assert (one / EXTRACTED).read_bytes() == (other / EXTRACTED).read_bytes()
    assert Record.load(one) == Record({b"a": read(ORBITS), b"b": read(SEEN)})


def test_record_that_is_damaged_is_named(tmp_path: Path) -> None:
    (tmp_path / EXTRACTED).write_text("zz\t{}\n")
    with pytest.raises(KnowledgeBaseError, match="is damaged"):
        Record.load(tmp_path)


def test_nothing_is_written_where_nothing_was_read(tmp_path: Path) -> None:
    Record({b"a": read()}).save(tmp_path)
    assert not (tmp_path / EXTRACTED).exists()
