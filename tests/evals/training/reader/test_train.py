"""Training: its rate, its batches, and that it goes on where it was stopped."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from evals.training.reader.examples import Example, Kind
from evals.training.reader.packed import UNKNOWN, Packed, pack
from retrievers.embedding.minilm import FOLDER
from retrievers.reading.sources import Source
from retrievers.reading.trained.encoding import Pieces
from tests.evals.training.reader.weights import Weights, random_weights

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from evals.training.reader.network import ReaderNetwork  # noqa: E402 - needs torch
from evals.training.reader.train import WARM_UP, Training, batch_of, schedule  # noqa: E402

pytestmark = pytest.mark.torch


@cache
def data() -> Packed:
    """Return a few short examples of different lengths."""
    examples = [
        Example(
            question="What is it?",
            chain=(Source("", "It is a ship. " * (1 + number % 3)),),
            marks=((0, 1, 8, 12),),
            kind=Kind.SPAN,
            relevant=True,
        )
        for number in range(6)
    ]
    examples.append(Example(question="Is it red?", chain=(Source("", "It is blue."),), kind=Kind.NO))
    packed, _ = pack(examples, Pieces(FOLDER / "tokenizer.json"), seed=0)
    return packed


def training(folder: Path) -> Training:
    network = ReaderNetwork()
    network.load_state_dict({name: torch.from_numpy(value) for name, value in random_weights().items()})
    return Training(network, data(), folder, total=400, seed=0, size=64)


def weights(folder: Path) -> Weights:
    from safetensors.numpy import load_file

    return load_file(folder / "reader.safetensors")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    training(folder)(io.StringIO())
    return folder


def test_training_ends_once_all_pieces_were_seen(trained: Path) -> None:
    over = training(trained)
    assert over.seen >= 400
    assert over.seen - data().lengths.max() * 64 < 400


def test_training_in_two_goes_gives_the_weights_of_one(trained: Path, tmp_path: Path) -> None:
    training(tmp_path)(io.StringIO(), steps=3)
    again = training(tmp_path)
    assert again.step == 3
    again(io.StringIO())
    for name, value in weights(trained).items():
        np.testing.assert_array_equal(value, weights(tmp_path)[name], err_msg=name)


def test_a_finished_training_changes_nothing(trained: Path) -> None:
    before = weights(trained)
    training(trained)(io.StringIO())
    for name, value in weights(trained).items():
        np.testing.assert_array_equal(value, before[name], err_msg=name)


def test_embeddings_are_not_learned_and_all_else_is(trained: Path) -> None:
    unchanged = {name for name, value in random_weights().items() if np.array_equal(value, weights(trained)[name])}
    assert unchanged == {name for name in random_weights() if name.startswith("bert.embeddings")}


def test_the_log_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.training.reader.train._LOGGED_EVERY", 1)
    log = io.StringIO()
    training(tmp_path)(log, steps=2)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["step"] for line in lines] == [1, 2]
    assert lines[0].keys() == {"step", "seen", "pieces_per_s", "relevance", "kind", "span"}


def test_the_rate_rises_over_the_warm_up_and_falls_to_nothing() -> None:
    rates = [schedule(step / 100) for step in range(101)]
    peak = int(100 * WARM_UP)
    assert rates[:peak] == sorted(rates[:peak])
    assert rates[peak:] == sorted(rates[peak:], reverse=True)
    assert [rates[peak], rates[-1]] == pytest.approx([1, 0])


def test_the_first_step_already_learns() -> None:
    assert schedule(0) > 0


def test_a_batch_holds_its_examples_padded() -> None:
    packed = data()
    batch = batch_of(packed, np.array([6, 0]), torch.device("cpu"))
    for place, number in enumerate((6, 0)):
        start, end = packed.starts[number], packed.starts[number + 1]
        assert batch.ids[place, : end - start].tolist() == packed.ids[start:end].tolist()
        assert batch.mask[place].sum() == end - start
        assert batch.segments[place].sum() == end - start - packed.asked[number]
    assert batch.kinds.tolist() == [Kind.NO, Kind.SPAN]
    assert batch.relevant.tolist() == [UNKNOWN, 1]
    assert (int(batch.begins.sum()), int(batch.ends.sum())) == (1, 1)
