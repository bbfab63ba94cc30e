"""Model families: data that fits its form, names that find theirs, and what a family changes of a request."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest
from pydantic import ValidationError

from agent.reasoner.serving.dialect import Dialect, mend
from agent.reasoner.serving.families import NEUTRAL, Family, families, family_of
from agent.reasoner.serving.wire import RewriteReply


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("Qwen/Qwen3-8B", "Qwen3"),
        ("Qwen/Qwen3-32B-FP8", "Qwen3"),
        ("qwen3:8b", "Qwen3"),
        ("Qwen/Qwen3-30B-A3B-Instruct-2507", "Qwen3 Instruct 2507"),
        ("Qwen/Qwen3-30B-A3B-Thinking-2507-FP8", "Qwen3 Thinking 2507"),
        ("Qwen/QwQ-32B", "Qwen3 Thinking 2507"),
        ("Qwen/Qwen3.5-27B", "Qwen3.5 and newer"),
        ("Qwen/Qwen3.6-35B-A3B-FP8", "Qwen3.5 and newer"),
        ("openai/gpt-oss-20b", "gpt-oss"),
        ("gpt-oss:120b", "gpt-oss"),
        ("gpt-5-mini", "OpenAI reasoning models"),
        ("o3", "OpenAI reasoning models"),
        ("deepseek-ai/DeepSeek-R1-Distill-Qwen-14B", "DeepSeek-R1"),
        ("deepseek-ai/DeepSeek-R1-0528-Qwen3-8B", "DeepSeek-R1"),
        ("mistralai/Magistral-Small-2507", "Magistral"),
        ("mistralai/Mistral-Small-4-119B-2603", "Mistral Small 4"),
        ("mistralai/Mistral-Small-3.2-24B-Instruct-2506", "Mistral"),
        ("meta-llama/Llama-3.3-70B-Instruct", "Llama 3"),
        ("meta-llama/Llama-4-Scout-17B-16E-Instruct", "Llama 4"),
        ("gpt-4o", "unknown"),
        ("scripted", "unknown"),
        ("/models/Qwen3-8B/", "Qwen3"),
    ],
)
def test_name_finds_its_family(model: str, family: str) -> None:
    assert family_of(model).name == family


def test_no_two_families_share_a_name() -> None:
    names = [family.name for family in families()]
    assert len(set(names)) == len(names)


def test_file_holds_families_only() -> None:
    text = resources.files("agent.reasoner.serving").joinpath("families.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == {"family"}


@pytest.mark.parametrize("family", families(), ids=lambda family: family.name)
def test_what_is_switched_has_its_switch(family: Family) -> None:
    assert (family.thinks == "switched") == (bool(family.switch) or "none" in family.efforts)


@pytest.mark.parametrize("family", families(), ids=lambda family: family.name)
def test_what_thinks_apart_is_read_apart_by_vllm(family: Family) -> None:
    served = bool(family.vllm.reasoning_parser or family.vllm.tool_parser)
    assert bool(family.vllm.reasoning_parser) == (served and family.thinks in ("always", "switched"))


@pytest.mark.parametrize(
    "wrong", [{"thinks": "often"}, {"sampling": {"temperature": 3}}, {"context": -1}, {"parser": "x"}]
)
def test_family_of_another_form_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Family.model_validate({"name": "x", **wrong})


def request(model: str, *, thinking: int = 0, **changes: Any) -> dict[str, Any]:
    dialect = replace(Dialect.of(model), **changes)
    return dialect.request("rewrite", RewriteReply, answer=100, thinking=thinking, think=bool(thinking))


@pytest.mark.parametrize("thinking", [0, 512])
def test_qwen3_is_switched_and_sampled_as_its_maker_says(thinking: int) -> None:
    asked = request("Qwen/Qwen3-8B", thinking=thinking)
    assert asked["extra_body"] == {"chat_template_kwargs": {"enable_thinking": bool(thinking)}}
    assert (asked["temperature"], asked["top_p"]) == ((0.6, 0.95) if thinking else (0.7, 0.8))
    assert "reasoning_effort" not in asked


@pytest.mark.parametrize(("thinking", "effort"), [(0, "low"), (1024, "low"), (4096, "medium"), (16384, "high")])
def test_gpt_oss_is_told_its_effort(thinking: int, effort: str) -> None:
    asked = request("openai/gpt-oss-20b", thinking=thinking)
    assert asked["reasoning_effort"] == effort
    assert "extra_body" not in asked


def test_r1_is_told_nothing_about_thinking() -> None:
    asked = request("deepseek-ai/DeepSeek-R1-Distill-Llama-8B", thinking=512)
    assert not {"extra_body", "reasoning_effort"} & set(asked)


def test_openai_models_get_their_own_name_of_the_limit() -> None:
    assert request("gpt-5", thinking=512)["max_completion_tokens"] == 612


def test_unknown_model_is_sampled_as_the_server_does() -> None:
    assert not {"temperature", "top_p", "reasoning_effort"} & set(request("scripted"))


def test_thinking_budget_is_sent_where_it_is_known_to_hold() -> None:
    assert request("Qwen/Qwen3-8B", thinking=512, thinking_budget=True)["extra_body"]["thinking_token_budget"] == 512
    assert "thinking_token_budget" not in request("Qwen/Qwen3-8B", thinking_budget=True)["extra_body"]


@pytest.mark.parametrize("field", ["temperature", "top_p", "reasoning_effort", "thinking_token_budget"])
def test_hint_that_is_refused_is_left_out(field: str) -> None:
    dialect = replace(Dialect.of("openai/gpt-oss-20b"), thinking_budget=True)
    mended = mend(dialect, f"{field} is not supported")
    assert mended is not None
    assert mended.rung is dialect.rung
    asked = mended.request("rewrite", RewriteReply, answer=100, thinking=512, think=True)
    assert field not in {**asked, **asked.get("extra_body", {})}


@pytest.mark.parametrize("family", [family for family in families() if family.efforts], ids=lambda family: family.name)
def test_effort_grows_with_thinking(family: Family) -> None:
    ranks = [family.efforts.index(family.effort_for(tokens) or "none") for tokens in range(0, 20_000, 500)]
    assert ranks == sorted(ranks)
    assert set(ranks) == set(range(len(family.efforts)))


def test_neutral_family_knows_nothing() -> None:
    assert (NEUTRAL.thinks, NEUTRAL.context, NEUTRAL.vllm.tool_parser) == ("unknown", 0, "")
