"""Build the examples that the reader learns from.

    python -m evals.training.reader.build --rows train.jsonl.gz --sets hotpotqa_train hotpotqa_dev_a 2wiki_train \
        --triples 2wiki_train --gold-only hotpotqa_train_goldonly.jsonl \
        --hold-out 2wiki_dev_extra musique_train hotpotqa_dev_a:500 --out examples.npz

Nothing that a held-out question asks, and no passage that answers one, is learned from. Hard negatives are what our own
retrievers find in all the passages.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from agent.settings import Settings
from evals.cache import corpus_knowledge_base
from evals.training.reader import examples
from evals.training.reader.groups import batched
from evals.training.reader.hops import of_triples
from evals.training.reader.packed import pack
from evals.training.reader.rows import HeldOut, Row, held_out, limited, of_gold_only, of_readers, of_set
from retrievers.embedding import default_embedder
from retrievers.embedding.minilm import FOLDER
from retrievers.knowledge_base import KnowledgeBase
from retrievers.reading.sources import Source
from retrievers.reading.trained.encoding import Pieces
from retrievers.reading.trained.reader import source_of

MOST = {"shift_reddit": 3500, "shift_amazon": 3000, "policyqa": 300, "boolq": 3600}
"""Rows taken of sets that are large and far from encyclopedic text, or of one kind."""
WITHOUT = frozenset({"subjqa", "confiqa_mc"})
"""Sources of rows whose licence is not stated."""
ROUNDS = 2
"""Times that a question of several passages is taken, each with other chains."""
FOUND = 8
"""Passages that a search gives."""
LONGEST = 2500
"""Characters of a passage that is searched."""
_AT_ONCE = 64


def rows(arguments: argparse.Namespace) -> Iterator[Row]:
    """Yield the rows of all sources, at most `MOST` of each, without what is held out."""
    held = held_out(map(limited, arguments.hold_out))
    taken: Counter[str] = Counter()
    known: set[str] = set()
    sources = (
        of_readers(arguments.rows, WITHOUT),
        *(of_set(prefix) for prefix in arguments.sets),
        *(of_gold_only(path) for path in arguments.gold_only),
        *(of_triples(prefix, arguments.seed) for prefix in arguments.triples),
    )
    chance = random.Random(arguments.seed)  # noqa: S311 - a sample, not a secret
    for source in sources:
        read = list(source)
        chance.shuffle(read)
        for row in read:
            again = len(row.texts) > 1 and row.question in known
            if not again and not held(row) and taken[row.source] < MOST.get(row.source, len(read)):
                taken[row.source] += 1
                known.add(row.question)
                yield _without(row, held)


def _without(row: Row, held: HeldOut) -> Row:
    kept = [place for place, text in enumerate(row.texts) if not held.holds(text)]
    return replace(
        row,
        texts=tuple(row.texts[place] for place in kept),
        gold=tuple(row.gold[place] for place in kept),
        places=tuple(row.places[place] for place in kept),
    )


def found(asked: Sequence[Row]) -> dict[str, list[Source]]:
    """Return what our retrievers find for each question among all passages of the rows."""
    texts = dict.fromkeys(text for row in asked for text in row.texts if 0 < len(text.text) <= LONGEST)
    lines = (
        json.dumps({"pid": f"p{place}", "title": text.title, "text": text.text}) for place, text in enumerate(texts)
    )
    content = "\n".join(lines).encode()
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(scratch) / "passages.jsonl"
        corpus.write_bytes(content)
        built = corpus_knowledge_base(
            corpus, hashlib.sha256(content).hexdigest(), cache=Settings.load().cache, embedder=default_embedder()
        )
    hits: dict[str, list[Source]] = {}
    with KnowledgeBase.open(built.path) as kb:
        for name, wanted in (("multihop", [row for row in asked if len(row.texts) > 1]), ("hybrid", list(asked))):
            retriever = kb.retriever(name)
            questions = list(dict.fromkeys(row.question for row in wanted if row.question not in hits))
            for part in batched(questions, _AT_ONCE):
                for question, result in zip(part, retriever.search(part, k=FOUND), strict=True):
                    hits[question] = [source_of(hit.passage) for hit in result]
    return hits


def made(asked: Iterable[Row], hits: dict[str, list[Source]], seed: int) -> Iterator[examples.Example]:
    """Yield the examples of all rows."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    for row in asked:
        if len(row.texts) == 1:
            yield from examples.single(row, hits.__getitem__, chance)
        else:
            for _ in range(ROUNDS if sum(row.gold) > 1 else 1):
                yield from examples.several(row, hits.__getitem__, chance)


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Build the examples that the reader learns from.")
    parser.add_argument("--rows", type=Path, required=True, help="rows for readers, .jsonl.gz")
    parser.add_argument("--sets", type=Path, nargs="*", default=[], help="prefixes of multi-hop sets")
    parser.add_argument("--triples", type=Path, nargs="*", default=[], help="prefixes of sets with `evidences`")
    parser.add_argument("--gold-only", type=Path, nargs="*", default=[], help="questions with gold passages alone")
    parser.add_argument("--hold-out", nargs="*", default=[], help="prefixes, or prefix:limit, of what to leave out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    asked = list(rows(arguments))
    console = Console(stderr=True)
    console.print(f"{len(asked)} questions")
    packed, count = pack(made(asked, found(asked), arguments.seed), Pieces(FOLDER / "tokenizer.json"), arguments.seed)
    packed.save(arguments.out)
    for name, number in sorted(count.items()):
        console.print(f"{number:7} {name}")
    console.print(f"{len(packed)} examples, {len(packed.ids)} pieces")


if __name__ == "__main__":
    main()
