"""Checks of the bundled sample knowledge base: each test fails for one reason."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

SAMPLE = Path(__file__).resolve().parents[2] / "retrievers" / "sample"
DOCUMENTS = SAMPLE / "documents"
TABLES = SAMPLE / "tables"
SPACE = "https://example.org/space/"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
LABEL = RDFS + "label"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
CLASS = "http://www.w3.org/2002/07/owl#Class"

KINDS = (
    "bridge",
    "comparison",
    "aggregate_sql",
    "graph_path",
    "text_to_sql",
    "sql_to_text",
    "graph_to_sql",
    "all_three",
    "unanswerable",
    "ambiguous",
)
SQL_ANSWER_KINDS = ("aggregate_sql", "text_to_sql", "graph_to_sql", "all_three", "ambiguous")
MINIMUM_ROWS = {
    "missions": 45,
    "astronauts": 30,
    "crew_assignments": 50,
    "launch_vehicles": 18,
}


@lru_cache
def documents() -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in sorted(DOCUMENTS.glob("*.md"))}


@lru_cache
def resources() -> list[dict[str, Any]]:
    package = json.loads((TABLES / "datapackage.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = package["resources"]
    return found


@lru_cache
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    types = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE"}
    types |= {"date": "DATE", "boolean": "BOOLEAN"}
    for resource in resources():
        columns = {f["name"]: types[f["type"]] for f in resource["schema"]["fields"]}
        connection.execute(
            f"CREATE TABLE {resource['name']} AS "
            f"SELECT * FROM read_csv('{TABLES / resource['path']}', header = true, "
            f"columns = {columns!r})"
        )
    return connection


def rows(sql: str) -> list[tuple[Any, ...]]:
    return database().execute(sql).fetchall()


@lru_cache
def graph() -> list[Triple]:
    quads = parse(path=str(SAMPLE / "graph" / "space.ttl"), format=RdfFormat.TURTLE)
    return [quad.triple for quad in quads]


@lru_cache
def namesakes() -> list[dict[str, str]]:
    with (SAMPLE / "graph" / "namesakes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def labels() -> dict[str, str]:
    return {
        name(t.subject): t.object.value for t in graph() if name(t.predicate) == LABEL and isinstance(t.object, Literal)
    }


@lru_cache
def entities() -> set[str]:
    typed = [(name(t.subject), name(t.object)) for t in graph() if name(t.predicate) == TYPE]
    classes = {subject for subject, kind in typed if kind == CLASS}
    return {subject for subject, kind in typed if kind in classes}


def name(node: object) -> str:
    return node.value if isinstance(node, NamedNode) else ""


@lru_cache
def labelled_triples() -> set[tuple[str, str, str]]:
    found = {
        (labels()[name(t.subject)], name(t.predicate).removeprefix(SPACE), labels()[name(t.object)])
        for t in graph()
        if name(t.subject) in labels() and name(t.object) in labels()
    }
    return found | {(r["subject"], r["relation"], r["object"]) for r in namesakes()}


@lru_cache
def questions() -> list[dict[str, Any]]:
    text = (SAMPLE.parents[1] / "evals" / "sample" / "questions.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def with_sql() -> list[dict[str, Any]]:
    return [q for q in questions() if q["gold"]["sql"]]


def same(value: object, answer: str) -> bool:
    if isinstance(value, int | float):
        try:
            return float(value) == float(answer)
        except ValueError:
            return False
    return str(value).casefold() == answer.casefold()


def test_there_are_enough_documents() -> None:
    assert len(documents()) >= 64


def test_every_document_name_is_kebab_case() -> None:
    assert [n for n in documents() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.md", n)] == []


def test_every_document_starts_with_a_title() -> None:
    assert [n for n, text in documents().items() if not re.match(r"# \S", text)] == []


def test_titles_are_unique() -> None:
    titles = Counter(text.splitlines()[0] for text in documents().values())
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_document_has_100_to_400_words() -> None:
    counts = {n: len(text.split()) for n, text in documents().items()}
    assert {n: c for n, c in counts.items() if not 100 <= c <= 400} == {}


def test_documents_hold_no_links() -> None:
    assert [n for n, text in documents().items() if "](" in text or "http" in text] == []


def test_every_table_is_described() -> None:
    assert {r["path"] for r in resources()} == {p.name for p in TABLES.glob("*.csv")}


def test_there_are_enough_tables() -> None:
    assert len(resources()) >= 6


def test_described_fields_are_the_columns() -> None:
    wrong = []
    for resource in resources():
        with (TABLES / resource["path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        if header != [f["name"] for f in resource["schema"]["fields"]]:
            wrong.append(resource["name"])
    assert wrong == []


@pytest.mark.parametrize("table", sorted(MINIMUM_ROWS))
def test_table_has_enough_rows(table: str) -> None:
    assert rows(f"SELECT count(*) FROM {table}")[0][0] >= MINIMUM_ROWS[table]


def test_primary_keys_are_unique_and_filled() -> None:
    wrong = []
    for resource in resources():
        name, key = resource["name"], resource["schema"]["primaryKey"]
        total, distinct = rows(f"SELECT count(*), count(DISTINCT {key}) FROM {name}")[0]
        if total != distinct:
            wrong.append(name)
    assert wrong == []


def test_every_foreign_key_resolves() -> None:
    dangling = []
    for resource in resources():
        name = resource["name"]
        for key in resource["schema"].get("foreignKeys", []):
            column = key["fields"]
            other, target = key["reference"]["resource"] or name, key["reference"]["fields"]
            dangling += rows(
                f"SELECT '{name}.{column}', {column} FROM {name} WHERE {column} IS NOT NULL "
                f"AND {column} NOT IN (SELECT {target} FROM {other})"
            )
    assert dangling == []


def test_missions_do_not_end_before_launch() -> None:
    assert rows("SELECT name FROM missions WHERE end_date < launch_date") == []


def test_missions_fly_while_their_vehicle_flies() -> None:
    wrong = rows(
        "SELECT m.name FROM missions m JOIN launch_vehicles v USING (vehicle_id) "
        "WHERE m.launch_date < v.first_flight_date OR m.launch_date > v.last_flight_date"
    )
    assert wrong == []


def test_nobody_flies_outside_their_lifetime() -> None:
    wrong = rows(
        "SELECT a.name FROM crew_assignments c JOIN astronauts a USING (astronaut_id) "
        "JOIN missions m USING (mission_id) "
        "WHERE m.launch_date < a.birth_date OR m.launch_date > a.death_date"
    )
    assert wrong == []


def test_every_entity_has_a_label() -> None:
    assert entities() - set(labels()) == set()


def test_labels_are_unique() -> None:
    counts = Counter(labels()[e] for e in entities() if e in labels())
    assert [label for label, count in counts.items() if count > 1] == []


def test_every_document_title_is_a_label() -> None:
    titles = {text.splitlines()[0][2:] for text in documents().values()}
    assert titles - set(labels().values()) == set()


def test_there_are_enough_instance_triples() -> None:
    assert sum(name(t.subject) in entities() for t in graph()) >= 420


def test_every_property_is_declared_with_label_domain_and_range() -> None:
    used = {name(t.predicate) for t in graph() if name(t.subject) in entities()}
    described = {(name(t.subject), name(t.predicate)) for t in graph()}
    needed = (LABEL, RDFS + "domain", RDFS + "range")
    assert [(p, n) for p in used if p.startswith(SPACE) for n in needed if (p, n) not in described] == []


def test_there_are_enough_namesakes() -> None:
    assert len(namesakes()) >= 20


def test_graph_and_tables_agree_on_commanders() -> None:
    named = {
        (m, a)
        for m, a in rows(
            "SELECT m.name, a.name FROM crew_assignments c JOIN astronauts a USING (astronaut_id) "
            "JOIN missions m USING (mission_id) WHERE c.role LIKE '%commander'"
        )
    }
    found = {(s, o) for s, p, o in labelled_triples() if p == "commander"}
    assert found - named == set()


def test_graph_and_tables_agree_on_crews() -> None:
    named = {
        (m, a)
        for m, a in rows(
            "SELECT m.name, a.name FROM crew_assignments c JOIN astronauts a USING (astronaut_id) "
            "JOIN missions m USING (mission_id)"
        )
    }
    found = {(s, o) for s, p, o in labelled_triples() if p == "crewMember"}
    assert found - named == set()


def test_there_are_enough_questions() -> None:
    assert len(questions()) >= 48


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_enough_questions_of_each_kind(kind: str) -> None:
    assert sum(q["kind"] == kind for q in questions()) >= 5


def test_question_kinds_are_known() -> None:
    assert {q["kind"] for q in questions()} <= set(KINDS)


def test_question_ids_are_unique() -> None:
    assert [i for i, count in Counter(q["id"] for q in questions()).items() if count > 1] == []


def test_only_unanswerable_questions_lack_an_answer() -> None:
    lacking = {q["id"] for q in questions() if q["answer"] is None}
    assert lacking == {q["id"] for q in questions() if q["kind"] == "unanswerable"}


def test_only_ambiguous_questions_have_a_clarification() -> None:
    clarified = {q["id"] for q in questions() if q["clarification"]}
    assert clarified == {q["id"] for q in questions() if q["kind"] == "ambiguous"}


def test_clarifications_offer_at_least_two_options() -> None:
    clarifications = [q["clarification"] for q in questions() if q["clarification"]]
    assert [c for c in clarifications if len(set(c["options"])) < 2] == []


def test_every_answerable_question_names_evidence() -> None:
    bare = [
        q["id"]
        for q in questions()
        if q["answer"] is not None and not (q["gold"]["quotes"] or q["gold"]["sql"] or q["gold"]["triples"])
    ]
    assert bare == []


def test_gold_documents_are_the_quoted_ones() -> None:
    wrong = [
        q["id"] for q in questions() if set(q["gold"]["documents"]) != {g["document"] for g in q["gold"]["quotes"]}
    ]
    assert wrong == []


def test_every_gold_quote_is_verbatim() -> None:
    wrong = [
        (q["id"], g["quote"])
        for q in questions()
        for g in q["gold"]["quotes"]
        if g["quote"] not in documents().get(g["document"], "")
    ]
    assert wrong == []


def test_every_gold_query_returns_one_row() -> None:
    assert [q["id"] for q in with_sql() if len(rows(q["gold"]["sql"])) != 1] == []


def test_gold_queries_hold_the_answer() -> None:
    wrong = [
        (q["id"], rows(q["gold"]["sql"]))
        for q in with_sql()
        if q["kind"] in SQL_ANSWER_KINDS
        and not any(same(v, q["answer"]) for row in rows(q["gold"]["sql"]) for v in row)
    ]
    assert wrong == []


def test_queries_before_text_find_the_title_of_a_gold_document() -> None:
    wrong = []
    for q in with_sql():
        if q["kind"] == "sql_to_text":
            titles = {documents()[d].splitlines()[0][2:] for d in q["gold"]["documents"]}
            if not titles & {str(v) for row in rows(q["gold"]["sql"]) for v in row}:
                wrong.append(q["id"])
    assert wrong == []


def test_every_gold_triple_is_in_the_graph() -> None:
    wrong = [
        (q["id"], triple)
        for q in questions()
        for triple in q["gold"]["triples"]
        if tuple(triple) not in labelled_triples()
    ]
    assert wrong == []


def test_every_document_is_listed_in_the_sources() -> None:
    text = (SAMPLE / "SOURCES.md").read_text(encoding="utf-8")
    assert [n for n in documents() if f"`documents/{n}`" not in text] == []
