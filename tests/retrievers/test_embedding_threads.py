"""The encoder in processes of its own: threads that come first together, and an end right after the last vector."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOGETHER = """
import sys, threading
from retrievers.embedding import MiniLMEmbedder

sys.setswitchinterval(1e-6)
embedder, start = MiniLMEmbedder(), threading.Barrier(4)

def work():
    start.wait()
    embedder.encode(["Which came first?"])

threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
RUNS = 4
"""Either fault struck about every third process."""


def test_threads_that_encode_first_at_the_same_time_all_end_and_so_does_the_process() -> None:
    for _ in range(RUNS):
        done = subprocess.run(
            [sys.executable, "-c", TOGETHER], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
