"""The comparison of clients asks each of them."""

from __future__ import annotations

from evals.bench.client import measure


async def test_each_way_to_ask_is_timed() -> None:
    found = await measure(3)
    assert set(found) == {"openai", "Transport", "Structured"}
    assert all(each.call_s > 0 for each in found.values())
    assert 0 < found["Transport"].first_text_s < found["Transport"].call_s
