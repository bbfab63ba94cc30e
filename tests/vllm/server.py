"""A real vLLM server on this machine's processor, serving a model that is made on the spot."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.reasoner.serving import wire
from agent.reasoner.serving.schema import schema_of

HERE = Path(__file__).parent
PROMPTS = HERE.parents[1] / "agent" / "prompts"
PYTHON = "QUAESTOR_VLLM_PYTHON"
"""Names the Python that has vLLM; `make test-vllm` sets it."""
UP_S = 300.0
MODEL = "nonsense"

FORMS: dict[str, type[wire.Wire]] = {
    "triage": wire.TriageReply,
    "plan": wire.PlanReply,
    "rewrite": wire.RewriteReply,
    "write_sql": wire.SqlReply,
    "judge": wire.JudgeReply,
    "answer": wire.DraftReply,
    "critique": wire.CritiqueReply,
    "reflect": wire.ReflectReply,
    "propose": wire.ProposeReply,
    "grow": wire.GrowReply,
}
"""What each role writes."""


class VllmServer:
    """A server process in a session of its own, so that all of it can be killed."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process = process
        self.root = f"http://127.0.0.1:{port}"
        self.url = f"{self.root}/v1"
        self.log = log

    def metric(self, name: str) -> float:
        """Return the sum of one of the server's metrics over its labels."""
        with urllib.request.urlopen(f"{self.root}/metrics", timeout=10) as response:
            text = response.read().decode()
        found = re.findall(rf"^{re.escape(name)}(?:\{{[^}}]*\}})? (\S+)$", text, re.MULTILINE)
        return sum(map(float, found))

    def kill(self) -> None:
        """End all its processes at once, as `kill -9` does."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait(10)

    def wait(self) -> None:
        """Return once it answers; raise with the end of its log if it does not."""
        until = time.monotonic() + UP_S
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.root}/health", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.25)
        raise RuntimeError(f"vLLM did not come up:\n{self.log.read_text(errors='replace')[-4000:]}")


def make_model(python: Path) -> Path:
    """Return the folder of the model, made anew where its recipe or the forms have changed."""
    forms = json.dumps({name: schema_of(form) for name, form in FORMS.items()}, sort_keys=True)
    texts = sorted(PROMPTS.glob("*.j2"))
    recipe = hashlib.sha256((HERE / "make_model.py").read_bytes() + forms.encode()).hexdigest()[:12]
    folder = python.parents[1] / f"model-{recipe}"
    if not (folder / "config.json").is_file():
        asked = python.parents[1] / f"forms-{recipe}.json"
        asked.write_text(forms)
        subprocess.run([python, HERE / "make_model.py", folder, asked, *texts], check=True, env=_environment())
    return folder


@contextmanager
def serving(python: Path, log: Path) -> Iterator[VllmServer]:
    """Serve the model while the block lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command: list[str | Path] = [
        python, "-m", "vllm.entrypoints.openai.api_server", "--model", make_model(python), "--served-model-name", MODEL,
        "--host", "127.0.0.1", "--port", str(port), "--enforce-eager", "--dtype", "bfloat16",
        "--max-model-len", "16384", "--max-num-seqs", "32", "--reasoning-parser", "qwen3", "--enable-auto-tool-choice",
        "--tool-call-parser", "hermes", "--enable-prefix-caching", "--enable-prompt-tokens-details",
        "--structured-outputs-config", '{"backend":"xgrammar","disable_any_whitespace":true}',
    ]  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True, env=_environment()
        )
    server = VllmServer(process, port, log)
    try:
        server.wait()
        yield server
    finally:
        server.kill()


def _environment() -> dict[str, str]:
    return os.environ | {
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "VLLM_NO_USAGE_STATS": "1",
        "VLLM_CPU_KVCACHE_SPACE": "1",
        "TORCHDYNAMO_DISABLE": "1",
    }
