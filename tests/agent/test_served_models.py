"""Recommended models: data that fits its form, and a choice by memory."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from agent.reasoner.serving.families import NEUTRAL, family_of
from agent.reasoner.serving.models import OpenModel, fitting, open_models


@pytest.mark.parametrize("model", open_models(), ids=lambda model: model.name)
def test_every_form_is_of_a_family_that_is_known(model: OpenModel) -> None:
    assert NEUTRAL not in [family_of(repository) for repository in model.forms.values()]


@pytest.mark.parametrize("model", open_models(), ids=lambda model: model.name)
def test_more_exact_forms_take_more_memory_and_come_first(model: OpenModel) -> None:
    needs = [model.needs_gb(precision) for precision in model.forms]
    assert needs == sorted(needs, reverse=True)


@pytest.mark.parametrize("memory", [0, 8, 16, 24, 48, 80, 160])
def test_what_is_chosen_fits(memory: float) -> None:
    assert all(choice.needs_gb <= memory for choice in fitting(memory))


def test_most_exact_form_that_fits_is_chosen() -> None:
    chosen = {memory: {each.model.name: each.precision for each in fitting(memory)} for memory in (12, 24)}
    assert (chosen[12]["Qwen3 8B"], chosen[24]["Qwen3 8B"]) == ("fp8", "bf16")


def test_weights_whose_size_is_known_are_not_guessed() -> None:
    model = OpenModel(name="x", parameters=100, context=1, forms={"mxfp4": "x/x"}, weights_gb={"mxfp4": 10}, why="")
    assert model.needs_gb("mxfp4") == 12


@pytest.mark.parametrize("wrong", [{"forms": {}}, {"active": 9}, {"parameters": 0}, {"forms": {"int3": "x"}}])
def test_model_of_another_form_is_refused(wrong: dict[str, Any]) -> None:
    right = {"name": "x", "parameters": 8, "context": 4096, "forms": {"bf16": "x/x"}, "why": ""}
    with pytest.raises(ValidationError):
        OpenModel.model_validate(right | wrong)
