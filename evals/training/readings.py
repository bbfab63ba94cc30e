"""Questions with passages that answer them and with passages that do not, as the reader meets them.

Each question is read three times: from what a search finds, from what it finds without the passages that answer it, and
from what it finds with the sentences cut that hold the answer. The second speaks of something else, the third of the
right thing, but not of what is asked of it. Others ask of a thing what its text has no word of.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.datasets.multihop import load_multihop
from evals.training.reader.hops import FORMS
from evals.training.unspoken import unspoken
from retrievers.reading.tokens import sentences
from retrievers.schema import Passage

SOURCES = ("squad_jucho", "squad_router", "squad_emp", "shift_new_wiki", "nq_oracle", "nq_qed", "quoref", "xquad")
"""The `src` of rows whose questions have short answers in encyclopedic passages."""
EACH = 700
"""Questions of each set."""
PASSAGES = 9000
"""Passages of these sets among which is searched."""
READ = 8
"""Passages that are read."""
HOP = "hop"
"""Source of questions that ask for the object of a triple."""
_LONGEST = 2500
"""Characters of a passage."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question with its answers and the ids of the documents that hold them."""

    question: str
    answers: tuple[str, ...]
    gold: frozenset[str]
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """Questions, and the `(title, text)` of the documents to search, by id."""

    questions: tuple[Asked, ...]
    documents: Mapping[str, tuple[str, str]]

    def write(self, path: Path) -> str:
        """Write the documents as a corpus; return its SHA-256."""
        lines = ({"pid": pid, "title": title, "text": text} for pid, (title, text) in self.documents.items())
        content = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()
        path.write_bytes(content)
        return hashlib.sha256(content).hexdigest()


def pool(rows: Sequence[Path], hops: Path, *, seed: int) -> Pool:
    """Read rows of questions, and the prefix of a 2WikiMultihopQA set, whose triples are asked one by one.

    A row has `q`, `src`, `refs` (accepted answers) and `psgs`: passages with a title `t`, a text `x` and the places of
    answers `ans`, the best first. A question of the set has `evidences`: triples of subject, relation and object.
    """
    asked, documents = _plain(rows, seed)
    more, texts = _hops(hops, seed)
    mixed = [*asked, *more]
    random.Random(seed).shuffle(mixed)  # noqa: S311 - a sample, not a secret
    return Pool(questions=tuple(mixed), documents={**documents, **texts})


def _plain(rows: Sequence[Path], seed: int) -> tuple[list[Asked], dict[str, tuple[str, str]]]:
    read = []
    for path in rows:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            read += [row for row in map(json.loads, lines) if row["src"] in SOURCES and row["psgs"][0]["ans"]]
    random.Random(seed).shuffle(read)  # noqa: S311 - a sample, not a secret
    documents: dict[str, tuple[str, str]] = {}
    asked: list[Asked] = []
    taken: Counter[str] = Counter()
    for row in read:
        title, text = row["psgs"][0]["t"], row["psgs"][0]["x"]
        pid = "r" + hashlib.sha256("\0".join((title, text)).encode()).hexdigest()[:12]
        if len(text) > _LONGEST or (pid not in documents and len(documents) >= PASSAGES):
            continue
        documents[pid] = (title, text)
        if taken[row["src"]] < EACH:
            taken[row["src"]] += 1
            answers = tuple(row["refs"])
            asked.append(Asked(question=row["q"], answers=answers, gold=frozenset({pid}), source=row["src"]))
    return asked, documents


def _hops(prefix: Path, seed: int) -> tuple[list[Asked], dict[str, tuple[str, str]]]:
    read = load_multihop(prefix)
    documents = {f"h{pid}": (read.titles[pid], text) for pid, text in read.texts.items()}
    named: defaultdict[str, set[str]] = defaultdict(set)
    for pid, (title, _) in documents.items():
        named[title].add(pid)
    with Path(f"{prefix}.questions.jsonl").open(encoding="utf-8") as lines:
        triples = [triple for line in lines for triple in json.loads(line)["evidences"]]
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    asked = [
        Asked(
            question=chance.choice(FORMS.get(relation, (f"What is the {relation} of {{}}?",))).format(head),
            answers=(tail,),
            gold=frozenset(named[head]),
            source=HOP,
        )
        for head, relation, tail in dict.fromkeys(map(tuple, triples))
        if head in named
    ]
    unsaid = [
        Asked(question=question, answers=(), gold=frozenset({pid}), source="unspoken")
        for turn, (pid, (title, text)) in enumerate(documents.items())
        for question in unspoken(title, text, turn)
    ]
    random.Random(seed).shuffle(unsaid)  # noqa: S311 - a sample, not a secret
    return [*asked, *unsaid[: 2 * EACH]], documents


def variants(asked: Asked, found: Iterable[Passage]) -> Iterator[tuple[str, list[Passage]]]:
    """Yield `full`, `cut` and `without`, at most `READ` passages of a search; the first two only if it found gold.

    A question without answers is read from what was found, as `unspoken`.
    """
    passages = list(found)
    read = passages[:READ]
    if not asked.answers:
        yield "unspoken", read
        return
    if any(passage.document in asked.gold for passage in read):
        yield "full", read
        yield "cut", [_cut(p, asked) if p.document in asked.gold else p for p in read]
    yield "without", [passage for passage in passages if passage.document not in asked.gold][:READ]


def _cut(passage: Passage, asked: Asked) -> Passage:
    answers = [_plain_words(answer) for answer in asked.answers]
    kept = [passage.text[start:end] for start, end in sentences(passage.text)]
    text = " ".join(s for s in kept if not any(answer in _plain_words(s) for answer in answers))
    return passage.model_copy(update={"text": text, "end": passage.start + len(text)})


def _plain_words(text: str) -> str:
    words = re.sub(r"\W+", " ", text.lower()).strip()
    return f" {words} "
