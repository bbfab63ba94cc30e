"""The benchmark of sizes, at a small one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.bench.generated import World
from evals.bench.scale import main
from evals.bench.static import StaticEmbedder
from retrievers.titles import titled


def test_a_world_is_the_same_again_and_its_questions_name_their_documents() -> None:
    documents = {row["pid"]: row for row in World(300).documents()}
    assert list(documents.values()) == list(World(300).documents())
    assert len({row["title"] for row in documents.values()}) == len(documents) == 300
    for question in World(300).questions(20):
        first, second = (documents[name] for name in question.gold)
        assert first["title"] in question.text
        assert second["title"] in first["text"]


def test_the_static_encoder_knows_like_texts_from_unlike_ones() -> None:
    embedder = StaticEmbedder()
    texts = [titled("", text) for text in ("a bird in a tree", "birds and trees", "the tax on cement", "")]
    vectors = embedder.encode(texts)
    assert vectors.shape == (4, embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    np.testing.assert_array_equal(embedder.encode(texts[1:2]), vectors[1:2])


def test_every_size_has_its_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--most", "60", "--folder", str(tmp_path)])
    printed = capsys.readouterr().out
    rows = {line.split("│")[1].strip(): line.split("│")[2].strip() for line in printed.splitlines() if "│" in line}
    assert rows.keys() >= {"build s", "disk MB", "open ms", "hybrid p50 ms", "multihop p95 ms"}
    assert rows["multihop recall@10"] == rows["index recall@10"] == "1"
