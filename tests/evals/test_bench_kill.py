"""A few kills at random instants: nothing is lost, and no reader sees a half."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from evals.bench.folders import change, holds, start, write

ROOT = Path(__file__).parents[2]
TIMES = 5


def test_killed_runs_lose_nothing() -> None:
    command = [sys.executable, "-m", "evals.bench.kill", "--times", str(TIMES), "--readers", "2", "--seed", "3"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    summary = json.loads(done.stdout)
    assert (done.returncode, summary["bad"], summary["strange_views"]) == (0, [], 0)
    assert (summary["kills"], summary["old"] + summary["new"]) == (TIMES, TIMES)
    assert summary["views"] > 0


def test_a_folder_changes_and_can_be_told_from_before(tmp_path: Path) -> None:
    chance = random.Random(0)
    before = start(chance)
    write(tmp_path, {}, before)
    for _ in range(5):
        after = change(before, chance)
        write(tmp_path, before, after)
        before = after
    files = {path.relative_to(tmp_path).as_posix(): path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == before
    assert holds(before)["texts"] == {name: text for name, text in files.items() if name.endswith(".md")}
