"""The published encoder, where it is installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from evals.training.published import PACKAGE, published
from retrievers.embedding.minilm import FOLDER
from retrievers.errors import UserError

INSTALLED = find_spec(PACKAGE) is not None


@pytest.mark.skipif(INSTALLED, reason="the published encoder is installed")
def test_a_missing_encoder_is_said_with_the_remedy() -> None:
    with pytest.raises(UserError, match=r"pip install 'quaestor\[train\]'"):
        published("model.safetensors")


@pytest.mark.skipif(not INSTALLED, reason="the published encoder is not installed")
def test_the_shipped_encoder_is_what_its_export_writes(tmp_path: Path) -> None:
    export = pytest.importorskip("evals.training.export_encoder")
    export.export(published("model.safetensors"), published("tokenizer.json"), tmp_path)
    assert (tmp_path / "encoder.json").read_bytes() == (FOLDER / "encoder.json").read_bytes()
