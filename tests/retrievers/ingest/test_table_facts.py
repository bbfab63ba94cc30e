"""Triples from tables: which rows are entities, what is said of them, and where it was read."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from retrievers.ingest.tables import TableBuilder
from retrievers.ingest.tables.facts import TableFacts
from retrievers.options import TableFacts as Wanted
from tests.retrievers.ingest.files import source

CITIES = "city_id,name,country,founded_year\nbln,Berlin,Germany,1237\npar,Paris,France,\nrom,Rome,Italy,\n"
CLUBS = """\
club_id,name,city_id,members,open
1,Rowing Club,bln,1200,true
2,Chess Club,par,40,false
3,Ski Club,bln,75,true
"""


def facts(folder: Path, files: dict[str, str], wanted: Wanted = "all") -> TableFacts:
    with TableBuilder(folder / "tables.duckdb") as tables:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
            tables.read(source(folder / name), pytest.fail)
        tables.finish()
        return tables.facts(wanted)


def said(found: TableFacts) -> set[tuple[str, str, str, str]]:
    return {(t.subject, t.relation, t.object, t.datatype) for t in found.triples}


def test_links_lead_to_the_names_of_rows(tmp_path: Path) -> None:
    found = facts(tmp_path, {"cities.csv": CITIES, "clubs.csv": CLUBS}, "links")
    assert said(found) == {
        ("Rowing Club", "city", "Berlin", ""),
        ("Chess Club", "city", "Paris", ""),
        ("Ski Club", "city", "Berlin", ""),
    }


def test_values_have_types(tmp_path: Path) -> None:
    found = facts(tmp_path, {"cities.csv": CITIES, "clubs.csv": CLUBS})
    assert said(found) >= {
        ("Berlin", "country", "Germany", "string"),
        ("Berlin", "founded year", "1237", "gYear"),
        ("Rowing Club", "members", "1200", "integer"),
        ("Chess Club", "open", "false", "boolean"),
    }
    assert all(triple.literal == bool(triple.datatype) for triple in found.triples)


@pytest.mark.parametrize(
    ("cell", "value", "datatype"),
    [
        ("2020-01-31", "2020-01-31", "date"),
        ("1.50", "1.5", "decimal"),
        ("2020-01-31 10:00:00", "2020-01-31T10:00:00", "dateTime"),
    ],
)
def test_how_values_are_written(tmp_path: Path, cell: str, value: str, datatype: str) -> None:
    found = facts(tmp_path, {"things.csv": f"name,it\nSaw,{cell}\nRed Axe,\n"})
    assert said(found) == {("Saw", "it", value, datatype)}


def test_classes_are_the_tables_in_the_singular(tmp_path: Path) -> None:
    found = facts(tmp_path, {"cities.csv": CITIES, "rowing_clubs.csv": CLUBS})
    assert (found.classes["Berlin"], found.classes["Ski Club"]) == (("city",), ("rowing club",))


def test_sources_are_the_lines_of_the_file(tmp_path: Path) -> None:
    text = "Clubs of 2020\n\nname,city\nRowing Club,Berlin\n\nChess Club,Paris\n"
    found = facts(tmp_path, {"clubs.csv": text})
    assert {t.subject: t.source for t in found.triples} == {"Rowing Club": "clubs.csv:4", "Chess Club": "clubs.csv:6"}


def test_sources_of_json_lines_and_of_a_sheet(tmp_path: Path) -> None:
    rows = [{"name": "Rowing Club", "size": 5}, {"name": "Chess Club", "size": 6}]
    book = openpyxl.Workbook()
    for row in [["name", "size"], [], ["Saw", 1], ["Red Axe", 2]]:
        book.active.append(row)
    book.save(tmp_path / "tools.xlsx")
    (tmp_path / "clubs.jsonl").write_text("\n\n".join(map(json.dumps, rows)))
    with TableBuilder(tmp_path / "tables.duckdb") as tables:
        for name in ("clubs.jsonl", "tools.xlsx"):
            tables.read(source(tmp_path / name), pytest.fail)
        tables.finish()
        found = tables.facts("all")
    assert {t.subject: t.source for t in found.triples} == {
        "Rowing Club": "clubs.jsonl:1",
        "Chess Club": "clubs.jsonl:3",
        "Saw": "tools.xlsx:3",
        "Red Axe": "tools.xlsx:4",
    }


def test_declared_keys_of_a_database(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "shop.sqlite") as database:
        database.executescript(
            "CREATE TABLE makers (k INTEGER PRIMARY KEY, name TEXT);"
            "CREATE TABLE tools (name TEXT, m INTEGER REFERENCES makers(k));"
            "INSERT INTO makers VALUES (7, 'Old Forge'), (8, 'New Forge');"
            "INSERT INTO tools VALUES ('Saw', 8), ('Axe', 7), ('File', NULL);"
        )
    with TableBuilder(tmp_path / "tables.duckdb") as tables:
        tables.read(source(tmp_path / "shop.sqlite"), pytest.fail)
        tables.finish()
        found = tables.facts("links")
    assert {(t.subject, t.relation, t.object, t.source) for t in found.triples} == {
        ("Saw", "m", "New Forge", "shop.sqlite/tools:1"),
        ("Axe", "m", "Old Forge", "shop.sqlite/tools:2"),
    }


def test_a_column_of_names_of_another_table_is_a_link(tmp_path: Path) -> None:
    trips = "name,goes_through\nNorth Tour,Berlin\nWest Tour,Paris\nSouth Tour,Rome\n"
    found = facts(tmp_path, {"cities.csv": CITIES, "trips.csv": trips}, "links")
    assert ("South Tour", "goes through", "Rome", "") in said(found)


def test_a_table_of_figures_gives_nothing(tmp_path: Path) -> None:
    sales = "city_id,day,amount\nbln,2020-01-01,5\npar,2020-01-01,6\nrom,2020-01-02,5\nbln,2020-01-03,9\n"
    found = facts(tmp_path, {"sales.csv": sales})
    assert found.triples == ()


def test_a_table_of_pairs_gives_a_fact_a_pair(tmp_path: Path) -> None:
    people = "person_id,name\na,Ann Poe\nb,Bob Roe\n"
    posts = "club_id,person_id,role\n1,a,treasurer\n2,b,chair\n"
    found = facts(tmp_path, {"clubs.csv": CLUBS, "people.csv": people, "posts.csv": posts}, "links")
    assert said(found) == {("Rowing Club", "treasurer", "Ann Poe", ""), ("Chess Club", "chair", "Bob Roe", "")}


def test_namesakes_are_told_apart_by_their_keys(tmp_path: Path) -> None:
    rows = "".join(f"{n},Person {chr(65 + n)},x{n}\n" for n in range(18))
    found = facts(tmp_path, {"people.csv": f"id,name,nickname\n{rows}18,Ann Poe,\n19,Ann Poe,Annie\n"})
    assert {name for name in found.classes if "Ann" in name} == {"Ann Poe (18)", "Ann Poe (19)"}
    assert found.aliases["Ann Poe (19)"] == ("Ann Poe", "Annie")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("first_name,last_name,size\nAnn,Poe,1\nBob,Poe,2\n", {"Ann Poe", "Bob Poe"}),
        ("code,title,note\nA1,Red House,x\nB2,Blue House,x\n", {"Red House", "Blue House"}),
        ("album,year\nRed House,1990\nBlue House,1991\n", {"Red House", "Blue House"}),
        ("email,size\na@b.example,1\nc@d.example,2\n", set()),
        ("sensor,size\nk-1,1\nk-2,2\n", set()),
        ("comment,size\nAll is well here,1\nNothing to say,2\n", set()),
        ("name,size\nRed,1\nRed,2\nRed,3\n", set()),
    ],
)
def test_which_column_names_the_rows(tmp_path: Path, text: str, names: set[str]) -> None:
    assert set(facts(tmp_path, {"albums.csv": text}).classes) == names


def test_prose_is_no_value(tmp_path: Path) -> None:
    long = "It was built a long time ago by people whose names nobody wrote down."
    found = facts(tmp_path, {"things.csv": f"name,about\nSaw,{long}\nRed Axe,{long} Sadly.\n"})
    assert found.triples == ()


def test_tables_can_be_left_out(tmp_path: Path) -> None:
    assert facts(tmp_path, {"cities.csv": CITIES}, "none") == TableFacts()


def test_a_table_that_hides_its_row_numbers_gives_nothing(tmp_path: Path) -> None:
    people = "rowid,name,city\nx1,Anna Vale,Oslo\nx2,Ole Berg,Rome\nx3,Pia Lund,Paris\n"
    found = facts(
        tmp_path, {"people.csv": people, "cities.csv": "name,country\nOslo,Norway\nRome,Italy\nParis,France\n"}
    )
    assert {subject for subject, *_ in said(found)} == {"Oslo", "Rome", "Paris"}
