"""Adopting a calendar: recorded once, refused in words, and carried whole by its event."""

from dataclasses import replace
from datetime import date
from typing import Any

from shared.decisions.adopting import AdoptCalendar, Adopted, decider
from shared.decisions.calendar import Calendar, known_calendars, shipped_calendar
from shared.decisions.in_force import adoption_of, calendar_of
from shared.events.operations_calendar import CalendarAdopted
from tests.support.cases import at, sealed
from tests.support.given import Given, given

before, shipped = known_calendars()["before-2022-09-10"], shipped_calendar()
funeral = date(2022, 9, 19)
once: Any = {"adopted_on": date(2022, 9, 12), "why": sealed("why")}


def adopt(calendar: Calendar) -> AdoptCalendar:
    return AdoptCalendar(asked_at=at("2022-09-12"), calendar=calendar, why=sealed("why"))


def after(*calendars: Calendar) -> Given:
    history: list[CalendarAdopted] = []
    for calendar in calendars:
        history.append(given(decider, *history).when(adopt(calendar)).then_one(CalendarAdopted))
    return given(decider, *history)


def test_the_shipped_calendar_is_in_force_until_another_is_adopted() -> None:
    assert Adopted().in_force == shipped
    after().when(adopt(shipped)).then_nothing()
    event = after().when(adopt(before)).then_one(CalendarAdopted)
    assert (event.before, event.calendar) == (shipped.version, before.version)
    assert event.adopted_on == date(2022, 9, 12)


def test_the_event_holds_the_whole_calendar() -> None:
    event = after(before).when(adopt(shipped)).then_one(CalendarAdopted)
    again = CalendarAdopted.model_validate_json(event.encode())
    assert calendar_of(again) == shipped
    assert funeral in calendar_of(again).holidays and funeral not in before.holidays


def test_what_is_in_force_is_not_adopted_again_but_an_earlier_one_may_be() -> None:
    after(before).when(adopt(before)).then_nothing()
    back = after(before, shipped).when(adopt(before)).then_one(CalendarAdopted)
    assert back.before == shipped.version


def test_a_version_never_names_other_holidays_than_before() -> None:
    other = shipped.with_holiday(date(2027, 6, 7), "Made up", version=before.version)
    after(before, shipped).when(adopt(other)).then_refused("with other holidays")
    other = shipped.with_holiday(date(2027, 6, 7), "Made up", version=shipped.version)
    after().when(adopt(other)).then_refused("with other holidays")
    after(before).when(adopt(other)).then_refused("with other holidays")
    older = replace(shipped, version="of a build that is gone")
    gone = given(decider, adoption_of(before, before=older.version, **once))
    gone.when(adopt(older)).then_refused("with other holidays")


def test_a_calendar_that_covers_less_is_refused() -> None:
    short = Calendar("short", shipped.holidays, shipped.first_day, date(2026, 12, 31))
    after().when(adopt(short)).then_refused("could not be counted any more")
