"""Figures as of a moment, through the interface; and the command, on a service at work."""

import asyncio
import base64
import json
import os
import sys
from asyncio.subprocess import PIPE
from datetime import UTC, datetime, timedelta

import pytest

from services.reporting.engine import service
from shared.decisions.ids import new_subject
from shared.edge.beside import beside
from shared.folds.operation import start
from shared.folds.options import Options, read_until
from shared.folds.place import Place
from shared.folds.swapping import Terms, swap
from tests.integration.reporting.test_statistics import played
from tests.support.reporting import Reporting
from tests.support.world import until
from tests.unit.reporting.world import died, notified


def place_of(r: Reporting) -> Place:
    return Place(r.config.dsn, r.config.kafka, r.config.topic, "services.reporting.read_models")


async def figures(r: Reporting, **asked: str) -> dict[str, int]:
    answer = await r.get("/statistics", "auditor", **asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, int] = answer.json()["notifications"]
    return found


async def test_figures_are_those_that_were_recorded_by_a_moment(r: Reporting) -> None:
    await played(r)
    then = datetime.now(UTC).isoformat()  # noqa: TID251 - what Kafka appends after is later
    before = await figures(r)
    refused = await r.get("/statistics", "auditor", as_of=then)
    assert refused.status_code == 400
    assert "cspr replay start notification_facts panel_facts --until" in refused.text
    await r.tell(new_subject("case"), notified("2024-03-01", died(age_years=7)))
    await r.settled("notification_facts")
    made = await start(
        place_of(r),
        ["notification_facts", "panel_facts"],
        Options(read_until(then)),
        say=print,
    )
    assert [each.state for each in made] == ["ready", "ready"]
    assert await figures(r, as_of=then) == before
    assert (await figures(r))["deaths"] == before["deaths"] + 1
    answer = (await r.get("/statistics", "auditor", as_of=then)).json()
    assert answer["from"]["notification_facts"]["generation"] == 2
    living = (await r.get("/statistics/years", "auditor")).json()
    assert living["from"]["notification_facts"]["generation"] == 1
    assert living["from"]["panel_facts"]["position"] > answer["from"]["panel_facts"]["position"]
    assert (await r.get("/statistics", "auditor", as_of="yesterday")).status_code == 400


async def cspr(r: Reporting, *words: str) -> tuple[int | None, str, str]:
    """Run the command as an operator does."""
    config = r.config
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "services", *words),
        env={
            **os.environ,
            "CSPR_KAFKA": config.kafka,
            "CSPR_DATABASE": config.database,
            "CSPR_MASTER_KEY": base64.b64encode(config.master_key).decode(),
            "CSPR_JWKS": config.jwks,
            "CSPR_DATABASE_PREFIX": config.prefix,
            "CSPR_TOPIC_PREFIX": config.topic_prefix,
            "CSPR_PARTITIONS": "3",
            "CSPR_OPERATOR": "person-7",
        },
        stdout=PIPE,
        stderr=PIPE,
    )
    out, said = await process.communicate()
    return process.returncode, out.decode(), said.decode()


async def test_an_operator_rebuilds_swaps_and_rolls_back_and_each_act_is_an_event(
    r: Reporting,
) -> None:
    await played(r)
    following = asyncio.create_task(keep_up(r))
    model = "submissions"
    status, planned, _ = await cspr(r, "replay", "start", model, "--dry-run", "--json")
    assert (status, json.loads(planned)["reporting"]["oldest_is_there"]) == (0, True)
    status, _, said = await cspr(r, "replay", "start", model)
    assert (status, "identical with the living one" in said) == (0, True), said
    status, _, said = await cspr(r, "replay", "swap", model)
    assert (status, "--why" in said) == (2, True)
    status, out, _ = await cspr(r, "replay", "swap", model, "--dry-run", "--json")
    assert (status, json.loads(out)["changed"]) == (0, False)
    status, out, said = await cspr(r, "replay", "swap", model, "--why", "new code", "--json")
    assert (status, json.loads(out)["generation"]) == (0, 2), said
    status, _, said = await cspr(r, "replay", "swap", model, "--why", "new code")
    assert (status, "is live already" in said) == (0, True)
    status, _, said = await cspr(r, "replay", "rollback", model, "--why", "a page looks wrong")
    assert status == 0, said
    status, out, _ = await cspr(r, "replay", "status", model, "--json")
    standing = json.loads(out)["reporting"]
    assert [each["state"] for each in standing] == ["live", "retired"]
    drop = ("replay", "drop", model, "--generation", "2")
    assert (await cspr(r, *drop, "--why", "tidying"))[0] == 0
    events = await r.rows(
        "select name, actor, convert_from(body, 'UTF8')::jsonb from events"
        " where subject like 'operation-%%' order by seq"
    )
    assert [(name, actor) for name, actor, _ in events] == [
        ("ReplayAttested", "operator:person-7"),
        ("ReadModelSwapped", "operator:person-7"),
        ("ReadModelRolledBack", "operator:person-7"),
        ("GenerationDropped", "operator:person-7"),
    ]
    swapped = events[1][2]
    assert (swapped["generation"], swapped["before"], swapped["accepted"]) == (2, 1, False)
    assert swapped["compared"]["identical"]
    assert "new code" not in str(events)

    async def published() -> bool:
        return not await r.rows("select from outbox")

    await until(published)
    following.cancel()


async def test_what_can_be_gone_back_to_no_longer_is_dropped_by_the_service_and_recorded(
    r: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.folds.beside.seconds_between_drops", 0.1)
    await played(r)
    following = asyncio.create_task(keep_up(r))
    await start(place_of(r), ["submissions"], Options(), say=print)
    await swap(place_of(r), "submissions", terms=Terms(keep_for=timedelta(seconds=1)))

    async def gone() -> bool:
        return not await r.rows("select from generations where state = 'retired'")

    await until(gone)
    following.cancel()
    ((actor, body),) = await r.rows(
        "select actor, convert_from(body, 'UTF8')::jsonb from events"
        " where name = 'GenerationDropped'"
    )
    assert actor == "service:reporting"
    assert (body["generation"], body["state"]) == (1, "retired")
    assert "time" not in str(body["why"])
    assert await r.rows("select from pg_tables where tablename = 'submissions__1'") == []


async def keep_up(r: Reporting) -> None:
    await beside(r.config, service())(r.app.state.desk.store)
