"""Whatever is asked in whatever order, over whatever adoptions: one clock, one day."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain import decider, recounting
from services.reviews.read_models.clocks import Clocks, open_states
from services.reviews.read_models.obligations import Obligations
from shared.decisions.calendar import known_calendars, shipped_calendar
from shared.decisions.decider import Command, Refused
from shared.decisions.recounting import RecountDueDates
from shared.events.codes import Outcome
from shared.events.event import Event
from shared.events.recomputed import DueDateRecomputed
from shared.events.values import Recipient
from tests.support.cases import SWINDON, at, child, day
from tests.unit.notifications.history import amend, aware, decline, notify, report, withdraw
from tests.unit.notifications.test_telling import take_back, tell
from tests.unit.reviews.folding import fold

calendars = (known_calendars()["before-2022-09-10"], shipped_calendar())
_first = day("2022-09-14")
_children = (child(Outcome.DEATH, looked_after=True, lives_in=SWINDON),)
_late = at("2022-10-20")


@st.composite
def courses(draw: st.DrawFn) -> list[Command | int]:
    """Requests about one case; a number stands for adopting that calendar."""
    course: list[Command | int] = [report]
    for _ in range(draw(st.integers(1, 14))):
        on = (_first + timedelta(days=draw(st.integers(0, 20)))).isoformat()
        who = draw(st.sampled_from(list(Recipient)))
        area = SWINDON if who is Recipient.OTHER_AREA_PARTNERS else None
        asked: Any = draw(
            st.sampled_from(
                [
                    0,
                    1,
                    aware(on),
                    notify(on, children=_children),
                    amend(children=_children),
                    amend(),
                    decline,
                    withdraw,
                    tell(who, on, area=area),
                    take_back(who, on, area=area),
                ]
            )
        )
        later = isinstance(asked, Command)
        course.append(asked.model_copy(update={"asked_at": _late}) if later else asked)
    return course


def lived(course: list[Command | int]) -> tuple[list[Event], Any]:
    """The history after a course, and the calendar in force then."""
    history: list[Event] = []
    by = calendars[1]
    for asked in course:
        if isinstance(asked, int):
            by = calendars[asked]
            history += recount(history, by)
            assert recount(history, by) == []
            continue
        try:
            command: Any = asked.model_copy(update={"counted_by": by})
            history += decider.decide(command, decider.fold(history))
        except Refused as refused:
            assert refused.words.endswith(".")
    return history, by


def recount(history: list[Event], by: Any) -> list[Event]:
    command = RecountDueDates(asked_at=_late, counted_by=by)
    return list(recounting.decide(command, recounting.fold(history)))


@settings(max_examples=150, deadline=None)
@given(courses())
def test_no_sequence_leaves_two_open_clocks_of_one_kind(course: list[Command | int]) -> None:
    history, by = lived(course)
    for end in range(1, len(history) + 1):
        rows = fold(Clocks(), *history[:end])
        assert sum(row.state in open_states for row in rows) <= 1
    moved = [event for event in history if isinstance(event, DueDateRecomputed)]
    assert all(event.was.due_on != event.now.due_on for event in moved)
    _check_days(history, by)


def _check_days(history: list[Event], by: Any) -> None:
    """What is open is due on the day that the calendar in force gives."""
    for row in fold(Clocks(), *history):
        if row.state in open_states:
            assert row.due_on == by.working_days_after(row.counted_from, 5).day
    for row in fold(Obligations(), *history):
        if row.state == "open" and row.due_on is not None:
            assert row.due_on == by.working_days_after(row.counted_from, 5).day
