"""Question sets over databases: other layouts, other names of fields, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.datasets.sql import load_sql
from retrievers.errors import UserError

ASKED = {"db_id": "music", "question": "How many singers?", "query": "SELECT count(*) FROM singer;"}


def folder_of(path: Path, *asked: dict[str, str], database: str = "database/music.sqlite") -> Path:
    (path / database).parent.mkdir(parents=True)
    (path / database).touch()
    (path / "questions.jsonl").write_text("\n".join(map(json.dumps, asked)), "utf-8")
    return path


def test_a_statement_is_read_without_its_semicolon(tmp_path: Path) -> None:
    (question,) = load_sql(folder_of(tmp_path, ASKED)).questions
    assert question.query == "SELECT count(*) FROM singer"


@pytest.mark.parametrize("file", ["database/music.db", "database/music/music.sqlite"])
def test_a_database_may_have_another_ending_or_a_folder_of_its_own(file: str, tmp_path: Path) -> None:
    assert load_sql(folder_of(tmp_path, ASKED, database=file)).files == {"music": tmp_path / file}


def test_fields_may_be_named_otherwise(tmp_path: Path) -> None:
    other = {"db_id": "music", "question": "How many?", "SQL": "SELECT 1", "question_id": "7", "difficulty": "Simple"}
    (question,) = load_sql(folder_of(tmp_path, other)).questions
    assert (question.query, question.id, question.type) == ("SELECT 1", "7", "simple")


def test_a_name_that_leads_out_of_the_folder_names_no_database(tmp_path: Path) -> None:
    (tmp_path / "outside.sqlite").touch()
    read = load_sql(folder_of(tmp_path / "set", ASKED, {**ASKED, "db_id": "../../outside"}))
    assert set(read.files) == {"music"}


def test_a_set_none_of_whose_databases_is_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no database of a question"):
        load_sql(folder_of(tmp_path, {**ASKED, "db_id": "film"}))


def test_ids_must_differ(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="'1' stands twice"):
        load_sql(folder_of(tmp_path, {**ASKED, "id": "1"}, {**ASKED, "id": "1"}))


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no questions\.jsonl"):
        load_sql(tmp_path)
