"""The passage store: what is written is what is read, from any thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrievers.errors import KnowledgeBaseError
from retrievers.schema import Document
from retrievers.store import PassageStore, Span, StoreWriter

TEXT = "Ångström units, 漢字 and 🚀: all of them count as characters."


def write(path: Path, texts: list[str], width: int = 7) -> None:
    with StoreWriter(path) as writer:
        for number, text in enumerate(texts):
            document = Document(id=f"d{number}", source=f"d{number}.txt", title=f"Title {number}", text=text)
            starts = range(0, len(text), width)
            spans = [Span(f"d{number}#{s}", s, min(s + width, len(text)), bytes([number]), f"p. {s}") for s in starts]
            writer.add(document, spans)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PassageStore]:
    write(tmp_path / "store.sqlite", [TEXT, "second document", "third"])
    store = PassageStore(tmp_path / "store.sqlite")
    yield store
    store.close()


def test_passages_come_in_the_order_asked_for(store: PassageStore) -> None:
    rows = [len(store) - 1, 0, 3, 0]
    assert [p.id for p in store.passages(rows)] == ["d2#0", "d0#0", "d0#21", "d0#0"]


def test_a_passage_is_the_span_of_its_document(store: PassageStore) -> None:
    for passage in store.passages(range(len(store))):
        assert passage.text == store.document(passage.document).text[passage.start : passage.end]


def test_rows_and_ids_are_each_others_inverse(store: PassageStore) -> None:
    rows = list(range(len(store)))
    assert store.rows([p.id for p in store.passages(rows)]) == rows


def test_streams_follow_the_rows(store: PassageStore) -> None:
    passages = store.passages(range(len(store)))
    assert list(store.texts()) == [p.text for p in passages]
    assert store.titles() == [p.title for p in passages]
    assert store.digests()[-1] == b"\x02"


def test_a_documents_passages(store: PassageStore) -> None:
    assert [p.document for p in store.passages(store.document_passages("d1"))] == ["d1"] * 3
    assert store.document_passages("nowhere") == []
    assert store.document_ids() == ["d0", "d1", "d2"]


def test_more_rows_than_one_query_takes(tmp_path: Path) -> None:
    write(tmp_path / "s", ["x" * 3000], width=1)
    store = PassageStore(tmp_path / "s")
    assert len(store.passages(range(3000))) == 3000
    assert store.rows([f"d0#{n}" for n in range(3000)]) == list(range(3000))
    store.close()


def test_what_is_not_there_is_named(store: PassageStore) -> None:
    with pytest.raises(IndexError, match="999"):
        store.passages([0, 999])
    with pytest.raises(KeyError, match="d9#0"):
        store.passage("d9#0")
    with pytest.raises(KeyError, match="d9"):
        store.document("d9")


def test_metadata_is_kept(tmp_path: Path) -> None:
    with StoreWriter(tmp_path / "s") as writer:
        writer.add(Document(id="a", source="a", title="A", text="a", metadata={"author": "Ünal"}), [])
        writer.add(Document(id="b", source="b", title="B", text="b"), [])
    store = PassageStore(tmp_path / "s")
    assert list(store.metadata()) == [("A", {"author": "Ünal"})]
    assert store.document("b").metadata == {}
    store.close()


def test_threads_read_at_once(store: PassageStore) -> None:
    def read(turn: int) -> list[str]:
        rows = [(turn + step) % len(store) for step in range(5)]
        assert len(list(store.texts())) == len(store)
        return [p.id for p in store.passages(rows)]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(read, range(200)))
    assert results[0] == results[len(store)]


def test_an_id_is_used_once(tmp_path: Path) -> None:
    document = Document(id="a", source="a", title="A", text="a")
    with StoreWriter(tmp_path / "s") as writer:
        writer.add(document, [])
        with pytest.raises(sqlite3.IntegrityError):
            writer.add(document, [])


def test_a_missing_file_is_a_users_error(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="build the knowledge base again"):
        PassageStore(tmp_path / "nothing")


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1), max_size=5))
def test_any_text_comes_back_by_characters(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("store") / "s"
    write(path, texts, width=3)
    store = PassageStore(path)
    assert "".join(p.text for p in store.passages(range(len(store)))) == "".join(texts)
    assert "".join(store.texts()) == "".join(texts)
    store.close()
