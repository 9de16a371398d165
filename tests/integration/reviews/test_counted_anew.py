"""The running service takes a calendar over from the log and counts its open clocks anew."""

from typing import Any

import psycopg

from shared.decisions import adopting
from shared.decisions.adopting import AdoptCalendar
from shared.decisions.calendar import Calendar, shipped_calendar
from shared.decisions.clock import SystemClock
from shared.decisions.store import Cause, EventStore, Request
from tests.support.cases import at, day, sealed
from tests.support.living_case import living, officer
from tests.support.practice_case import done
from tests.support.reviews import Reviews
from tests.support.thematic_case import copy, opened
from tests.support.world import until

# Fifteen working days from Wed 1 April 2026: 2, 7-10 (5), 13-17 (10), 20-24 April; with Tue 14
# a made-up holiday Mon 27. From Mon 30 March: 31, 1, 2, 7-10 (7), 13-17 (12), 20-22; Thu 23.
made_up = shipped_calendar().with_holiday(day("2026-04-14"), "Made up", version="made up 2026")


async def adopt(v: Reviews, calendar: Calendar) -> None:
    store = EventStore("reviews", SystemClock())
    async with await psycopg.AsyncConnection.connect(v.config.dsn) as connection:
        store.gate.open_for(await store.gate.fingerprint(connection))
        command = AdoptCalendar(asked_at=at("2026-04-10"), calendar=calendar, why=sealed("why"))
        request = Request(adopting.subject, command, Cause("operator:op-7", "flow"))
        (outcome,) = await store.decide(connection, adopting.decider, [request])
        assert outcome.events


async def days(v: Reviews, subject: str) -> list[tuple[Any, ...]]:
    return await v.rows(
        "select start, due_on::text, was_due_on::text from clocks where subject = %s"
        " and clock = 'rapid-review' order by start",
        subject,
    )


async def test_what_is_open_moves_by_itself_and_what_begins_counts_by_it(v: Reviews) -> None:
    subject = await living(v)
    assert await days(v, subject) == [
        ("AWARE", "2026-04-22", None),
        ("NOTIFIED", "2026-04-24", None),
    ]
    await adopt(v, made_up)

    async def moved() -> bool:
        return await days(v, subject) == [
            ("AWARE", "2026-04-23", "2026-04-22"),
            ("NOTIFIED", "2026-04-27", "2026-04-24"),
        ]

    await until(moved)
    timeline = (await v.get(f"/cases/{subject}/timeline", officer)).json()["events"]
    last = timeline[-1]
    assert (last["what"], last["actor"], last["source"]) == (
        "DueDateRecomputed",
        "policy:reviews",
        "reviews",
    )
    ((event_id,),) = await v.rows("select id from events where subject = %s", adopting.subject)
    assert last["causation_id"] == event_id
    after = await living(v)
    assert await days(v, after) == [
        ("AWARE", "2026-04-23", None),
        ("NOTIFIED", "2026-04-27", None),
    ]

    async def done() -> bool:
        rows = await v.rows(
            "select recounted_at is not null, recomputed from calendars_adopted"
        )
        return rows == [(True, 2)]

    await until(done)


async def test_the_day_on_which_a_thematic_review_may_be_published_moves_by_itself(
    v: Reviews,
) -> None:
    # Copies on Thu 9 April 2026: 10, 13-17 (6), Mon 20; with Tue 14 a made-up holiday Tue 21.
    path = f"/thematic-reviews/{await opened(v)}"
    sent = await done(v, f"{path}/copies", copy)
    before = (await v.get(path, officer, after=sent)).json()
    assert before["opens_on"] == "2026-04-20"
    await living(v)
    await adopt(v, made_up)

    async def moved() -> bool:
        return bool((await v.get(path, officer)).json()["opens_on"] == "2026-04-21")

    await until(moved)
    last = (await v.get(f"{path}/timeline", officer)).json()["events"][-1]
    assert (last["what"], last["actor"]) == ("ThematicTermRecomputed", "policy:reviews")
    assert "from 21 April 2026 on, not from 20 April 2026" in last["words"]

    async def finished() -> bool:
        rows = await v.rows(
            "select recounted_at is not null, cases, recomputed from calendars_adopted"
        )
        return rows == [(True, 2, 3)]

    await until(finished)
