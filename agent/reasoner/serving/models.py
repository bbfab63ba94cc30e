"""Open models that are worth serving: data in `models.toml`, chosen by the memory that there is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from retrievers.schema import Frozen

Precision = Literal["bf16", "fp8", "mxfp4", "int4"]
_GB: Mapping[Precision, float] = {"bf16": 2.0, "fp8": 1.05, "mxfp4": 0.56, "int4": 0.6}
"""Gigabytes of a thousand million parameters, scales and unquantised layers included."""
_CACHE_SHARE, _CACHE_GB = 0.15, 2.0
"""What the cache of prompts and the server need beside the weights: a share of them, and at least so much."""


class OpenModel(Frozen):
    """One model that can be downloaded and served."""

    name: str
    parameters: float = Field(gt=0)
    """In thousand millions."""
    active: float = Field(default=0, ge=0)
    """Of these, what works on one token; 0 for all."""
    context: int = Field(gt=0)
    """Tokens of prompt and reply that it was made for."""
    forms: Mapping[Precision, str] = Field(min_length=1)
    """Repositories by the precision of their weights."""
    weights_gb: Mapping[Precision, float] = Field(default_factory=dict)
    """Where the size of the weights is known better than by the parameters."""
    why: str
    """One or two sentences for whoever must choose."""

    @model_validator(mode="after")
    def _active_is_a_part(self) -> Self:
        if self.active > self.parameters:
            raise ValueError("more parameters are active than there are")
        return self

    def needs_gb(self, precision: Precision) -> float:
        """Return the gigabytes of memory that serving it takes: weights, and room for the cache."""
        weights = self.weights_gb.get(precision, self.parameters * _GB[precision])
        return weights + max(_CACHE_GB, _CACHE_SHARE * weights)


class Choice(Frozen):
    """A model in the form that fits."""

    model: OpenModel
    precision: Precision
    repository: str
    needs_gb: float


@cache
def open_models() -> tuple[OpenModel, ...]:
    """Return all models, the recommended first."""
    text = resources.files(__package__ or "").joinpath("models.toml").read_text(encoding="utf-8")
    return TypeAdapter(tuple[OpenModel, ...]).validate_python(tomllib.loads(text)["model"])


def fitting(memory_gb: float) -> Iterator[Choice]:
    """Yield the models that so much memory serves, each in the most exact form that fits, the recommended first."""
    for model in open_models():
        for precision, repository in model.forms.items():
            needs = model.needs_gb(precision)
            if needs <= memory_gb:
                yield Choice(model=model, precision=precision, repository=repository, needs_gb=needs)
                break
