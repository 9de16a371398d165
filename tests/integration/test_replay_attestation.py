"""A replay that gave exactly the living rows is attested: signed, and recorded once."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from deploy.local.stack import Stack
from services.command.replay.attesting import Attesting
from shared.decisions.acts import Act, record_act
from shared.decisions.clock import SystemClock
from shared.events.envelope import Envelope
from shared.events.erasures import ErasureCarriedOut, ErasureReason
from shared.events.sealed import narrative_key
from shared.folds.gate import diff
from shared.folds.operation import start
from shared.folds.options import Options
from shared.proof.attestation import open_attestation
from shared.proof.notes import Signer, parse_note
from tests.support.replaying import follow_besides, follow_living, place_of, played
from tests.support.stack import MakeTopic
from tests.support.world import World, world

signer = Signer.generate("cspr.example/ledger")
signed = Attesting("reviews", "operator:tester", signer)
recorded = (
    "select subject, actor, convert_from(body, 'UTF8') from events"
    " where name = 'ReplayAttested' order by seq"
)


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        await played(made)
        yield made


async def test_identical_rows_are_attested_by_an_event_that_an_outsider_can_check(
    w: World,
) -> None:
    (made,) = await start(place_of(w, attest=signed), ["totals"], Options(), say=print)
    ((subject, actor, body),) = await w.rows(recorded)
    noted, event = made.manifest["attestation"], json.loads(body)
    assert (actor, noted["event"]) == ("operator:tester", f"reviews:{subject}:1")
    assert noted["note"] == f"{event['statement']}\n{event['signature']}"
    said = open_attestation(parse_note(noted["note"].encode()), [signer.verifier])
    assert event["content"] == sha256(event["statement"].encode()).hexdigest()
    assert said["living"]["digest"] == said["replayed"]["digest"] == event["rows_digest"]
    assert (said["kind"], said["events"], said["read_model"]) == ("replay", 48, "totals")
    assert event["rows"] == 12


async def test_the_key_destructions_that_it_was_built_under_are_attested_too(w: World) -> None:
    key = narrative_key("case-erased")
    erased = ErasureCarriedOut(
        keys=(key,),
        everything=True,
        why=ErasureReason.RETENTION_ENDED,
        messages=0,
        carried_out_on=date(2026, 1, 5),
    )
    async with w.connection.transaction():
        act = Act("case-erased", "operator:tester", erased)
        await record_act(w.connection, "reviews", act, clock=SystemClock())
    await w.publish()
    await follow_living(w)
    ((number, offset),) = [
        (each.partition, each.offset)
        for each in await w.read_log()
        if isinstance(each.read, Envelope) and each.read.name == "ErasureCarriedOut"
    ]
    (made,) = await start(place_of(w, attest=signed), ["totals"], Options(), say=print)
    cut = {str(number): {"count": 1, "last": offset}}
    assert made.manifest["key_destructions"] == cut
    assert made.manifest["diff"]["same_key_destructions"] is False
    said = json.loads(made.manifest["attestation"]["statement"])
    assert (said["living"]["key_destructions"], said["replayed"]["key_destructions"]) == (
        {},
        cut,
    )


async def test_compared_again_with_the_same_rows_it_is_not_recorded_again(w: World) -> None:
    place = place_of(w, attest=signed)
    await start(place, ["totals"], Options(), say=print)
    await w.publish()
    await follow_living(w)
    await diff(place, "totals")
    assert len(await w.rows(recorded)) == 1
    await w.count("case-1", 100)
    await w.publish()
    await follow_living(w)
    await follow_besides(w)
    await diff(place, "totals")
    first, second = (json.loads(row[2]) for row in await w.rows(recorded))
    assert first["rows_digest"] != second["rows_digest"]


async def test_rows_that_differ_are_not_attested(w: World) -> None:
    await w.connection.execute("update totals set total = 99 where subject = 'case-3'")
    (made,) = await start(place_of(w, attest=signed), ["totals"], Options(), say=print)
    assert made.manifest["attestation"] is None
    assert await w.rows(recorded) == []


async def test_without_a_key_it_is_recorded_as_unsigned_and_signed_once_there_is_one(
    w: World,
) -> None:
    unsigned = replace(signed, signer=None)
    (made,) = await start(place_of(w, attest=unsigned), ["totals"], Options(), say=print)
    assert (made.manifest["attestation"]["note"], unsigned.signed_by) == (None, None)
    ((*_, body),) = await w.rows(recorded)
    assert "signature" not in json.loads(body) or json.loads(body)["signature"] is None
    await diff(place_of(w, attest=signed), "totals")
    assert [bool(json.loads(row[2]).get("signature")) for row in await w.rows(recorded)] == [
        False,
        True,
    ]
    await diff(place_of(w, attest=unsigned), "totals")
    assert len(await w.rows(recorded)) == 2
    ((noted,),) = await w.rows(
        "select manifest #>> '{attestation,signed_by}' from generations"
        " where read_model = 'totals' and generation = 2"
    )
    assert noted == signer.name
