"""The exported network: what it says, however it is stored and whatever else is read."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrievers.embedding.minilm import FOLDER
from retrievers.reading.sources import Source
from retrievers.reading.trained.encoding import LENGTH, Pieces
from retrievers.reading.trained.network import Output, ReaderNetwork
from tests.evals.training.reader.sources import GULL, OSLO, TERN
from tests.evals.training.reader.weights import random_weights

export = pytest.importorskip("evals.training.reader.export")

TOKENIZER = FOLDER / "tokenizer.json"
ASKED: list[tuple[str, list[Source]]] = [
    ("Where was the Gull built?", [GULL]),
    ("Of which country is the city where the Gull was built the capital?", [GULL, OSLO]),
    ("Is it red?", [Source("", TERN.text * 30)]),
    ("Is it old?", [Source("", " ")]),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model as it is shipped, of random weights."""
    out = tmp_path_factory.mktemp("reader")
    export.export(random_weights(), TOKENIZER, out)
    return out


@pytest.fixture(scope="module")
def network(folder: Path) -> ReaderNetwork:
    return ReaderNetwork(folder, computed_in="f32")


def numbers(output: Output) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Return all that is said of a window: of the chain, and of the pieces that are no question."""
    asked = output.window.asked
    return np.concatenate([[output.relevance], output.kinds, output.begins[asked:], output.ends[asked:]])


def test_every_window_has_an_output(network: ReaderNetwork) -> None:
    windows = Pieces(TOKENIZER).windows(ASKED)
    assert [len(outputs) for outputs in network(ASKED)] == [len(each) for each in windows] == [1, 1, 1, 1]


def test_an_output_has_four_kinds_and_two_numbers_a_piece(network: ReaderNetwork) -> None:
    for (output,) in network(ASKED):
        length = len(output.window.ids)
        assert (output.kinds.shape, output.begins.shape, output.ends.shape) == ((4,), (length,), (length,))


def test_no_answer_begins_or_ends_in_the_question(network: ReaderNetwork) -> None:
    for (output,) in network(ASKED):
        asked = output.window.asked
        assert max(output.begins[:asked].max(), output.ends[:asked].max()) < -9000
        assert min(output.begins[asked:].min(), output.ends[asked:].min()) > -9000


def test_what_is_read_beside_it_does_not_change_an_output(network: ReaderNetwork, folder: Path) -> None:
    apart = ReaderNetwork(folder, computed_in="f32")  # has not read them before
    others = [(f"Where is {number}?", [Source("", f"ship {number} " * (number % 9))]) for number in range(40)]
    together = network([*ASKED, *others])[: len(ASKED)]
    for each, (output,) in zip(ASKED, together, strict=True):
        ((alone,),) = apart([each])
        assert np.array_equal(numbers(output), numbers(alone))


def test_padding_does_not_change_an_output(network: ReaderNetwork) -> None:
    ((output,),) = network(ASKED[:1])
    length = len(output.window.ids)
    inputs = {name: np.zeros((1, length + 40), np.int64) for name in export.INPUTS}
    inputs["input_ids"][0, :length] = output.window.ids
    inputs["input_ids"][0, length:] = 1996
    inputs["attention_mask"][0, :length] = 1
    inputs["token_type_ids"][0, output.window.asked :] = 1
    chain, spans = network._model(inputs).values()
    padded = np.concatenate([chain[0], *spans[0, output.window.asked : length].T])
    np.testing.assert_allclose(padded, numbers(output), atol=1e-4)


def test_the_longest_window_is_read(network: ReaderNetwork) -> None:
    outputs = network([("Where?", [Source("", "ship " * 500)])])[0]
    assert max(len(output.window.ids) for output in outputs) == LENGTH
    assert all(np.isfinite(numbers(output)).all() for output in outputs)


def test_threads_share_one_network(network: ReaderNetwork, folder: Path) -> None:
    shared = ReaderNetwork(folder, computed_in="f32")
    expected = [numbers(output) for (output,) in network(ASKED)]
    with ThreadPoolExecutor(4) as pool:
        for outputs in pool.map(lambda _: shared(ASKED), range(8)):
            assert all(
                np.array_equal(numbers(output), known) for (output,), known in zip(outputs, expected, strict=True)
            )


def test_eight_bits_say_nearly_what_thirty_two_do(network: ReaderNetwork, tmp_path: Path) -> None:
    export.export(random_weights(), TOKENIZER, tmp_path, "float32")
    whole = ReaderNetwork(tmp_path, computed_in="f32")
    small, large = (np.concatenate([numbers(output) for (output,) in each(ASKED)]) for each in (network, whole))
    assert np.corrcoef(small, large)[0, 1] > 0.98


def test_equal_weights_give_equal_files(folder: Path, tmp_path: Path) -> None:
    export.export(random_weights(), TOKENIZER, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def test_other_weights_give_another_identity(network: ReaderNetwork, tmp_path: Path) -> None:
    weights = random_weights()
    weights["span.bias"] = weights["span.bias"] + 1
    export.export(weights, TOKENIZER, tmp_path)
    assert ReaderNetwork(tmp_path).identity != network.identity


def test_the_facts_name_the_model(folder: Path) -> None:
    facts = json.loads((folder / "reader.json").read_text("utf-8"))
    assert facts == {
        "name": "quaestor-reader",
        "length": LENGTH,
        "width": 384,
        "identity": export.identity(folder),
    }
