"""Where settings come from and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.profiles import profile
from agent.schema import Effort
from agent.settings import Settings
from retrievers.errors import UserError


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_arguments_win_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "quaestor.toml").write_text('effort = "low"\nsearch_k = 3\nretriever = "bm25"\n')
    monkeypatch.setenv("QUAESTOR_EFFORT", "medium")
    monkeypatch.setenv("QUAESTOR_SEARCH_K", "4")
    settings = Settings.load(effort="high")
    assert (settings.effort, settings.search_k, settings.retriever) == (Effort.HIGH, 4, "bm25")


def test_an_unknown_key_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "quaestor.toml").write_text('efort = "low"\n')
    with pytest.raises(UserError, match="no setting 'efort'"):
        Settings.load()


def test_a_wrong_value_is_one_sentence() -> None:
    with pytest.raises(UserError, match=r"^Setting 'effort': .*'low', 'medium', 'high' or 'auto'\.$"):
        Settings.load(effort="max")


def test_a_reader_that_there_is_not_is_told_what_there_is() -> None:
    with pytest.raises(UserError, match=r"^Setting 'reader': .*'heuristic', 'trained' or 'chains'\.$"):
        Settings.load(reader="psychic")


def test_a_served_reasoner_needs_a_server() -> None:
    with pytest.raises(UserError, match="QUAESTOR_MODEL_URL"):
        Settings.load(reasoner="served")


@pytest.mark.parametrize(
    ("url", "reasoner", "serves"), [("", "auto", False), ("http://x", "auto", True), ("http://x", "embedded", False)]
)
def test_auto_serves_where_a_server_is_set(url: str, reasoner: str, serves: bool) -> None:
    assert Settings.load(model_url=url, reasoner=reasoner).serves is serves


def test_a_technique_can_be_switched_off_by_one_line() -> None:
    assert "reseek" not in profile(Effort.MEDIUM, {"reseek": False}, {}).techniques


def test_a_technique_can_be_switched_on_by_one_line() -> None:
    assert profile(Effort.LOW, {"dcr": True}, {}).techniques[-1] == "dcr"


def test_a_limit_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UserError, match="the limits are model_calls"):
        profile(Effort.LOW, {}, {"calls": 3})


def test_a_file_that_is_no_toml_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "quaestor.toml").write_text("effort = = 1")
    with pytest.raises(UserError, match="is not valid TOML"):
        Settings.load()


def test_a_variable_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUAESTOR_BUDGET", "ten")
    with pytest.raises(UserError, match="budget"):
        Settings.load()
