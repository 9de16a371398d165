"""A calendar is adopted: every service counts by it, and its open clocks anew, once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
import pytest_asyncio

from deploy.local.stack import Stack
from services.command.calendar_acts import (
    NoSuchCalendar,
    adopt,
    chosen,
    from_file,
    history,
    standing,
)
from services.command.followers import service_named
from services.notifications.domain import WithdrawNotification
from shared.decisions import adopting
from shared.decisions.calendar import known_calendars, shipped_calendar
from shared.decisions.decider import Refused
from shared.decisions.ids import new_subject
from shared.decisions.store import Cause, Request
from shared.events.codes import WithdrawalReason
from shared.events.values import Recipient
from tests.support.adopting import (
    actor,
    adopted,
    aware,
    do,
    due,
    go_on,
    moved,
    opened,
    recount,
)
from tests.support.cases import at, day
from tests.support.still_system import System, system
from tests.support.world import until
from tests.unit.notifications.history import notify

early, shipped = known_calendars()["before-2022-09-10"], shipped_calendar()


@pytest_asyncio.fixture
async def s(stack: Stack) -> AsyncIterator[System]:
    async with system(stack) as made:
        yield made


async def test_a_holiday_proclaimed_while_clocks_run_moves_the_open_ones_alone(
    s: System,
) -> None:
    """Wed 14 September 2022 + 5: Wed 21; with Mon 19 a holiday Thu 22; domain notes, 5."""
    await adopted(s, "before-2022-09-10")
    running, over, closed = (new_subject("case") for _ in range(3))
    await do(s, "notifications", running, aware())
    for subject in (over, closed):
        await do(s, "notifications", subject, aware())
        await do(s, "notifications", subject, notify("2022-09-16"))
    withdrawal = WithdrawNotification(
        asked_at=at("2022-09-16", 15), reason=WithdrawalReason.CRITERIA_NOT_MET
    )
    await do(s, "notifications", closed, withdrawal)
    await go_on(s)
    assert await due(s, running) == [
        ("notification", "AWARE", "2022-09-21", None, early.version, "running")
    ]

    await adopted(s, "shipped")
    assert await due(s, running) == [
        ("notification", "AWARE", "2022-09-22", "2022-09-21", shipped.version, "running")
    ]
    # Notified on Fri 16: 19-23 (5), 26-30 (10), 3-7 October; with the holiday Mon 10. From Wed
    # 14: Wed 5, and Thu 6. The notification of it was made, and stays as it was counted.
    assert await due(s, over) == [
        ("notification", "AWARE", "2022-09-21", None, early.version, "stopped"),
        ("rapid-review", "AWARE", "2022-10-06", "2022-10-05", shipped.version, "running"),
        ("rapid-review", "NOTIFIED", "2022-10-10", "2022-10-07", shipped.version, "running"),
    ]
    assert {row[5] for row in await due(s, closed)} == {"stopped", "cancelled"}
    # The partners of the case that stands were not told yet.
    assert sorted(await moved(s, "notifications")) == sorted(
        (subject, "policy:notifications", "2022-09-21", "2022-09-22")
        for subject in (running, over)
    )
    assert {row[0] for row in await moved(s, "reviews")} == {over}
    assert await s.rows(
        "reviews",
        "select due_on::text, was_due_on::text from obligations where subject = %s"
        " and recipient = %s",
        over,
        Recipient.SAFEGUARDING_PARTNERS,
    ) == [("2022-09-22", "2022-09-21")]
    assert await s.rows(
        "notifications", "select due_on::text from incidents where subject = %s", running
    ) == [("2022-09-22",)]

    after = new_subject("case")
    await do(s, "notifications", after, aware())
    (begun,) = await s.rows(
        "notifications",
        "select convert_from(body, 'UTF8')::jsonb #>> '{due,calendar}' from events"
        " where subject = %s and name = 'AwarenessRecorded'",
        after,
    )
    assert begun == (shipped.version,)
    assert {(one.calendar, one.unfinished) for one in await standing(s.place)} == {
        (shipped.version, False)
    }


async def test_counting_anew_goes_on_where_it_was_and_happens_once(s: System) -> None:
    await adopted(s, "before-2022-09-10")
    cases = [new_subject("case") for _ in range(5)]
    for subject in cases:
        await do(s, "notifications", subject, aware())
    await adopted(s, "shipped", anew=False)
    assert await recount(s, "notifications", batches=2, most=2) == 2
    assert len(await moved(s, "notifications")) == 4
    (at_,) = [one for one in await standing(s.place) if one.service == "notifications"]
    assert (at_.unfinished, at_.cases, at_.recomputed) == (True, 4, 4)
    await recount(s, "notifications")
    assert sorted(row[0] for row in await moved(s, "notifications")) == sorted(cases)
    await s.rows(
        "notifications",
        "update calendars_adopted set recounted_to = '', recounted_at = null"
        " where version = %s returning 1",
        shipped.version,
    )
    await recount(s, "notifications")
    assert len(await moved(s, "notifications")) == 5


async def test_what_breaks_off_in_between_leaves_nothing_behind(
    s: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    await adopted(s, "before-2022-09-10")
    subject = new_subject("case")
    await do(s, "notifications", subject, aware())
    await adopted(s, "shipped", anew=False)

    def breaks(name: str) -> None:
        raise ConnectionError(name)

    with monkeypatch.context() as broken:
        broken.setattr("shared.edge.recounting.crash_point", breaks)
        with pytest.raises(ConnectionError):
            await recount(s, "notifications")
    assert await moved(s, "notifications") == []
    (at_,) = [one for one in await standing(s.place) if one.service == "notifications"]
    assert (at_.unfinished, at_.cases) == (True, 0)
    await recount(s, "notifications")
    assert [row[0] for row in await moved(s, "notifications")] == [subject]


async def test_a_case_that_cannot_be_read_is_set_aside_and_holds_no_other_up(
    s: System,
) -> None:
    await adopted(s, "before-2022-09-10")
    cases = sorted(new_subject("case") for _ in range(3))
    for subject in cases:
        await do(s, "notifications", subject, aware())
    await adopted(s, "shipped", anew=False)
    (whole,) = await s.rows(
        "notifications", "select body from events where subject = %s and position = 1", cases[1]
    )
    await s.harm(
        "notifications",
        "update events set body = '{}' where subject = %s and position = 1",
        cases[1],
    )
    await recount(s, "notifications")
    (at_,) = [one for one in await standing(s.place) if one.service == "notifications"]
    assert (at_.set_aside, at_.unfinished) == ((cases[1],), True)
    assert [row[0] for row in await moved(s, "notifications")] == [cases[0], cases[2]]
    await s.harm(
        "notifications",
        "update events set body = %s where subject = %s and position = 1",
        whole[0],
        cases[1],
    )
    await recount(s, "notifications")  # as a process that begins
    (at_,) = [one for one in await standing(s.place) if one.service == "notifications"]
    assert (at_.set_aside, at_.unfinished, at_.recomputed) == ((), False, 3)


async def test_to_take_over_waits_until_nobody_decides(s: System) -> None:
    """What is being decided by the old calendar is there before counting anew begins."""
    await adopted(s, "before-2022-09-10")
    config, subject = s.place.config("notifications"), new_subject("case")
    service, store = service_named("notifications"), await opened(s, "notifications")
    async with await psycopg.AsyncConnection.connect(config.dsn, autocommit=True) as other:
        async with other.transaction():
            request = Request(subject, aware(), Cause("officer-7", "flow"))
            await store.decide(other, service.decider, [request])
            taking = asyncio.create_task(adopted(s, "shipped", anew=False))
            await until(lambda: _waits_for_the_calendar(s))
            assert not taking.done()
        await taking
    await recount(s, "notifications")
    assert [row[0] for row in await moved(s, "notifications")] == [subject]


async def _waits_for_the_calendar(s: System) -> bool:
    config = s.place.config("reviews")
    async with await psycopg.AsyncConnection.connect(config.dsn) as looking:
        rows = await looking.execute(
            "select 1 from pg_locks join pg_database d on d.oid = database"
            " where locktype = 'advisory' and not granted and datname = %s",
            [s.place.config("notifications").database_name],
        )
        return bool(await rows.fetchall())


async def test_an_adoption_is_an_operators_event_and_happens_once(s: System) -> None:
    await adopted(s, "before-2022-09-10")
    again = await adopt(s.place, early, "Once more.", actor=actor)
    assert (again.adopted, again.changes) == (False, [])
    rows = await s.rows(
        "reviews",
        "select name, actor, position, convert_from(body, 'UTF8')::jsonb ->> 'calendar',"
        " convert_from(body, 'UTF8')::jsonb -> 'why' ->> 'key' from events where subject = %s",
        adopting.subject,
    )
    key = f"{adopting.subject}/narrative"
    assert rows == [("CalendarAdopted", actor, 1, early.version, key)]
    trial = await adopt(s.place, shipped, None, actor=actor)
    assert trial.adopted and [(one.day, one.holiday) for one in trial.changes] == [
        (day("2022-09-19"), True)
    ]
    assert len(await s.rows("reviews", "select 1 from events")) == 1
    with pytest.raises(NoSuchCalendar, match="There are: shipped, before-2022-09-10"):
        chosen(await history(s.place), "2031")


async def test_a_list_of_gov_uk_becomes_a_calendar_with_the_years_that_it_has(
    s: System, tmp_path: Any
) -> None:
    known = await history(s.place)
    file = tmp_path / "bank-holidays.json"
    file.write_text(
        '{"england-and-wales": {"events": [{"date": "2027-01-01", "title": "New Year"},'
        ' {"date": "2027-06-07", "title": "Proclaimed"}]}}'
    )
    made = from_file(known, "proclaimed-2026", file)
    assert made.holidays[day("2027-06-07")] == "Proclaimed"
    assert (made.first_day, made.last_day) == (shipped.first_day, shipped.last_day)
    assert {d: t for d, t in made.holidays.items() if d.year != 2027} == {
        d: t for d, t in shipped.holidays.items() if d.year != 2027
    }
    assert (await adopt(s.place, made, "Proclaimed.", actor=actor)).adopted
    assert chosen(await history(s.place), "proclaimed-2026") == made
    with pytest.raises(Refused, match="with other holidays"):
        file.write_text(file.read_text().replace("06-07", "06-14"))
        await adopt(s.place, from_file(known, "proclaimed-2026", file), "x", actor=actor)
    for bad in ("[]", "{}", "no json", '{"england-and-wales": {"events": []}}'):
        file.write_text(bad)
        with pytest.raises(NoSuchCalendar, match="cannot be read"):
            from_file(known, "proclaimed-2026", file)
    with pytest.raises(NoSuchCalendar, match="cannot be read"):
        from_file(known, "x", tmp_path / "nowhere.json")
