"""The day of a report that is owed moves until it is sent, and judges it as it stands."""

from services.reporting.domain import RequirePanelReport, decider, recounting
from services.reporting.read_models.submissions import Submissions
from shared.decisions.calendar import Calendar, known_calendars, shipped_calendar
from shared.decisions.recounting import RecountDueDates
from shared.decisions.rules import due
from shared.events.codes import Decision
from shared.events.event import Event
from shared.events.recomputed import DueDateRecomputed
from shared.events.reports import PanelReportRequired
from tests.support.cases import at, day, recorded
from tests.unit.reporting.test_submission import submit

early, now = known_calendars()["before-2022-09-10"], shipped_calendar()
# Fifteen working days from Fri 16 September 2022: Fri 7 October, and with Mon 19 a holiday
# Mon 10; from Wed 14: Wed 5, and Thu 6.
require = RequirePanelReport(
    asked_at=at("2022-09-30"),
    decision=Decision.NO_FURTHER_REVIEW,
    completed_on=day("2022-09-30"),
    due_notified=due("rapid-review", "NOTIFIED", day("2022-09-16"), calendar=early),
    due_aware=due("rapid-review", "AWARE", day("2022-09-14"), calendar=early),
    counted_by=early,
)


def lived(*commands: object) -> list[Event]:
    history: list[Event] = []
    for command in commands:
        history.extend(decider.decide(command, decider.fold(history)))  # type: ignore[arg-type]
    return history


def recount(history: list[Event], calendar: Calendar = now) -> list[Event]:
    command = RecountDueDates(asked_at=at("2022-10-01"), counted_by=calendar)
    return list(recounting.decide(command, recounting.fold(history)))


def test_a_report_that_is_owed_is_judged_by_the_day_that_stands() -> None:
    history = lived(require)
    moved = recount(history)
    assert [
        (one.was.due_on, one.now.due_on)  # type: ignore[attr-defined]
        for one in moved
    ] == [(day("2022-10-07"), day("2022-10-10")), (day("2022-10-05"), day("2022-10-06"))]
    assert recount([*history, *moved]) == []
    (in_time,) = decider.decide(submit("2022-10-10"), decider.fold([*history, *moved]))
    (too_late,) = decider.decide(submit("2022-10-10"), decider.fold(history))
    assert in_time.breach is None and too_late.breach.days_late == 3  # type: ignore[attr-defined]


def test_a_report_that_was_sent_stays_as_it_was_judged() -> None:
    assert recount(lived(require, submit("2022-10-10"))) == []


def test_what_comes_with_days_of_a_calendar_that_was_replaced_is_counted_anew_at_once() -> None:
    adopted = Calendar(
        now.version, now.holidays, now.first_day, now.last_day, frozenset({early.version})
    )
    late = require.model_copy(update={"counted_by": adopted})
    assert [type(one) for one in lived(late)] == [
        PanelReportRequired,
        DueDateRecomputed,
        DueDateRecomputed,
    ]
    # This service still counts by the earlier one: the newer days are not taken back.
    ahead = require.model_copy(
        update={
            "due_notified": due("rapid-review", "NOTIFIED", day("2022-09-16"), calendar=now),
            "due_aware": None,
        }
    )
    assert [type(one) for one in lived(ahead)] == [PanelReportRequired]


def test_the_register_shows_the_day_that_stands() -> None:
    model = Submissions()
    rows = model.evolve((), recorded(lived(require)[0], "2022-09-30"))
    for event in recount(lived(require)):
        rows = model.evolve(rows, recorded(event, "2022-10-01"))
    (row,) = rows
    assert (row.due_on, row.due_notified_on, row.due_aware_on) == (
        day("2022-10-10"),
        day("2022-10-10"),
        day("2022-10-06"),
    )
