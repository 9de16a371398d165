"""Open days of a review are counted anew; what is over stays as it was counted."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reviews.domain import OpenRapidReview, decider, recounting
from services.reviews.domain import thematic as of_thematic
from services.reviews.read_models.caseload import Caseload
from services.reviews.read_models.clocks import Clocks
from services.reviews.read_models.obligations import Obligations
from services.reviews.read_models.thematic import ThematicReviews
from services.reviews.read_models.timeline import Timeline
from shared.decisions.calendar import Calendar, known_calendars, shipped_calendar
from shared.decisions.decider import Command
from shared.decisions.recounting import RecountDueDates
from shared.events.event import Event
from shared.events.publication import PrePublicationCopySent
from shared.events.recomputed import DueDateRecomputed, TermRecomputed
from shared.events.thematic import ThematicTermRecomputed
from tests.support.cases import WILTSHIRE, at, day
from tests.support.given import given as given_events
from tests.unit.reviews import thematic
from tests.unit.reviews.folding import fold
from tests.unit.reviews.practice import commissioned, publish, send
from tests.unit.reviews.test_any_sequence import check_clocks, courses, lived

early, now = known_calendars()["before-2022-09-10"], shipped_calendar()
# Made up: Thu 5 September 2024 is a holiday.
made_up = now.with_holiday(day("2024-09-05"), "Made up", version="made up")

# Fifteen working days from Wed 14 September 2022: 15, 16, 19-23 (7), 26-30 (12), 3, 4, Wed 5
# October; with Mon 19 a holiday Thu 6. From Fri 16: Fri 7 October, and Mon 10.
opening = OpenRapidReview(
    asked_at=at("2022-09-16"),
    authority=WILTSHIRE,
    notified_on=day("2022-09-16"),
    aware_on=day("2022-09-14"),
    counted_by=early,
)


def recount(
    history: list[Event], calendar: Calendar = now, on: str = "2022-09-17"
) -> list[Any]:
    command = RecountDueDates(asked_at=at(on), counted_by=calendar)
    return list(recounting.decide(command, recounting.fold(history)))


def opened() -> list[Event]:
    return list(given_events(decider).when(opening).events)


def worked(*commands: Command) -> list[Event]:
    history: list[Event] = []
    for command in commands:
        when = given_events(decider, *history).when(command)
        assert when.events, when.refusal
        history.extend(when.events)
    return history


def test_both_starts_of_a_rapid_review_move() -> None:
    moved = recount(opened())
    assert [(one.was.start, one.was.due_on, one.now.due_on) for one in moved] == [
        ("NOTIFIED", day("2022-10-07"), day("2022-10-10")),
        ("AWARE", day("2022-10-05"), day("2022-10-06")),
    ]
    assert recount([*opened(), *moved]) == []


def test_rows_and_words_show_the_old_day_and_the_new_one() -> None:
    history = [*opened(), *recount(opened())]
    rows = {row.start: row for row in fold(Clocks(), *history)}
    row = rows["NOTIFIED"]
    assert (row.was_due_on, row.due_on) == (day("2022-10-07"), day("2022-10-10"))
    assert (row.was_calendar, row.calendar) == (early.version, now.version)
    assert row.recomputed_on == day("2022-09-17") and "2022-09-19" in row.skipped
    (case,) = fold(Caseload(), *history)
    assert (case.next_due_on, case.rapid_review_due_on) == (day("2022-10-06"),) * 2
    words = [each.words for each in fold(Timeline(), *history)]
    assert "due on 10 October 2022, not on 7 October 2022" in words[1]
    assert early.version in words[1] and now.version in words[1]


def test_the_time_before_a_publication_moves_while_it_lasts() -> None:
    # Sent on Mon 2 September 2024: 3, 4, 5, 6, 9, 10, Wed 11; with Thu 5 a holiday Thu 12.
    history = worked(*commissioned, send())
    (moved,) = recount(history, made_up)
    assert isinstance(moved, TermRecomputed)
    assert (moved.was.ends_on, moved.now.ends_on) == (day("2024-09-11"), day("2024-09-12"))
    after = [*history, moved]
    assert recount(after, made_up) == []
    early_publishing = publish("2024-09-11").model_copy(update={"counted_by": made_up})
    given_events(decider, *after).when(early_publishing).then_refused("2024-09-12")
    (row,) = [row for row in fold(Clocks(), *after) if row.clock == "pre-publication"]
    assert (row.due_on, row.was_due_on) == (day("2024-09-12"), day("2024-09-11"))
    (case,) = fold(Caseload(), *after)
    assert case.opens_on == day("2024-09-12")


def test_what_is_published_stays_as_it_was_counted() -> None:
    history = worked(*commissioned, send(), publish())
    assert recount(history, made_up) == []


def test_the_time_before_a_thematic_review_is_published_moves_while_it_lasts() -> None:
    # As of a local review: sent on Mon 2 September 2024, Wed 11, and with Thu 5 off Thu 12.
    def anew(history: list[Event]) -> list[Event]:
        command = RecountDueDates(asked_at=at("2024-09-04"), counted_by=made_up)
        rules = of_thematic.recounting
        return list(rules.decide(command, rules.fold(history)))

    history = list(thematic.lived(*thematic.done, thematic.send()).history)
    (moved,) = anew(history)
    assert isinstance(moved, ThematicTermRecomputed)
    assert (moved.was.ends_on, moved.now.ends_on) == (day("2024-09-11"), day("2024-09-12"))
    assert (moved.was.calendar, moved.now.calendar) == (now.version, made_up.version)
    after = [*history, moved]
    assert anew(after) == []
    (row,) = fold(ThematicReviews(), *after)
    assert row.opens_on == day("2024-09-12")
    words = [each.words for each in fold(Timeline(), *after)][-1]
    assert "from 12 September 2024 on, not from 11 September 2024" in words
    out = thematic.publish("2024-09-11").model_copy(update={"counted_by": made_up})
    given_events(of_thematic.decider, *after).when(out).then_refused("2024-09-12")


def test_a_thematic_review_that_waits_for_nothing_is_passed_over() -> None:
    def anew(*commands: Command) -> list[Event]:
        command = RecountDueDates(asked_at=at("2024-12-02"), counted_by=made_up)
        rules, history = of_thematic.recounting, thematic.lived(*commands).history
        return list(rules.decide(command, rules.fold(history)))

    sent = (*thematic.done, thematic.send())
    assert anew(*thematic.done) == []
    assert anew(*thematic.done, thematic.send(to=thematic.everybody[:2])) == []
    assert anew(*sent, thematic.publish()) == []
    assert anew(*sent, thematic.publish(), thematic.take_down()) == []
    rules = of_thematic.recounting
    command = RecountDueDates(asked_at=at("2024-12-02"), counted_by=made_up)
    assert list(rules.decide(command, rules.initial)) == []


def test_a_case_without_open_clocks_is_passed_over() -> None:
    assert recount([]) == []
    assert recount(worked(*commissioned)) == []
    assert fold(Obligations(), *recount(opened())) == ()


def recounted_somewhere(
    history: list[Event], places: list[int], calendars: list[str]
) -> list[Event]:
    """The same history with what adoptions in between make happen."""
    found: list[Event] = []
    by = dict(zip(places, calendars, strict=False))
    for place, event in enumerate(history):
        found.append(event)
        if place in by:
            calendar = made_up if by[place] == "made up" else now
            found += recount(found, calendar, "2024-09-03")
    return found


@settings(max_examples=60, deadline=None)
@given(
    courses(),
    st.lists(st.integers(0, 25), unique=True, max_size=6),
    st.lists(st.sampled_from(["made up", "shipped"]), min_size=6, max_size=6),
)
def test_no_sequence_leaves_two_open_clocks_of_one_kind_also_over_adoptions(
    course: list[Command], places: list[int], calendars: list[str]
) -> None:
    history = recounted_somewhere(lived(worked(*commissioned), course), places, calendars)
    check_clocks(history)
    check_days(history)


def check_days(history: list[Event]) -> None:
    """Each row is due on the day that the last event about its clock says."""
    terms = [
        event.now if isinstance(event, TermRecomputed) else event.term
        for event in history
        if isinstance(event, TermRecomputed | PrePublicationCopySent)
    ]
    last = [term for term in terms if term is not None]
    for row in fold(Clocks(), *history):
        if row.clock == "pre-publication" and row.state == "guarding":
            assert row.due_on == last[-1].ends_on
    moved = Counter(type(event) for event in history)
    assert moved[DueDateRecomputed] == 0, "months pass over nothing"
