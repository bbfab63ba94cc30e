"""What was said to a model server and what it answered is written down, and said again without it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr

from agent.reasoner.base import Context
from agent.reasoner.served import ServedReasoner
from agent.reasoner.serving.limits import Limits
from agent.reasoner.serving.replay import Recorder, ReplayServer, Scenario, Turn, load
from agent.schema import Role
from retrievers.errors import ModelError, UserError
from tests.support.contexts import TOOLS, stages

LIMITS = Limits(connect_s=2, first_token_s=5, between_tokens_s=5, total_s=10, backoff_s=0.001)
CONTEXT = stages()[Role.REWRITE]
OTHER = replace(CONTEXT, question="Who designed the Karlin Bridge?")
GOOD = Turn(reply={"query": "ändere Wörter 😀"}, thinking="Hm.", times=0)
KEY = "sesame-open"


async def rewrite(server: ReplayServer, record: Path | None = None, *contexts: Context) -> list[str]:
    """Ask one after the other; return the queries."""
    reasoner = ServedReasoner(
        model_url=server.url, model="scripted", api_key=SecretStr(KEY), tools=TOOLS, limits=LIMITS, record=record
    )
    try:
        return [await reasoner.rewrite(ctx) for ctx in contexts or (CONTEXT,)]
    finally:
        await reasoner.aclose()


async def recorded(path: Path, *turns: Turn, contexts: tuple[Context, ...] = (CONTEXT,), piece: int = 7) -> Scenario:
    """Return what is written of a conversation with a server that cuts its bytes anywhere."""
    with ReplayServer(Scenario(turns=turns, piece=piece, key=KEY)) as server:
        await rewrite(server, path, *contexts)
    return load(path)


async def test_the_same_is_answered_without_the_model(tmp_path: Path) -> None:
    scenario = await recorded(tmp_path / "run.jsonl", GOOD)
    with ReplayServer(scenario) as server:
        assert await rewrite(server) == ["ändere Wörter 😀"]


async def test_bytes_come_as_they_came(tmp_path: Path) -> None:
    scenario = await recorded(tmp_path / "run.jsonl", GOOD)
    (turn,) = scenario.turns
    came = [chunk.content for chunk in turn.chunks or ()]
    assert len(came) > 1
    with ReplayServer(scenario) as server:
        sent = httpx2.post(f"{server.url}/chat/completions", json=turn.request).content
    assert sent == b"".join(came)


async def test_characters_that_were_cut_in_two_are_kept(tmp_path: Path) -> None:
    scenario = await recorded(tmp_path / "run.jsonl", Turn(reply="ö" * 40 + '{"query": "x"}', times=0), piece=1)
    content = b"".join(chunk.content for chunk in scenario.turns[0].chunks or ())
    assert "ööö" in content.decode()


async def test_no_key_is_written(tmp_path: Path) -> None:
    await recorded(tmp_path / "run.jsonl", GOOD)
    assert KEY not in (tmp_path / "run.jsonl").read_text(encoding="utf-8")


async def test_faults_are_part_of_it(tmp_path: Path) -> None:
    scenario = await recorded(tmp_path / "run.jsonl", Turn(status=503, error="loading"), GOOD)
    assert [turn.status for turn in scenario.turns] == [503, 200]
    with ReplayServer(scenario) as server:
        assert await rewrite(server) == ["ändere Wörter 😀"]
        assert len(server.requests) == 2


async def test_a_reply_that_broke_off_breaks_off_again(tmp_path: Path) -> None:
    scenario = await recorded(tmp_path / "run.jsonl", Turn(reply="x" * 500, drop_after=400), GOOD)
    broken, whole = scenario.turns
    with ReplayServer(Scenario(turns=(broken,))) as server, pytest.raises(httpx2.RemoteProtocolError):
        httpx2.post(f"{server.url}/chat/completions", json=broken.request)
    assert whole.drop_after is None


async def test_each_request_gets_the_reply_to_its_messages_in_any_order(tmp_path: Path) -> None:
    turns = (Turn(reply={"query": "one"}), Turn(reply={"query": "two"}))
    scenario = await recorded(tmp_path / "run.jsonl", *turns, contexts=(CONTEXT, OTHER))
    with ReplayServer(scenario) as server:
        assert await rewrite(server, None, OTHER, CONTEXT) == ["two", "one"]


async def test_it_can_be_asked_again_and_again(tmp_path: Path) -> None:
    scenario = await recorded(tmp_path / "run.jsonl", GOOD)
    with ReplayServer(scenario) as server:
        assert await rewrite(server, None, CONTEXT, CONTEXT) == ["ändere Wörter 😀"] * 2


async def test_other_messages_get_the_next_reply_to_their_role_once(tmp_path: Path) -> None:
    scenario = await recorded(tmp_path / "run.jsonl", GOOD)
    with ReplayServer(scenario) as server:
        assert await rewrite(server, None, OTHER) == ["ändere Wörter 😀"]
        with pytest.raises(ModelError, match="no turn left for 'rewrite'"):
            await rewrite(server, None, OTHER)


async def test_parallel_exchanges_are_lines_of_their_own(tmp_path: Path) -> None:
    with ReplayServer(Scenario(turns=(GOOD,), key=KEY, piece=3)) as server:
        await asyncio.gather(*(rewrite(server, tmp_path / f"{n}.jsonl", CONTEXT, OTHER) for n in range(3)))
    assert [len(load(tmp_path / f"{n}.jsonl").turns) for n in range(3)] == [2, 2, 2]


async def test_waits_are_kept_and_can_be_left_out(tmp_path: Path) -> None:
    scenario = await recorded(tmp_path / "run.jsonl", GOOD.model_copy(update={"delay_s": 0.3}))
    clock = asyncio.get_running_loop().time
    took = []
    for pace in (0.0, 1.0):
        with ReplayServer(scenario, pace=pace) as server:
            started = clock()
            await rewrite(server)
            took.append(clock() - started)
    assert scenario.turns[0].delay_s >= 0.3
    assert took[1] >= took[0] + 0.2


async def test_what_a_server_says_of_itself_is_given_again(tmp_path: Path) -> None:
    turns = (Turn(path="/version", reply={"version": "0.32"}), Turn(path="/tokenize", reply={"count": 3}))
    recorder = Recorder(tmp_path / "run.jsonl", "http://127.0.0.1/v1")
    for scenario in (Scenario(turns=turns), None):
        with ReplayServer(scenario or load(tmp_path / "run.jsonl")) as server:
            root = server.url.removesuffix("/v1")
            async with recorder.client() if scenario else httpx2.AsyncClient() as client:
                assert (await client.get(f"{root}/version")).json() == {"version": "0.32"}
                assert (await client.post(f"{root}/tokenize", json={"prompt": "x"})).json() == {"count": 3}


async def test_the_models_are_those_of_the_requests(tmp_path: Path) -> None:
    scenario = await recorded(tmp_path / "run.jsonl", GOOD)
    assert scenario.models == ("scripted",)


async def test_a_scenario_can_be_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "hand.jsonl"
    lines = [{"server": {"models": ["scripted"], "refuses": ["json_schema"]}}, {"role": "rewrite", "reply": "{}"}]
    path.write_text("\n\n".join(json.dumps(line) for line in [*lines, {"reply": {"query": "by hand"}, "times": 0}]))
    with ReplayServer(load(path)) as server:
        assert await rewrite(server) == ["by hand"]
        assert [("tools" in body) for body in server.requests] == [True, False]


@pytest.mark.parametrize("body", [b"", b"{", b"[]"])
def test_a_body_that_is_no_object_is_turned_away(body: bytes) -> None:
    with ReplayServer(Scenario()) as server:
        assert httpx2.post(f"{server.url}/chat/completions", content=body).status_code == 400


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"reply": "x"}\n{"reply": ', r"Line 2 of the scenario .*run\.jsonl cannot be read"),
        ('{"replies": "x"}', "Line 1 .* replies: Extra inputs are not permitted"),
        ("[1]", "Line 1 .* cannot be read"),
        ('{"server": {"piece": 0}}', "The server of the scenario .* piece: Input should be greater"),
    ],
)
def test_what_is_wrong_with_a_scenario_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "run.jsonl").write_text(text)
    with pytest.raises(UserError, match=said):
        load(tmp_path / "run.jsonl")


def test_a_file_that_cannot_be_written_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        ServedReasoner(model_url="http://127.0.0.1:1/v1", tools=TOOLS, record=tmp_path / "no" / "run.jsonl")
