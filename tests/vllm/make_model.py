"""Makes a tiny Qwen3-shaped model whose content is nonsense and whose form is right; run by the Python that has vLLM.

    python make_model.py OUT FORMS.json TEXT...

FORMS.json holds JSON schemas by name. A tokenizer is learnt from the texts, and a network of two layers from made-up
turns: thinking that closes, objects of the schemas with short strings, tool calls, turns that end. It knows nothing, so
under a grammar it is a source of random but finite replies, which is what a client is to be tried with.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Any

END = "<|im_end|>"
PAD = "<|endoftext|>"
SPECIAL = (PAD, "<|im_start|>", END)
MARKS = ("<think>", "</think>", "<tool_call>", "</tool_call>")
VOCABULARY = 4096
LONGEST_PROMPT = 200
"""Tokens of a made-up turn before its reply."""
WIDTH = 128
LAYERS = 2
LENGTH = 32_768

TEMPLATE = """\
{%- set turns = namespace(rest=messages) -%}
{%- if tools or messages[0].role == 'system' -%}
<|im_start|>system
{% if messages[0].role == 'system' %}{{ messages[0].content }}{% set turns.rest = messages[1:] %}{% endif %}
{%- if tools %}

Functions that may be called, each in <tool_call></tool_call> as {"name": ..., "arguments": ...}:
{% for tool in tools %}{{ tool | tojson }}
{% endfor %}{% endif %}<|im_end|>
{% endif -%}
{%- for message in turns.rest -%}
<|im_start|>{{ message.role }}
{{ message.content or '' }}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}
<|im_start|>assistant
{% if enable_thinking is defined and not enable_thinking %}<think>

</think>

{% endif %}{%- endif -%}
"""

Schema = dict[str, Any]


class Turns:
    """Made-up turns of the forms that are asked for."""

    def __init__(self, forms: dict[str, Schema], text: str, seed: int) -> None:
        self._rng = random.Random(seed)
        self._forms = forms
        self._words = sorted({word for word in text.split() if word.isalpha() and len(word) < 12})
        self._text = text

    def turn(self) -> tuple[list[dict[str, str]], list[Schema] | None, bool, str]:
        """Return messages, tools, whether thinking is on, and the reply."""
        rng = self._rng
        name = rng.choice(list(self._forms))
        value = json.dumps(self.value(self._forms[name]), separators=(rng.choice([",", ", "]), rng.choice([":", ": "])))
        start = rng.randrange(len(self._text))
        asked = f"{self._text[start : start + rng.randrange(40, 4 * LONGEST_PROMPT)]}\n\n# Task: {name}"
        messages = [{"role": "user", "content": asked}]
        thinks = rng.random() < 0.6
        thought = f"<think>\n{self.words(4, 24)}\n</think>\n\n" if thinks else ""
        kind = rng.random()
        if kind < 0.15:
            tool = {"type": "function", "function": {"name": name, "parameters": {"type": "object"}}}
            call = f'<tool_call>\n{{"name": "{name}", "arguments": {value}}}\n</tool_call>'
            return messages, [tool], thinks, thought + call
        if kind < 0.25:
            return messages, None, thinks, f"{thought}{self.words(3, 20)}."
        return messages, None, thinks, thought + value

    def words(self, least: int, most: int) -> str:
        """Return words without sense."""
        return " ".join(self._rng.choices(self._words, k=self._rng.randint(least, most)))

    def value(self, schema: Schema) -> Any:
        """Return something that the schema allows."""
        rng = self._rng
        if "enum" in schema:
            return rng.choice(schema["enum"])
        if "anyOf" in schema:
            return self.value(rng.choice(schema["anyOf"]))
        match schema.get("type"):
            case "object":
                return {name: self.value(child) for name, child in schema["properties"].items()}
            case "array":
                return [self.value(schema["items"]) for _ in range(rng.randint(0, 2))]
            case "integer":
                return rng.randint(0, 100)
            case "number":
                return rng.random()
            case "boolean":
                return rng.random() < 0.5
            case "null":
                return None
            case _:
                return self.words(0, 6)


def learn_tokens(text: str, turns: Turns) -> Any:
    """Return a byte-level tokenizer with the chat template."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    said = [text, *(turns.turn()[3] for _ in range(400))]
    for mark in MARKS:
        said = [part.replace(mark, " ") for part in said]
    tokens = Tokenizer(models.BPE())
    tokens.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokens.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - len(SPECIAL) - len(MARKS),
        show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    )
    tokens.train_from_iterator(said, trainer)
    tokens.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in SPECIAL])
    tokens.add_tokens([AddedToken(name, special=False, normalized=False) for name in MARKS])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokens, eos_token=END, pad_token=PAD, model_max_length=LENGTH, chat_template=TEMPLATE
    )


