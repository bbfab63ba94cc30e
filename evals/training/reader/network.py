"""The network: a BERT encoder over question and chain, with heads for relevance, kind of answer, and span.

A relevance head on the first piece alone hardly learns; this one also sees the means of question and chain, their
product and their difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from evals.training.reader.examples import Kind

WIDTH = 384
LAYERS = 6
_MASKED = -1e4
_SCALE = 4.0
"""Length of the means before they are compared."""
PLAIN_BELOW = 256
"""Pieces up to which attention without the fused kernel is faster on a CPU, by half at 168."""
KIND_WEIGHT = 0.5
"""What the kind of answer counts in the loss, beside 1 of the relevance and 1 of the span."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """`n` examples padded to one length."""

    ids: Tensor
    """(n, length)"""
    mask: Tensor
    """(n, length) 1 at pieces that are no padding."""
    segments: Tensor
    """(n, length) 1 at the pieces of the chain."""
    begins: Tensor
    """(n, length) whether an answer begins at a piece."""
    ends: Tensor
    """(n, length)"""
    kinds: Tensor
    """(n,) `Kind`."""
    relevant: Tensor
    """(n,) 1, 0, or -1 for unknown."""


class ReaderNetwork(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """Maps pieces to five numbers an example (relevance, then the four kinds) and two a piece (begin, end)."""

    def __init__(self) -> None:
        super().__init__()
        config = BertConfig(
            hidden_size=WIDTH,
            num_hidden_layers=LAYERS,
            num_attention_heads=12,
            intermediate_size=4 * WIDTH,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.bert = BertModel(config, add_pooling_layer=False)
        self.meeting = nn.Linear(5 * WIDTH, WIDTH)
        self.chain = nn.Linear(WIDTH, 1 + len(Kind))
        self.span = nn.Linear(WIDTH, 2)
        for parameter in self.bert.embeddings.parameters():
            parameter.requires_grad = False

    @classmethod
    def from_encoder(cls, weights: Path) -> ReaderNetwork:
        """Start from a published sentence encoder (`model.safetensors`); the heads are new."""
        network = cls()
        stored = {name: value for name, value in load_file(weights).items() if not name.startswith("pooler")}
        stored.pop("embeddings.position_ids", None)
        network.bert.load_state_dict(stored)
        return network

    @classmethod
    def from_reader(cls, weights: Path) -> ReaderNetwork:
        """Start from a network that was trained before (`reader.safetensors`)."""
        network = cls()
        network.load_state_dict(load_file(weights))
        return network

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        """Return (n, 5) and (n, length, 2) logits; outside the chain the latter are very low."""
        self.bert.set_attn_implementation("eager" if ids.shape[1] <= PLAIN_BELOW else "sdpa")
        hidden = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=segments)[0]
        chain = segments * mask
        question, context = _mean(hidden, mask - chain), _mean(hidden, chain)
        near, far = (functional.normalize(mean, dim=-1) * _SCALE for mean in (question, context))
        met = torch.cat([hidden[:, 0], question, context, near * far, (near - far).abs()], -1)
        spans = self.span(hidden).float().masked_fill(chain.unsqueeze(-1) == 0, _MASKED)
        return self.chain(functional.gelu(self.meeting(met))).float(), spans


def _mean(hidden: Tensor, mask: Tensor) -> Tensor:
    weight = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weight).sum(1) / weight.sum(1).clamp(min=1)


def losses(chain: Tensor, spans: Tensor, batch: Batch) -> dict[str, Tensor]:
    """Return the loss of each head; that of the span is the marginal likelihood of all places of the answer."""
    known = batch.relevant >= 0
    zero = (chain.sum() + spans.sum()) * 0  # so that every head has a gradient in every process
    relevance = functional.binary_cross_entropy_with_logits(chain[known, 0], batch.relevant[known].float())
    kind = functional.cross_entropy(chain[:, 1:], batch.kinds)
    read = batch.kinds == Kind.SPAN
    ends = zip(spans[read].unbind(-1), (batch.begins[read], batch.ends[read]), strict=True)
    span = torch.stack([_marginal(logits, marked) for logits, marked in ends]).mean() if read.any() else zero
    return {"relevance": relevance if known.any() else zero, "kind": KIND_WEIGHT * kind, "span": span + zero}


def _marginal(logits: Tensor, marked: Tensor) -> Tensor:
    held = logits.masked_fill(~marked, -torch.inf).logsumexp(1)
    return (logits.logsumexp(1) - held).mean()
