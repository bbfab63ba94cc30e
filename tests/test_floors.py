"""The house: imports go down or stay on their floor, and never in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = {"retrievers": 1, "tools": 2, "agent": 3, "evals": 4, "ui": 5}
HEAVY = {"torch", "sentence_transformers", "transformers", "vllm"}
TRAINING = {f"evals.training.reader.{name}" for name in ("network", "train")}
"""What is of no use without torch."""


def modules() -> dict[str, Path]:
    """Return every module of the packages by its dotted name."""
    found = {}
    for package in FLOORS:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield what a module imports, and whether it does so when it is loaded (not inside a function)."""
    tree = ast.parse(path.read_text())
    lazy = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    guarded = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and "TYPE_CHECKING" in ast.dump(test.test)
        for node in ast.walk(test)
    }
    for node in ast.walk(tree):
        at_load = id(node) not in lazy and id(node) not in guarded
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, at_load
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                dotted = f"{node.module}.{alias.name}"
                yield (dotted if dotted in MODULES else node.module), at_load


@pytest.mark.parametrize("name", MODULES)
def test_no_import_goes_up_a_floor(name: str) -> None:
    own = FLOORS[name.split(".")[0]]
    up = {target for target, _ in imports(MODULES[name]) if FLOORS.get(target.split(".")[0], 0) > own}
    assert not up


def test_imports_make_no_circle() -> None:
    graph = {
        name: {target for target, at_load in imports(path) if at_load and target in MODULES and target != name}
        for name, path in MODULES.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("name", sorted(MODULES.keys() - TRAINING))
def test_torch_is_never_on_the_import_path(name: str) -> None:
    heavy = {target for target, at_load in imports(MODULES[name]) if at_load and target.split(".")[0] in HEAVY}
    assert not heavy


@pytest.mark.parametrize("name", [name for name, path in MODULES.items() if path.name == "__init__.py"])
def test_a_package_names_its_public_things_and_defines_nothing(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text())
    assert not [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
