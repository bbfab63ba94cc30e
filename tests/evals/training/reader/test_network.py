"""The network in torch, and that the exported one says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals.training.reader.examples import Kind
from retrievers.embedding.minilm import FOLDER
from retrievers.models.runtime import compile_model
from tests.evals.training.reader.weights import random_weights

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from evals.training.reader.network import KIND_WEIGHT, Batch, ReaderNetwork, losses  # noqa: E402 - needs torch

pytestmark = pytest.mark.torch
LOW = -1e4


@pytest.fixture(scope="module")
def network() -> ReaderNetwork:
    network = ReaderNetwork()
    network.load_state_dict({name: torch.from_numpy(value) for name, value in random_weights().items()})
    network.eval()
    return network


def inputs(length: int = 20) -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
    """Return two examples, the second of which is padded at its end."""
    ids = np.random.default_rng(0).integers(999, 30_000, (2, length))
    mask, segments = np.ones_like(ids), np.zeros_like(ids)
    segments[:, 6:] = 1
    mask[1, -5:] = segments[1, -5:] = 0
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}


def said(network: ReaderNetwork, given: dict[str, np.ndarray[Any, np.dtype[np.int64]]]) -> tuple[Any, Any]:
    with torch.no_grad():
        chain, spans = network(*(torch.from_numpy(array) for array in given.values()))
    return chain.numpy(), spans.numpy()


def test_the_exported_network_says_what_the_trained_one_does(network: ReaderNetwork, tmp_path: Path) -> None:
    export = pytest.importorskip("evals.training.reader.export")
    export.export(random_weights(), FOLDER / "tokenizer.json", tmp_path, "float32")
    given = inputs()
    chain, spans = compile_model(tmp_path / "model.onnx", "f32")(given).values()
    expected_chain, expected_spans = said(network, given)
    np.testing.assert_allclose(chain, expected_chain, atol=1e-3)
    within = given["token_type_ids"] == 1
    np.testing.assert_allclose(spans[within], expected_spans[within], atol=1e-3)


def test_outside_the_chain_no_answer_is_pointed_at(network: ReaderNetwork) -> None:
    given = inputs()
    _, spans = said(network, given)
    assert (spans[given["token_type_ids"] == 0] == LOW).all()


def test_padding_does_not_change_what_is_said(network: ReaderNetwork) -> None:
    given = inputs()
    chain, _ = said(network, given)
    alone, _ = said(network, {name: array[1:, :-5] for name, array in given.items()})
    np.testing.assert_allclose(chain[1:], alone, atol=1e-4)


def test_both_ways_to_attend_say_the_same(network: ReaderNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = said(network, inputs())
    monkeypatch.setattr("evals.training.reader.network.PLAIN_BELOW", 0)
    for one, other in zip(plain, said(network, inputs()), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-3)


def batch(kinds: list[Kind], relevant: list[int], begin: int = 1, end: int = 2) -> Batch:
    """Return examples of four pieces whose answers begin and end at the given ones."""
    n = len(kinds)
    begins, ends = torch.zeros((n, 4), dtype=torch.bool), torch.zeros((n, 4), dtype=torch.bool)
    begins[:, begin] = ends[:, end] = True
    ones = torch.ones((n, 4), dtype=torch.long)
    return Batch(
        ids=ones,
        mask=ones,
        segments=ones,
        begins=begins,
        ends=ends,
        kinds=torch.tensor([int(kind) for kind in kinds]),
        relevant=torch.tensor(relevant),
    )


def lost(chain: Any, spans: Any, given: Batch) -> dict[str, float]:
    return {name: float(value) for name, value in losses(chain, spans, given).items()}


def test_an_untaught_network_loses_what_chance_does() -> None:
    parts = lost(torch.zeros(2, 5), torch.zeros(2, 4, 2), batch([Kind.SPAN, Kind.SPAN], [1, 0]))
    assert parts == pytest.approx({"relevance": np.log(2), "kind": KIND_WEIGHT * np.log(4), "span": np.log(4)})


def test_unknown_relevance_teaches_nothing() -> None:
    chain = torch.tensor([[50.0, 0, 0, 0, 0], [0.0, 0, 0, 0, 0]])
    parts = lost(chain, torch.zeros(2, 4, 2), batch([Kind.NONE, Kind.NONE], [-1, 1]))
    assert parts["relevance"] == pytest.approx(np.log(2))


def test_a_batch_without_spans_and_relevance_still_has_gradients() -> None:
    chain, spans = (torch.zeros(shape, requires_grad=True) for shape in ((1, 5), (1, 4, 2)))
    torch.stack(list(losses(chain, spans, batch([Kind.YES], [-1])).values())).sum().backward()
    assert torch.isfinite(chain.grad).all()
    assert (spans.grad == 0).all()


def test_any_of_the_places_of_an_answer_will_do() -> None:
    given = batch([Kind.SPAN], [1])
    given.begins[0, 3] = given.ends[0, 3] = True
    spans = torch.zeros(1, 4, 2)
    spans[0, 3] = 50.0
    assert lost(torch.zeros(1, 5), spans, given)["span"] == pytest.approx(0, abs=1e-6)
