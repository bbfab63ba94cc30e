"""The command that serves a model, as its family and the machine want it."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrievers.errors import UserError
from ui.serving.command import serve_command
from ui.serving.machine import Machine, launcher

ONE = Machine(gpus_gb=(80.0,))


def words(model: str, machine: Machine = ONE, *, context: int = 0, name: str = "") -> tuple[str, ...]:
    return serve_command(
        model, launcher=("vllm", "serve"), machine=machine, port=8000, context=context, name=name
    ).words


def after(flag: str, said: tuple[str, ...]) -> str:
    return said[said.index(flag) + 1]


@pytest.mark.parametrize(
    ("model", "reasoning", "tools"),
    [
        ("Qwen/Qwen3-8B", "qwen3", "hermes"),
        ("Qwen/Qwen3.8-27B", "qwen3", "qwen3_coder"),
        ("openai/gpt-oss-20b", "openai_gptoss", "openai"),
        ("mistralai/Magistral-Small-2509", "mistral", "mistral"),
    ],
)
def test_parsers_are_the_familys(model: str, reasoning: str, tools: str) -> None:
    said = words(model)
    assert (after("--reasoning-parser", said), after("--tool-call-parser", said)) == (reasoning, tools)


def test_without_a_tool_parser_tools_are_not_switched_on() -> None:
    assert "--enable-auto-tool-choice" not in words("deepseek-ai/DeepSeek-R1-Distill-Qwen-14B")


def test_unknown_model_is_served_with_its_own_length_and_no_parser() -> None:
    said = words("someone/something")
    assert not {"--max-model-len", "--reasoning-parser", "--tool-call-parser"} & set(said)


def test_name_tells_the_family_of_a_folder() -> None:
    assert after("--reasoning-parser", words("/models/mine", name="qwen3-mine")) == "qwen3"


@pytest.mark.parametrize(("context", "length"), [(0, "32768"), (8192, "8192")])
def test_context_is_the_one_asked_for(context: int, length: str) -> None:
    assert after("--max-model-len", words("openai/gpt-oss-20b", context=context)) == length


@pytest.mark.parametrize(("gpus", "shared"), [(2, "2"), (3, "2"), (4, "4"), (8, "8")])
def test_model_is_shared_by_a_power_of_two_of_the_gpus(gpus: int, shared: str) -> None:
    assert after("--tensor-parallel-size", words("Qwen/Qwen3-32B", Machine(gpus_gb=(80.0,) * gpus))) == shared


def test_memory_is_that_of_the_gpus_that_are_used() -> None:
    assert Machine(gpus_gb=(80.0, 80.0, 80.0)).memory_gb == 160.0


def test_one_gpu_shares_nothing_and_a_processor_compiles_nothing() -> None:
    assert not {"--tensor-parallel-size", "--enforce-eager"} & set(words("Qwen/Qwen3-8B"))
    assert "--enforce-eager" in words("Qwen/Qwen3-8B", Machine())


@pytest.mark.parametrize("flag", ["--enable-prefix-caching", "--enable-prompt-tokens-details"])
def test_prompts_are_cached_and_that_is_told(flag: str) -> None:
    assert flag in words("someone/something")


def test_server_is_reached_from_this_machine_only() -> None:
    assert after("--host", words("someone/something")) == "127.0.0.1"


def test_line_for_a_shell_keeps_its_words_apart() -> None:
    command = serve_command("a model", launcher=("vllm", "serve"), machine=ONE, port=8000)
    assert str(command).startswith("VLLM_NO_USAGE_STATS=1 vllm serve 'a model' --host")


def test_python_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is no Python that can be started"):
        launcher(tmp_path / "python")
