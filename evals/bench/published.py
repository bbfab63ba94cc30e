"""The shipped encoder's weights as a sentence-transformers model, run by that library's own BERT; needs `torch`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from retrievers.embedding.minilm import FOLDER
from retrievers.errors import UserError
from retrievers.models.runtime import core

_LONGEST = 256
_POSITIONS = 512
"""Positions that the published model has; those beyond `_LONGEST` are not shipped, and never read."""


def write_published(folder: Path) -> None:
    """Write the model to `folder`; `UserError` if the `torch` extra is not installed."""
    try:
        import torch
        from transformers import BertConfig, BertModel, BertTokenizerFast  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise UserError("This needs sentence-transformers: pip install 'quaestor[torch]'.") from None
    bert = BertModel(
        BertConfig(
            hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536, vocab_size=30522
        )
    )
    state = {name: torch.from_numpy(value.copy()) for name, value in shipped_weights().items()}
    missing, unexpected = bert.load_state_dict(state, strict=False)
    unknown = [name for name in missing if not name.startswith("pooler") and "token_type" not in name]
    if unknown or unexpected:
        raise ValueError(f"the shipped weights are not those of a MiniLM: {[*unknown, *unexpected]}")
    with torch.no_grad():
        bert.embeddings.token_type_embeddings.weight.zero_()
    bert.save_pretrained(folder)
    BertTokenizerFast(tokenizer_file=str(FOLDER / "tokenizer.json")).save_pretrained(folder)
    _write(folder / "sentence_bert_config.json", {"max_seq_length": _LONGEST, "do_lower_case": False})
    _write(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True})
    kinds = {"": "Transformer", "1_Pooling": "Pooling"}
    modules = [
        {"idx": index, "name": str(index), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for index, (path, kind) in enumerate(kinds.items())
    ]
    _write(folder / "modules.json", modules)


def shipped_weights() -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
    """Return the weights of the shipped graph in float32, by the names that BERT has for them."""
    constants = {
        node.get_friendly_name(): node.get_data()
        for node in core().read_model(str(FOLDER / "model.onnx")).get_ops()
        if node.get_type_name() == "Constant"
    }
    words = constants["word_embeddings"].astype(np.float32) * constants["word_scales"]
    places = np.zeros((_POSITIONS, words.shape[1]), np.float32)
    places[:_LONGEST] = constants["position_embeddings"]
    weights = {"embeddings.word_embeddings.weight": words, "embeddings.position_embeddings.weight": places}
    for name, value in constants.items():
        if name.startswith(("embeddings.LayerNorm", "encoder.")):
            weights[name] = value.astype(np.float32).T
    return weights


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(json.dumps(value), "utf-8")
