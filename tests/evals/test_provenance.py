"""What a number was measured with."""

from __future__ import annotations

import re

from evals.provenance import INDEXING, code_digest, git_commit


def test_the_digest_is_of_the_code_and_stable() -> None:
    first = code_digest()
    code_digest.cache_clear()
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert code_digest() == first
    assert len({first, code_digest(INDEXING), code_digest(("retrievers/store.py",))}) == 3


def test_the_commit_is_whole_or_empty() -> None:
    assert re.fullmatch("([0-9a-f]{40})?", git_commit().id)
