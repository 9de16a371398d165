"""Open days of a notification are counted anew; what is over stays as it was counted.

Five working days from Wed 14 September 2022: 15, 16, 19, 20, Wed 21; with Mon 19 a holiday, for
the state funeral that was proclaimed on the 10th, Thu 22.
"""

from dataclasses import replace
from typing import Any

from services.notifications.domain import RecordTold, WithdrawTelling, decider, recounting
from shared.decisions.calendar import known_calendars, shipped_calendar
from shared.decisions.decider import Command
from shared.decisions.recounting import RecountDueDates
from shared.events.codes import NotificationChannel, Outcome
from shared.events.event import Event
from shared.events.obligations import TellingWithdrawn
from shared.events.recomputed import DueDateRecomputed, Recomputed
from shared.events.values import Recipient
from tests.support.cases import SWINDON, at, child, day, sealed
from tests.support.given import given
from tests.unit.notifications.history import aware, decline, notify, report, withdraw

before, now = known_calendars()["before-2022-09-10"], shipped_calendar()
on = "2022-09-15"


def by(calendar: Any, command: Command) -> Command:
    return command.model_copy(update={"counted_by": calendar})


def lived(*commands: Command) -> list[Event]:
    history: list[Event] = []
    for command in commands:
        when = given(decider, *history).when(by(before, command))
        assert when.events, when.refusal
        history.extend(when.events)
    return history


def recount(history: list[Event], calendar: Any = now) -> list[Any]:
    when = given(recounting, *history).when(by(calendar, RecountDueDates(asked_at=at(on))))
    assert when.refusal is None
    return list(when.events)


def days(events: list[Any]) -> list[tuple[str | None, str, str]]:
    return [
        (
            one.recipient and one.recipient.value,
            one.was.due_on.isoformat(),
            one.now.due_on.isoformat(),
        )
        for one in events
    ]


def test_a_holiday_proclaimed_while_the_clock_runs_moves_the_notification() -> None:
    history = lived(report, aware())
    (moved,) = recount(history)
    assert isinstance(moved, DueDateRecomputed)
    assert (moved.was.due_on, moved.now.due_on) == (day("2022-09-21"), day("2022-09-22"))
    assert (moved.was.calendar, moved.now.calendar) == (before.version, now.version)
    assert (moved.why, moved.recomputed_on) == (Recomputed.CALENDAR_ADOPTED, day(on))
    assert (moved.was.rule_set, moved.was.counted_from) == (
        moved.now.rule_set,
        moved.now.counted_from,
    )
    assert day("2022-09-19") in moved.now.skipped
    assert recount([*history, moved]) == []


def test_a_presumed_clock_moves_until_awareness_is_recorded() -> None:
    assert days(recount(lived(report))) == [(None, "2022-09-21", "2022-09-22")]
    assert [one.was.start for one in recount(lived(report, aware()))] == ["AWARE"]


def test_a_clock_that_is_over_stays() -> None:
    assert recount(lived(report, aware(), decline)) == []
    assert recount(lived(report, aware(), notify("2022-09-20"), withdraw)) == []


def test_what_is_owed_still_moves_and_what_was_told_stays() -> None:
    children = (child(Outcome.DEATH, looked_after=True, lives_in=SWINDON),)
    told = RecordTold(
        asked_at=at("2022-09-21"),
        recipient=Recipient.OFSTED,
        told_on=day("2022-09-21"),
        channel=NotificationChannel.EMAIL,
    )
    history = lived(report, aware(), notify("2022-09-20", children=children), told)
    moved = recount(history)
    assert days(moved) == [
        ("secretary-of-state", "2022-09-21", "2022-09-22"),
        ("safeguarding-partners", "2022-09-21", "2022-09-22"),
        ("other-area-partners", "2022-09-21", "2022-09-22"),
    ]
    assert moved[2].area == SWINDON
    assert recount([*history, *moved]) == []
    late = RecordTold(
        asked_at=at("2022-09-22"),
        recipient=Recipient.SECRETARY_OF_STATE,
        told_on=day("2022-09-22"),
        channel=NotificationChannel.EMAIL,
    )
    (in_time,) = decider.decide(late, decider.fold([*history, *moved]))
    (too_late,) = decider.decide(late, decider.fold(history))
    assert (in_time.breach, too_late.breach.days_late) == (None, 1)  # type: ignore[attr-defined]


def test_what_falls_on_the_same_day_again_makes_nothing_happen() -> None:
    # From Mon 19 September, itself a holiday or not, day 1 is Tue 20: Mon 26 in both.
    assert recount(lived(report, aware("2022-09-19"))) == []


def test_it_moves_back_where_an_earlier_calendar_is_adopted_again() -> None:
    history = lived(report, aware())
    (moved,) = recount(history)
    (back,) = recount([*history, moved], before)
    assert (back.was, back.now) == (moved.now, moved.was)


def test_what_a_withdrawn_telling_leaves_open_again_is_due_by_the_calendar_in_force() -> None:
    whom: dict[str, Any] = {
        "recipient": Recipient.SAFEGUARDING_PARTNERS,
        "told_on": day("2022-09-15"),
    }
    told = RecordTold(asked_at=at("2022-09-15"), channel=NotificationChannel.EMAIL, **whom)
    wrong = WithdrawTelling(asked_at=at("2022-09-16"), reason=sealed("another"), **whom)
    history = lived(report, aware(), notify(), told)
    in_force = replace(now, replaces=frozenset({before.version}))
    withdrawn, moved = given(decider, *history).when(by(in_force, wrong)).events
    assert isinstance(withdrawn, TellingWithdrawn) and isinstance(moved, DueDateRecomputed)
    assert (moved.recipient, moved.now.due_on) == (whom["recipient"], day("2022-09-22"))
    (as_before,) = given(decider, *history).when(by(before, wrong)).events
    assert isinstance(as_before, TellingWithdrawn)
