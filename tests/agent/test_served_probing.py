"""What is found out about a server, kept, and made use of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.reasoner.served import ServedReasoner
from agent.reasoner.serving.acquaintance import Acquaintance
from agent.reasoner.serving.dialect import Dialect, Rung
from agent.reasoner.serving.probing import Capabilities, Feature, Found, Known, probe
from agent.reasoner.serving.probing.findings import COSTS, Identity
from agent.schema import Role
from retrievers.errors import ModelError
from tests.support.capable_server import ALL, Able, serving
from tests.support.contexts import TOOLS, stages
from tests.support.scripted_server import Scenario, ScriptedServer, Turn


async def probed(able: Able) -> Capabilities:
    with serving(able):
        found = await probe(able.url, "able", patience_s=5)
    assert found is not None
    return found


def capabilities(server: str = "http://127.0.0.1:9/v1", **more: Any) -> Capabilities:
    identity = Identity(server=server, model="able", version="0.32.0", vendor="vllm")
    return Capabilities(identity=identity, **{"found": {}, **more})


NO = Found(state="no", why="refused", refused=True)
YES = Found(state="yes", why="seen")


async def test_everything_that_is_there_is_found() -> None:
    known = await probed(Able())
    assert {feature: found.state for feature, found in known.found.items()} == dict.fromkeys(Feature, "yes")
    assert (known.identity.version, known.identity.context, known.reasoning_field) == ("0.32.0", 4096, "reasoning")


PARTS = [
    ("json_schema", {Feature.SCHEMA}),
    ("tools", {Feature.TOOL}),
    ("structured_outputs", {Feature.GUIDED, Feature.CHOICE, Feature.REGEX}),
    ("json_object", {Feature.OBJECT}),
    ("switch", {Feature.SWITCH}),
    ("budget", {Feature.BUDGET}),
    ("logprobs", {Feature.LOGPROBS}),
    ("cached", {Feature.CACHED}),
    ("usage", {Feature.STREAM_USAGE}),
    ("/tokenize", {Feature.TOKENIZE}),
    ("/rerank", {Feature.RERANK}),
    ("/v1/embeddings", {Feature.EMBEDDINGS}),
]


@pytest.mark.parametrize(("part", "lacking"), PARTS)
async def test_what_is_taken_and_ignored_is_found_missing(part: str, lacking: set[Feature]) -> None:
    known = await probed(Able(has=ALL - {part}))
    assert {feature for feature in Feature if known.state(feature) == "no"} == lacking


@pytest.mark.parametrize(
    ("part", "lacking"),
    [
        *PARTS[:4],
        ("chat_template_kwargs", {Feature.SWITCH}),
        ("thinking_token_budget", {Feature.BUDGET}),
        ("logprobs", {Feature.LOGPROBS}),
        ("stream_options", {Feature.STREAM_USAGE}),
    ],
)
async def test_what_is_refused_is_found_missing(part: str, lacking: set[Feature]) -> None:
    known = await probed(Able(refuses=frozenset({part})))
    assert {feature for feature in Feature if known.refused(feature)} == lacking


@pytest.mark.parametrize("place", ["reasoning", "reasoning_content", "inline"])
async def test_place_of_thinking_is_found(place: str) -> None:
    known = await probed(Able(thinks_in=place))
    assert (known.reasoning_field, known.state(Feature.SWITCH)) == (place, "yes")


async def test_of_a_model_that_did_not_think_nothing_is_said_about_thinking() -> None:
    known = await probed(Able(thinks_in=""))
    assert {known.state(each) for each in (Feature.THINKING, Feature.SWITCH, Feature.BUDGET)} == {"unknown"}


async def test_probes_after_the_first_ask_for_no_thinking() -> None:
    able = Able()
    await probed(able)
    assert {body["chat_template_kwargs"]["enable_thinking"] for body in able.requests[3:]} == {False}


async def test_busy_server_leaves_everything_unknown() -> None:
    known = await probed(Able(status=503, has=frozenset()))
    chat = set(Feature) - {Feature.TOKENIZE, Feature.RERANK, Feature.EMBEDDINGS}
    assert {known.state(feature) for feature in chat} == {"unknown"}
    assert "503" in known.found[Feature.SCHEMA].why


async def test_newer_name_of_the_token_limit_is_found() -> None:
    known = await probed(Able(limit="max_completion_tokens"))
    assert (known.limit, known.state(Feature.SCHEMA)) == ("max_completion_tokens", "yes")


async def test_model_that_is_not_there_is_an_error() -> None:
    with serving(Able()) as able, pytest.raises(ModelError, match="has no model 'other'; it has able"):
        await probe(able.url, "other")


async def test_server_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ModelError, match="does not list its models"):
        await probe("http://127.0.0.1:9/v1", "able", patience_s=2)


def test_every_feature_has_its_cost() -> None:
    assert set(COSTS) == set(Feature)


def test_what_was_kept_is_known_again(tmp_path: Path) -> None:
    known = capabilities(found={Feature.SCHEMA: YES})
    Known(tmp_path).keep(known)
    assert Known(tmp_path).load("http://127.0.0.1:9/v1/", "able") == known
    assert Known(tmp_path).load("http://127.0.0.1:9/v1", "other") is None


def test_damaged_file_is_as_none(tmp_path: Path) -> None:
    Known(tmp_path).keep(capabilities())
    for file in (tmp_path / "servers").iterdir():
        file.write_bytes(b'{"format": 1, "identity"')
    assert Known(tmp_path).load("http://127.0.0.1:9/v1", "able") is None


def test_folder_that_cannot_be_written_keeps_nothing_and_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "servers").write_text("in the way")
    Known(tmp_path).keep(capabilities())
    assert Known(tmp_path).load("http://127.0.0.1:9/v1", "able") is None


@pytest.mark.parametrize(
    ("denied", "rung"),
    [
        ((), Rung.SCHEMA),
        ((Feature.SCHEMA,), Rung.TOOL),
        ((Feature.SCHEMA, Feature.TOOL), Rung.GUIDED),
        ((Feature.SCHEMA, Feature.TOOL, Feature.GUIDED), Rung.OBJECT),
        ((Feature.SCHEMA, Feature.TOOL, Feature.GUIDED, Feature.OBJECT), Rung.PLAIN),
    ],
)
def test_ladder_starts_at_the_best_rung_that_was_not_found_missing(denied: tuple[Feature, ...], rung: Rung) -> None:
    assert Dialect().informed(capabilities(found=dict.fromkeys(denied, NO))).rung is rung


def test_rung_that_has_proven_itself_outlives_what_a_probe_says() -> None:
    dialect = Dialect(rung=Rung.OBJECT, proven=True)
    assert dialect.informed(capabilities(found={Feature.OBJECT: NO})).rung is Rung.OBJECT


def test_switch_and_stream_usage_that_were_refused_are_not_sent() -> None:
    dialect = Dialect().informed(capabilities(found={Feature.SWITCH: NO, Feature.STREAM_USAGE: NO}))
    assert (dialect.thinking_switch, dialect.stream_usage) == (False, False)


def test_model_that_thought_all_the_same_is_given_room() -> None:
    assert Dialect().informed(capabilities(reasoning_field="reasoning", found={Feature.SWITCH: NO})).always_thinks


async def acquainted(able: Able, known: Known, times: int = 1) -> list[Capabilities]:
    """Return what is told of a server in the background, by so many processes."""
    told: list[Capabilities] = []
    with serving(able):
        for _ in range(times):
            acquaintance = Acquaintance(able.url, api_key=None, known=known)
            acquaintance.make("able", told.append)
            acquaintance.make("able", told.append)
            await acquaintance.settled()
    return told


async def test_server_is_got_to_know_once(tmp_path: Path) -> None:
    able, known = Able(), Known(tmp_path)
    told = await acquainted(able, known, times=2)
    assert told == [known.load(able.url, "able")]


async def test_other_version_is_got_to_know_anew(tmp_path: Path) -> None:
    able, known = Able(version="0.33.0"), Known(tmp_path)
    with serving(able):
        known.keep(capabilities(able.url))
        acquaintance = Acquaintance(able.url, api_key=None, known=known)
        acquaintance.make("able", lambda _: None)
        await acquaintance.settled()
    now = known.load(able.url, "able")
    assert now is not None
    assert now.identity.version == "0.33.0"


async def test_server_with_one_slot_is_left_alone(tmp_path: Path) -> None:
    able = Able(vendor="llamacpp")
    assert not await acquainted(able, Known(tmp_path))
    assert not able.requests


async def test_server_that_went_away_fails_nothing(tmp_path: Path) -> None:
    told: list[Capabilities] = []
    acquaintance = Acquaintance("http://127.0.0.1:9/v1", api_key=None, known=Known(tmp_path))
    acquaintance.make("able", told.append)
    await acquaintance.settled()
    assert not told


async def test_run_starts_from_what_an_earlier_process_found(tmp_path: Path) -> None:
    turn = Turn(reply={"query": "other words"}, times=0)
    with ScriptedServer(Scenario(turns=(turn,), models=("able",))) as server:
        Known(tmp_path).keep(capabilities(server.url, found={Feature.SCHEMA: NO, Feature.TOOL: NO}))
        reasoner = ServedReasoner(model_url=server.url, model="able", tools=TOOLS, cache=tmp_path)
        await reasoner.rewrite(stages()[Role.REWRITE])
        await reasoner.aclose()
    assert [set(body) & {"response_format", "tools", "structured_outputs"} for body in server.requests] == [
        {"structured_outputs"}
    ]