def build(tokenizer: Any) -> Any:
    """Return the untrained network."""
    from transformers import Qwen3Config, Qwen3ForCausalLM

    return Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=-(-len(tokenizer) // 64) * 64,
            hidden_size=WIDTH,
            intermediate_size=2 * WIDTH,
            num_hidden_layers=LAYERS,
            num_attention_heads=WIDTH // 32,
            num_key_value_heads=WIDTH // 64,
            head_dim=32,
            max_position_embeddings=LENGTH,
            tie_word_embeddings=True,
            bos_token_id=None,
            eos_token_id=tokenizer.convert_tokens_to_ids(END),
            pad_token_id=tokenizer.convert_tokens_to_ids(PAD),
        )
    )


def train(model: Any, tokenizer: Any, turns: Turns, *, steps: int, batch: int = 8) -> float:
    """Teach the form of a reply; return the last loss."""
    import torch

    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, betas=(0.9, 0.95), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    model.train()
    loss = torch.tensor(0.0)
    for _ in range(steps):
        rows = [encoded(tokenizer, turns) for _ in range(batch)]
        longest = max(len(prompt) + len(reply) for prompt, reply in rows)
        read = torch.full((batch, longest), tokenizer.pad_token_id)
        wanted = torch.full((batch, longest), -100)
        seen = torch.zeros((batch, longest), dtype=torch.long)
        for row, (prompt, reply) in enumerate(rows):
            whole = len(prompt) + len(reply)
            read[row, :whole] = torch.tensor(prompt + reply)
            wanted[row, len(prompt) : whole] = torch.tensor(reply)
            seen[row, :whole] = 1
        loss = model(input_ids=read, attention_mask=seen, labels=wanted).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
    model.eval()
    return float(loss.detach())


def encoded(tokenizer: Any, turns: Turns) -> tuple[list[int], list[int]]:
    """Return the tokens of a made-up turn: what stands before the reply, and the reply."""
    messages, tools, thinks, reply = turns.turn()
    before = tokenizer.apply_chat_template(
        messages, tools=tools, tokenize=False, add_generation_prompt=True, enable_thinking=thinks
    )
    return (
        tokenizer.encode(before, add_special_tokens=False)[-LONGEST_PROMPT:],
        tokenizer.encode(reply + END, add_special_tokens=False),
    )


def main(arguments: list[str]) -> None:
    """Make the model."""
    import torch
    from transformers import GenerationConfig

    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("forms", type=Path)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--steps", type=int, default=400)
    given = parser.parse_args(arguments)
    torch.manual_seed(0)
    torch.set_num_threads(1)  # the same weights each time
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in given.texts)
    turns = Turns(json.loads(given.forms.read_text(encoding="utf-8")), text, seed=0)
    tokenizer = learn_tokens(text, turns)
    model = build(tokenizer)
    loss = train(model, tokenizer, turns, steps=given.steps)
    given.out.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(given.out)
    model.to(torch.bfloat16).save_pretrained(given.out)
    ends = [tokenizer.convert_tokens_to_ids(name) for name in (END, PAD)]
    GenerationConfig(
        eos_token_id=ends, pad_token_id=ends[1], do_sample=True, temperature=0.6, top_k=20
    ).save_pretrained(given.out)
    print(f"{sum(part.numel() for part in model.parameters()) / 1e6:.2f} M parameters, loss {loss:.2f}")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
