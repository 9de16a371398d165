"""Batches: history by the hundred, offsets that only their owner moves, one fault found."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from services.notifications.api.examples import event, imported, report
from services.notifications.domain import decider
from services.notifications.intake.arrived import Arrived, Place, Sender
from services.notifications.intake.door import Door
from services.notifications.intake.following import advance
from services.notifications.intake.inbound import IMPORT, REPORT
from shared.decisions.decider import Decider
from shared.decisions.store import Cause, EventStore
from shared.events.event import Event
from shared.log.follower import NotMine
from shared.privacy.keys import KeyStore
from tests.integration.notifications.world import Partnership

structured = "application/cloudevents+json"


def history(number: int) -> dict[str, Any]:
    return event(IMPORT, f"old-{number}", {**imported, "national_ref": f"SIN-{number}"})


async def test_history_comes_in_at_once_and_repeats_do_not_count(p: Partnership) -> None:
    await p.add("history", may_import=True)
    messages = [history(number) for number in range(500)]
    messages += messages[::10]
    await p.publish("history", *messages)
    p.start("work")
    replies = await p.replies("history", 550)
    assert {each["outcome"] for each in replies} == {"accepted"}
    assert len({each["incident"] for each in replies}) == 500
    rows = await p.rows("select name, count(*), count(distinct subject) from events group by 1")
    assert rows == [("IncidentNotified", 500, 500)]
    days = await p.rows(
        "select distinct convert_from(body, 'utf8')::json->>'notified_on' from events"
    )
    assert days == [("2021-03-31",)]  # 22:30 UTC is half past eleven in London's summer


async def test_a_partner_added_later_is_heard_soon(p: Partnership) -> None:
    p.start("work")
    await p.publish("police", event(REPORT, "1", report))
    await p.replies("police", 1)
    await p.add("nhs")
    await p.publish("nhs", event(REPORT, "1", report))
    (reply,) = await asyncio.wait_for(p.replies("nhs", 1), 5)
    assert reply["outcome"] == "accepted"
    assert await p.rows("select count(*) from events") == [(2,)]


async def test_work_goes_on_where_it_was_left(p: Partnership) -> None:
    p.start("work")
    await p.publish("police", *(event(REPORT, str(n), report) for n in range(20)))
    await p.replies("police", 20)
    await p.stop()
    await p.publish("police", *(event(REPORT, str(n), report) for n in range(10, 30)))
    p.start("work")
    await p.until_rows("select sum(next_offset) from intake_offsets", [(40,)])
    assert await p.rows("select count(*), count(distinct subject) from events") == [(30, 30)]
    assert await p.rows("select count(*) from inbox") == [(30,)]


def arrived(p: Partnership, body: bytes, offset: int) -> Arrived:
    return Arrived(
        sender=Sender("police", p.topic("out", "police")),
        channel="kafka",
        attributes={},
        content_type="application/json",
        body=body,
        at=p.clock.now(),
        cause=Cause("partner-police", "flow"),
        place=Place(p.topic("in", "police"), 0, offset),
    )


async def door(p: Partnership, keys: KeyStore, rules: Decider[Any, Any] = decider) -> Door:
    store = EventStore("notifications", p.clock)
    store.gate.open_for(await store.gate.fingerprint(p.connection))
    await p.connection.execute(
        "insert into intake_offsets values (%s, 0, 0)", [p.topic("in", "police")]
    )
    return Door(store, rules, keys)


def reports(p: Partnership, *ids: str) -> list[Arrived]:
    bodies = [
        b'{"id": "%s", "authority": "E06000054", "summary": "%s"}'
        % (id_.encode(), id_.encode())
        for id_ in ids
    ]
    return [arrived(p, body, offset) for offset, body in enumerate(bodies)]


async def test_who_lost_the_offsets_decides_nothing(p: Partnership) -> None:
    async with KeyStore(p.config.keys_dsn, p.config.master_key) as keys:
        mine = await door(p, keys)
        batch = reports(p, "1", "2")
        await mine.receive(p.connection, batch, advance=advance)
        with pytest.raises(NotMine):
            await mine.receive(p.connection, batch, advance=advance)
    assert await p.rows("select count(*) from events") == [(2,)]
    assert await p.rows("select next_offset from intake_offsets") == [(2,)]


async def test_one_message_that_fails_is_kept_and_the_others_go_on(p: Partnership) -> None:
    seen: list[int] = []

    def fails_at_third(command: Any, case: Any) -> Sequence[Event]:
        if command.message.id == "3":
            seen.append(1)
            raise RuntimeError("planted")
        return decider.decide(command, case)

    rules = Decider(decider.initial, fails_at_third, decider.evolve)
    async with KeyStore(p.config.keys_dsn, p.config.master_key) as keys:
        mine = await door(p, keys, rules)
        answers = await mine.receive(
            p.connection, reports(p, "1", "2", "3", "4", "5"), advance=advance
        )
    outcomes = [each["outcome"] for each in answers]
    assert outcomes == ["accepted", "accepted", "held", "accepted", "accepted"]
    assert seen and "planted" not in str(answers)
    assert await p.rows("select next_offset from intake_offsets") == [(5,)]
    assert await p.rows("select message_id from held_messages") == [("3",)]
    assert await p.rows("select count(*) from events") == [(4,)]
    waiting = (await p.get("operator", "/held"))["held"]
    assert [each["first_outcome"] for each in waiting] == ["held"]


async def test_what_was_erased_is_not_recorded_under_again(p: Partnership) -> None:
    async with KeyStore(p.config.keys_dsn, p.config.master_key) as keys:
        mine = await door(p, keys)
        (first, second) = reports(p, "1", "2")
        (receipt,) = await mine.receive(p.connection, [first], advance=advance)
        await keys.destroy(f"{receipt['incident']}/narrative")
        await keys.destroy("partner-police/inbox")
        body = (
            b'{"id": "3", "type": "uk.cspr.partner.incident-withdrawal.v1",'
            b' "withdraws": "1", "reason": "Wrong."}'
        )
        answers = await mine.receive(
            p.connection, [second, arrived(p, body, 2)], advance=advance
        )
    assert [(each["outcome"], each["status"]) for each in answers] == [
        ("accepted", 201),
        ("refused", 410),
    ]
    kept = await p.rows("select message_id from inbox where body is not null")
    assert kept == [("1",)]
