"""Evidence by content, and what happens to it when runs are forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.evidence_store import EvidenceStore
from retrievers.errors import UserError
from tools.schema import Evidence


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence.sqlite")


def found(text: str) -> Evidence:
    return Evidence.of("passage", "doc", text)


def test_evidence_comes_back_in_the_order_asked(store: EvidenceStore) -> None:
    one, two = found("one"), found("two")
    store.put("t", [one, two])
    assert [item.text for item in store.get([two.id, one.id])] == ["two", "one"]


def test_what_two_runs_find_is_kept_once(store: EvidenceStore, tmp_path: Path) -> None:
    store.put("t1", [found("same")])
    size = (tmp_path / "evidence.sqlite-wal").stat().st_size
    store.put("t2", [found("same")] * 3)
    assert (tmp_path / "evidence.sqlite-wal").stat().st_size - size < 20_000


def test_an_unknown_id_is_an_error(store: EvidenceStore) -> None:
    with pytest.raises(KeyError):
        store.get(["0" * 16])


def test_forgetting_a_run_keeps_what_another_found(store: EvidenceStore) -> None:
    shared, own = found("shared"), found("own")
    store.put("t1", [shared, own])
    store.put("t2", [shared])
    store.forget(["t1"])
    assert store.get([shared.id]) == [shared]
    with pytest.raises(KeyError):
        store.get([own.id])


def test_idle_runs_are_named_by_age(store: EvidenceStore) -> None:
    store.touch("t", "Q?")
    assert store.idle(days=-1) == ["t"]
    assert store.idle(days=1) == []


def test_a_folder_that_cannot_be_made_is_the_users_to_mend(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="QUAESTOR_HOME"):
        EvidenceStore(tmp_path / "file" / "evidence.sqlite")


def test_a_failed_write_leaves_nothing_open(store: EvidenceStore) -> None:
    def broken() -> Iterator[str]:
        yield "t1"
        raise RuntimeError("the caller broke")

    store.put("t1", [found("kept")])
    with pytest.raises(RuntimeError):
        store.forget(broken())
    store.put("t2", [found("after")])
    assert store.get([found("kept").id, found("after").id])


def test_a_file_that_is_no_store_is_the_users_to_mend(tmp_path: Path) -> None:
    (tmp_path / "evidence.sqlite").write_text("This is a letter, not a database." * 40)
    with pytest.raises(UserError, match="not a database"):
        EvidenceStore(tmp_path / "evidence.sqlite")
