"""What a number was measured with: the commit, and a digest of the code that ran."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

RUNNING = ("retrievers", "tools", "agent", "evals")
"""Packages that a run executes."""
_INDEXING_PARTS = (
    *("ingest", "links", "graph", "tables", "embedding", "dense", "lexical"),
    *("arrays.py", "hashes.py", "store.py", "manifest.py", "options.py", "titles.py"),
)
INDEXING = tuple(f"retrievers/{part}" for part in _INDEXING_PARTS)
"""What decides how a knowledge base is built from its sources."""
_READ_AT_RUN_TIME = (".py", ".jinja", ".j2", ".json", ".toml")


@cache
def code_digest(parts: tuple[str, ...] = RUNNING) -> str:
    """Return the SHA-256 of the source files below `parts`: packages, or folders and files in them."""
    digest = hashlib.sha256()
    for part in parts:
        package, _, below = part.partition("/")
        root = resources.files(package)
        for name, content in _files(root / below if below else root, part):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@dataclass(frozen=True, kw_only=True)
class Commit:
    """The state of the checkout that the code runs from."""

    id: str
    """Hexadecimal, in full; empty if the code does not run from a git checkout of its own."""
    changed: bool
    """Whether tracked files were edited since."""


def git_commit() -> Commit:
    """Ask git about the checkout; an installed package beside somebody else's checkout has none."""
    with resources.as_file(resources.files("evals")) as folder:
        if not _git(folder, "ls-files", "__init__.py"):
            return Commit(id="", changed=False)
        changes = _git(folder, "status", "--porcelain", "--untracked-files=no")
        return Commit(id=_git(folder, "rev-parse", "HEAD"), changed=bool(changes))


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - git is wherever the user has it
            capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    if folder.is_file():
        return [(prefix, folder.read_bytes())]
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        name = f"{prefix}/{entry.name}"
        if entry.is_dir() and entry.name not in {"__pycache__", "sample", "training", "bench"}:
            found += _files(entry, name)
        elif entry.name.endswith(_READ_AT_RUN_TIME):
            found.append((name, entry.read_bytes()))
    return found
