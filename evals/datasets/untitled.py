"""A question set whose corpus has lost its titles: what retrieval is worth where texts come without names."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from evals.datasets.multihop import MultihopSet


def without_titles(read: MultihopSet, folder: Path) -> MultihopSet:
    """Return the set over a corpus of ids and texts alone, written to `folder`.

    A text whose first line is its title loses that line; what a text says of its title in its sentences stays.
    """
    lines = [
        json.dumps({"pid": pid, "text": bare(read.titles[pid], text)}, ensure_ascii=False)
        for pid, text in read.texts.items()
    ]
    content = "".join(f"{line}\n" for line in lines).encode()
    digest = hashlib.sha256(content).hexdigest()
    path = folder / f"{digest[:16]}.corpus.jsonl"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.write_bytes(content)
        draft.replace(path)
    texts = {pid: bare(read.titles[pid], text) for pid, text in read.texts.items()}
    return replace(
        read,
        corpus=path,
        corpus_digest=digest,
        texts=texts,
        titles=dict.fromkeys(texts, ""),
        name=f"{read.name}-untitled",
    )


def bare(title: str, text: str) -> str:
    r"""Return `text` without a first line that is `title`.

    >>> bare("Osk Mill", "Osk Mill\n\nThe Osk Mill was built in 1802.")
    'The Osk Mill was built in 1802.'
    """
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if title and rest.strip() and first.strip(" #") == title else text
