"""Descriptions of tables in YAML beside them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from retrievers.ingest import build
from retrievers.knowledge_base import KnowledgeBase
from tests.retrievers.ingest.embedders import WordEmbedder
from tools.sql import Catalog
from tools.sql.describe import describe
from tools.sql.link import link

SALES = "id,cust,amt\n1,7,9.5\n2,8,3.0\n"
DESCRIPTION = """
description: One row an invoice line.
synonyms: [turnover]
primary_key: id
foreign_keys:
  - {columns: cust, table: customers, references: number}
columns:
  amt: {description: Net amount, unit: EUR, synonyms: [net price]}
  cust: Who bought it
"""


def catalog(folder: Path, **files: str) -> tuple[Catalog, list[str]]:
    """Index files, each `_` in their names standing for a dot, and return their catalog and what was said of them."""
    sources = folder / "sources"
    sources.mkdir(exist_ok=True)
    (sources / "sales.csv").write_text(SALES, encoding="utf-8")
    (sources / "customers.csv").write_text("number,name\n7,Ada\n8,Bo\n9,Cy\n", encoding="utf-8")
    for name, text in files.items():
        (sources / name.replace("_", ".")).write_text(text, encoding="utf-8")
    report = build([sources], folder / "kb", embedder=WordEmbedder())
    with KnowledgeBase.open(folder / "kb", embedder=WordEmbedder()) as base:
        assert base.tables is not None
        return Catalog.load(base.tables), [f"{each.path.name}: {each.reason}" for each in report.skipped]


@pytest.mark.parametrize("name", ["sales_yaml", "sales_csv_yaml", "sales_yml"])
def test_a_description_beside_a_table(tmp_path: Path, name: str) -> None:
    found, said = catalog(tmp_path, **{name: DESCRIPTION})
    amount, buyer = found.column("sales", "amt"), found.column("sales", "cust")
    assert amount is not None
    assert buyer is not None
    assert (amount.comment, amount.unit, amount.synonyms) == ("Net amount", "EUR", ("net price",))
    assert buyer.comment == "Who bought it"
    assert said == []


def test_a_key_leads_to_another_file_of_the_folder(tmp_path: Path) -> None:
    found, _ = catalog(tmp_path, sales_yaml=DESCRIPTION)
    (key,) = found.foreign_keys
    assert (key.columns, key.to_table, key.to_columns, key.declared) == (("cust",), "customers", ("number",), True)


def test_one_file_may_describe_all_tables_of_a_folder(tmp_path: Path) -> None:
    found, _ = catalog(tmp_path, tables_yaml="tables:\n  customers: {description: Who buys from us, name: buyers}\n")
    buyers = found.table("buyers")
    assert buyers is not None
    assert buyers.comment == "Who buys from us"


def test_tables_of_a_database_are_described_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    with closing(sqlite3.connect(tmp_path / "sources" / "shop.db")) as database:
        database.execute("CREATE TABLE item (n INTEGER)")
        database.commit()
    found, _ = catalog(tmp_path, tables_yaml="tables:\n  item: {columns: {n: number of the item}}\n")
    column = found.column("item", "n")
    assert column is not None
    assert column.comment == "number of the item"


def test_synonyms_name_tables_and_columns(tmp_path: Path) -> None:
    found, _ = catalog(tmp_path, sales_yaml=DESCRIPTION)
    linked = link("What is the highest net price of the turnover?", found)
    assert linked.columns["sales", "amt"] > 0.9
    assert linked.tables["sales"] > 0.9


def test_units_and_synonyms_are_told(tmp_path: Path) -> None:
    found, _ = catalog(tmp_path, sales_yaml=DESCRIPTION)
    assert "amt DOUBLE 3.0 to 9.5 -- in EUR, Net amount, net price" in describe(found)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("columns: {amt: [", "It is not valid YAML (line 1: "),
        ("columns: {amt: {units: EUR}}", "It does not describe tables (columns.amt.units: extra inputs"),
        ("- a\n- b", "It does not describe tables (the file: "),
    ],
)
def test_a_broken_description_is_told_and_its_table_is_read_all_the_same(tmp_path: Path, text: str, why: str) -> None:
    found, said = catalog(tmp_path, sales_yaml=text)
    assert found.table("sales") is not None
    (reason,) = said
    assert reason.startswith(f"sales.yaml: {why}")
    assert reason.count("\n") == 0


def test_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    _, said = catalog(tmp_path, sales_yaml="columns: {price: what it cost}")
    assert said == ["sales.csv: Its description speaks of price, which it does not have."]


def test_a_changed_description_is_a_change(tmp_path: Path) -> None:
    catalog(tmp_path, sales_yaml=DESCRIPTION)
    found, _ = catalog(tmp_path, sales_yaml="description: Something else.")
    table = found.table("sales")
    assert table is not None
    assert table.comment == "Something else."
