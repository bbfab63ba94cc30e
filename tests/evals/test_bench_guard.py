"""The bench of the guard: what it makes, what it would see, and that it sees nothing."""

from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from evals.bench.canary import BAIT, PLACE, Canary, leaks
from evals.bench.guard import as_duckdb, fuzz, main, own_seeds, refusals
from evals.bench.mutations import PIECES, Mutator
from retrievers.errors import UserError
from retrievers.tables.schema import Column, Table
from tools.sql import Catalog, DuckDBEngine


def test_no_mutated_statement_escapes_or_crashes(tmp_path: Path) -> None:
    canary = Canary(tmp_path)
    tally = fuzz(own_seeds(canary.databases), canary, statements=600, seed=3)
    assert (tally.escapes, tally.crashes, tally.late) == ([], [], [])
    assert tally.counts["run"] >= 50
    assert tally.counts["refused"] >= 300


def test_a_seed_number_makes_the_same_statements() -> None:
    one, same, other = (Mutator(["SELECT a FROM t WHERE b = 'c'"], seed) for seed in (1, 1, 2))
    made = [one() for _ in range(50)]
    assert made == [same() for _ in range(50)]
    assert made != [other() for _ in range(50)]


def test_statements_hold_pieces_of_attacks() -> None:
    mutator = Mutator(["SELECT a FROM t"], 0)
    made = " ".join(mutator() for _ in range(3000))
    assert sum(piece in made for piece in PIECES) > 0.8 * len(PIECES)


def test_a_canary_sees_a_changed_file_and_a_question_to_its_server(tmp_path: Path) -> None:
    canary = Canary(tmp_path)
    with canary.watching():
        assert canary.effects() == []
        (canary.databases / "new").touch()
        host, port = canary.aim("{url}").removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as asking:
            asking.sendall(b"GET /x")
            asking.recv(1)
        assert canary.effects() == [f"changed: {PLACE}/new", "asked: b'GET /x'"]


def test_what_lies_out_of_reach_would_show(tmp_path: Path) -> None:
    ((path, _),) = own_seeds(Canary(tmp_path).databases).items()
    engine = DuckDBEngine(path)
    assert leaks(engine.run("SELECT * FROM hidden.vault").rows)
    assert leaks(engine.run("SELECT path FROM duckdb_databases").rows, PLACE)
    assert not leaks(engine.run("SELECT name FROM author").rows, PLACE)
    engine.close()


def test_a_quoted_name_that_is_none_is_a_text_as_in_sqlite() -> None:
    catalog = Catalog(tables=(Table(name="t", columns=(Column(table="t", name="a", type="VARCHAR"),)),))
    assert as_duckdb('SELECT "a" FROM t WHERE a = "b"', catalog) == "SELECT \"a\" FROM t WHERE a = 'b'"


def test_counts_and_shows_what_is_refused(tmp_path: Path) -> None:
    source, scratch = tmp_path / "source", tmp_path / "scratch"
    (source / "database").mkdir(parents=True)
    scratch.mkdir()
    with closing(sqlite3.connect(source / "database" / "shop.sqlite")) as connection:
        connection.executescript("CREATE TABLE item (id INTEGER, name TEXT); INSERT INTO item VALUES (1, 'pen');")
    rows = [{"db_id": "shop", "query": query} for query in ("SELECT name FROM item", "SELECT prize FROM item")]
    (source / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    tally, lines = refusals(source, scratch)
    assert dict(tally.counts) == {"accepted": 1, "refused": 1}
    assert lines[0].startswith("shop: There is no column 'prize'")


def test_a_folder_without_questions_is_the_users_to_mend(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no questions\.jsonl"):
        main([str(tmp_path)])


def test_the_baits_hold_their_word(tmp_path: Path) -> None:
    canary = Canary(tmp_path)
    assert BAIT in Path(canary.aim("{txt}")).read_text(encoding="utf-8")
