"""The README is true: its examples run, its tables name what there is."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_group

from agent.settings import Settings
from agent.techniques.registry import TECHNIQUES
from ui.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = {
    "handbook/services.md": "# Services\n\nThe billing service is owned by Team Heron. Team Otter owns the search.\n",
    "handbook/teams.md": "# Teams\n\nTeam Heron is led by Mara Lind. Team Otter is led by Jon Vale.\n",
    "wiki/harbour.md": "# Harbour\n\nThe harbour was dug in 1703.\n",
    "exports/orders.csv": "order,customer,amount\n1,Acme,120.5\n2,Brill,80\n",
}
"""What the examples take for granted in a user's home."""
DOCTESTED = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    for folder in ("agent", "tools", "retrievers", "ui", "evals")
    for path in (ROOT / folder).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def table(heading: str) -> list[list[str]]:
    """Return the cells below a table's head."""
    rows = README.split(heading, 1)[1].split("\n\n", 1)[0].splitlines()
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("| `")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the files of the examples, and a `quaestor` on its path that is this checkout's."""
    made = tmp_path_factory.mktemp("home")
    for name, text in FILES.items():
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_text(text, encoding="utf-8")
    command = made / "bin" / "quaestor"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m ui.cli "$@"\n')
    command.chmod(0o755)
    return made


def run(home: Path, *command: str) -> str:
    """Run a command in the home; return what it printed."""
    path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "HOME": str(home), "PATH": path, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=home, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
def test_the_commands_of_the_examples_answer(home: Path) -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("quaestor ")]
    indexed, asked, *told = [run(home, "sh", "-c", line) for line in lines]
    assert "handbook.kb holds 2 documents, 2 passages, 1 table, 0 triples." in indexed
    assert "Answer: Mara Lind" in asked
    assert "[E2] “Team Heron is led by Mara Lind.” — Teams · teams.md · characters 9–40" in asked
    held = [found[1] for text in told if (found := re.search(r"handbook\.kb holds (\d+)", text))]
    assert held == ["3", "3", "3", "1"]


def test_the_python_example_prints_an_answer_and_its_quotes(home: Path) -> None:
    (block,) = blocks("python")
    answer, *quotes = run(home, sys.executable, "-c", block).splitlines()
    assert answer == "Neil Armstrong"
    assert quotes
    assert all(re.match(r"\[E\d+\] \S.*: .", quote) for quote in quotes)


def test_the_settings_of_the_example_are_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = blocks("toml")
    (tmp_path / "quaestor.toml").write_text(block, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    settings = Settings.load()
    assert (settings.effort, settings.techniques, settings.budget) == ("high", {"dcr": False}, {"seconds": 60})


def test_every_command_is_in_the_table_with_arguments_that_it_takes() -> None:
    rows = [shlex.split(" ".join(re.findall(r"`([^`]+)`", row[0]))) for row in table("| command | does |")]
    commands = get_group(app).commands
    assert {words[0] for words in rows} == {"quaestor"}
    assert {words[1] for words in rows} == set(commands)
    for words in rows:
        command, rest = commands[words[1]], words[2:]
        while rest and getattr(inner_of(command).get(rest[0]), "commands", {}):
            command, rest = inner_of(command)[rest[0]], rest[1:]
        inner = inner_of(command)
        known = {option for parameter in command.params for option in parameter.opts} | set(inner)
        assert {word for word in rest if word.startswith("--") or (inner and word.islower())} <= known


def test_every_command_of_a_group_is_in_the_table() -> None:
    named = {word for row in table("| command | does |") for word in re.findall(r"[a-z]+", row[0])}
    groups = [command for command in get_group(app).commands.values() if inner_of(command)]
    groups += [command for group in groups for command in inner_of(group).values()]
    for group in groups:
        assert set(inner_of(group)) <= named


def inner_of(command: Any) -> dict[str, Any]:
    """Return the commands of a group; none of any other command."""
    return getattr(command, "commands", {})


def test_every_technique_is_in_the_table_with_its_role() -> None:
    listed = {row[0].strip("`"): row[1] for row in table("| technique | role | follows |")}
    assert listed == {name: technique.role.value for name, technique in TECHNIQUES.items()}


def test_the_targets_that_are_named_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets


@pytest.mark.parametrize("module", DOCTESTED)
def test_the_examples_in_docstrings_hold(module: str) -> None:
    result = doctest.testmod(import_module(module))
    assert result.attempted
    assert not result.failed


def test_links_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert all((ROOT / link).exists() for link in links)
