"""What only PostgreSQL has: roles, addresses, connections that end, and effects that are not writes."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from retrievers.errors import ToolError, UserError
from tests.support.postgres import Server
from tests.tools.peaks import statements
from tests.tools.sql.conformance.conftest import Subject
from tools.sql.engines import session
from tools.sql.engines.postgres import CONNECTIONS, PostgresEngine
from tools.sql.guard import check

WRITES = statements("conformance/writes_postgres.sql")


@pytest.fixture
def engine(written: str) -> Iterator[PostgresEngine]:
    """Return an engine of its own, whose connections a test may break."""
    made = PostgresEngine(written)
    yield made
    made.close()


@pytest.mark.parametrize("sql", [sql for _, sql in WRITES], ids=[name for name, _ in WRITES])
def test_the_guard_refuses_it(sql: str, in_postgres: Subject) -> None:
    with pytest.raises(ToolError):
        check(sql, in_postgres.catalog)


def test_the_engine_alone_leaves_nothing_behind(in_postgres: Subject, postgres: Server) -> None:
    before = in_postgres.state()
    for name, sql in WRITES:
        try:
            shown = str(in_postgres.engine.execute(sql, timeout_s=2).rows)
        except ToolError as refusal:
            shown = str(refusal)
        assert "root:" not in shown, name
        assert in_postgres.engine.execute("SELECT current_user, count(*) FROM sale").rows == (("writer", 8),), name
        settings = in_postgres.engine.execute(
            "SELECT current_setting('transaction_read_only'), current_setting('default_transaction_read_only')"
        )
        assert settings.rows == (("on", "on"),), name
    assert in_postgres.state() == before
    assert postgres.ask("kit", "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]


def test_dates_that_python_cannot_hold_are_texts(engine: PostgresEngine) -> None:
    rows = engine.execute(
        "SELECT 'infinity'::date, '-infinity'::timestamp, '0044-03-15 BC'::date, 'infinity'::timestamptz"
    )
    assert rows.rows == (("infinity", "-infinity", "0044-03-15 BC", "infinity"),)


def test_a_role_that_may_write_is_told_of(engine: PostgresEngine) -> None:
    assert engine.may_write() == ("Region", "employee", "sale")


@pytest.mark.parametrize(
    "rights", ["SUPERUSER", "IN ROLE pg_read_server_files", "IN ROLE pg_execute_server_program", "IN ROLE postgres"]
)
def test_a_role_that_no_transaction_can_limit_is_refused(rights: str, postgres: Server) -> None:
    name = f"strong_{abs(hash(rights))}"
    postgres.ask("kit", f"CREATE ROLE {name} LOGIN PASSWORD 'oak' {rights}")
    with pytest.raises(UserError, match=r"reader\.sql"):
        PostgresEngine(postgres.address("kit", user=name, password="oak")).execute("SELECT 1")


@pytest.mark.usefixtures("written")
def test_the_documented_role_reads_and_has_no_right_to_write(postgres: Server) -> None:
    made = (Path(__file__).parents[4] / "docker" / "reader.sql").read_text(encoding="utf-8")
    postgres.ask("kit", f"{made}; ALTER ROLE quaestor_reader PASSWORD 'dove'")
    engine = PostgresEngine(postgres.address("kit", user="quaestor_reader", password="dove"))
    assert engine.may_write() == ()
    assert engine.run("SELECT count(*) FROM sale").rows == ((8,),)
    engine.close()


@pytest.mark.usefixtures("written")
def test_a_wrong_password_is_the_users_to_mend_and_not_repeated(postgres: Server) -> None:
    wrong = PostgresEngine(postgres.address("kit", user="writer", password="hush-hush"))
    with pytest.raises(UserError, match=r"user and password") as caught:
        wrong.execute("SELECT 1")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://ann:hush@/kit?host=/nowhere", "cannot be reached"),
        ("postgresql://ann:hush@127.0.0.1:1/kit", "cannot be reached"),
        ("postgresql://ann:hu/sh@db/kit", "cannot be read"),
        ("postgresql://ann:12/hush@db/kit", "cannot be read"),
        ("postgresql://ann:hush@db/kit?sslmoode=require", "cannot be read"),
    ],
)
def test_an_address_that_leads_nowhere_is_the_users_to_mend(address: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        PostgresEngine(address).execute("SELECT 1")
    assert "hu" not in str(caught.value).replace("such", "")
    assert "\n" not in str(caught.value)


def test_an_unknown_database_is_named(postgres: Server) -> None:
    with pytest.raises(UserError, match="nope"):
        PostgresEngine(postgres.address("nope")).execute("SELECT 1")


def test_a_missing_driver_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UserError, match=r"pip install 'quaestor\[postgres\]'"):
        PostgresEngine("postgresql://db/kit").execute("SELECT 1")


def test_a_connection_that_was_ended_is_made_again(engine: PostgresEngine, postgres: Server) -> None:
    ((process,),) = engine.execute("SELECT pg_backend_pid()").rows
    postgres.ask("kit", f"SELECT pg_terminate_backend({process}, 5000)")
    assert engine.execute("SELECT count(*) FROM sale").rows == ((8,),)


def test_a_locked_table_is_not_waited_for_long(
    engine: PostgresEngine, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "LOCK_S", 0.1)
    with psycopg.connect(postgres.address("kit")) as other:
        other.execute("LOCK TABLE sale IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(ToolError, match="locked"):
            engine.execute("SELECT * FROM sale")


def test_connections_are_few_and_used_again(engine: PostgresEngine, postgres: Server) -> None:
    gate = threading.Barrier(8)

    def ask() -> None:
        gate.wait()
        engine.execute("SELECT count(*) FROM sale a, sale b, sale c, sale d")

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'quaestor' AND usename = 'writer'"
    assert 0 < int(str(postgres.ask("kit", held)[0][0])) <= 2 * CONNECTIONS


def test_a_connection_that_comes_back_after_the_close_is_closed(engine: PostgresEngine) -> None:
    with engine._pool.lend(1) as session:
        engine.close()
        assert session.whole
    assert not session.whole


def test_a_backslash_stays_one_whatever_the_server_is_set_to(engine: PostgresEngine, postgres: Server) -> None:
    postgres.ask("kit", "ALTER ROLE writer SET standard_conforming_strings = off")
    try:
        assert engine.run("SELECT 'a\\' AS x, '; b' AS y").rows == (("a\\", "; b"),)
    finally:
        postgres.ask("kit", "ALTER ROLE writer RESET standard_conforming_strings")


def test_when_all_connections_are_busy_it_says_so(engine: PostgresEngine) -> None:
    with ExitStack() as held:
        for _ in range(CONNECTIONS):
            held.enter_context(engine._pool.lend(1))
        with pytest.raises(ToolError, match="busy"):
            engine.execute("SELECT 1", timeout_s=0.1)


def test_the_name_tells_the_database_and_no_password(postgres: Server, engine: PostgresEngine) -> None:
    assert engine.name == f"PostgreSQL database kit on {postgres.folder}"


def test_a_function_of_a_schema_does_not_stand_for_a_builtin(engine: PostgresEngine, postgres: Server) -> None:
    postgres.ask(
        "kit",
        "CREATE SCHEMA trap; CREATE FUNCTION trap.upper(text) RETURNS text LANGUAGE sql AS $$ SELECT 'trapped' $$;"
        "GRANT USAGE ON SCHEMA trap TO writer; ALTER ROLE writer SET search_path = trap, public, pg_catalog",
    )
    try:
        assert engine.run("SELECT upper(CAST('a' AS VARCHAR))").rows == (("A",),)
    finally:
        postgres.ask("kit", "DROP SCHEMA trap CASCADE; ALTER ROLE writer RESET search_path")
