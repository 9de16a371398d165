"""Actions after a review: given–when–then, and the rows that are made of them."""

from typing import Any

from services.reviews.actions import _year_before
from services.reviews.domain.actions import (
    CloseAction,
    RaiseAction,
    RecordActionProgress,
    ReopenAction,
    RescheduleAction,
    decider,
)
from services.reviews.read_models.actions import Actions
from shared.events.actions import (
    ActionClosed,
    ActionProgress,
    ActionProgressed,
    ActionRaised,
    ActionReopened,
    ActionRescheduled,
    ActionSource,
)
from shared.events.event import Event
from tests.support.cases import at, day, sealed
from tests.support.given import Given, given
from tests.unit.reviews.folding import fold

asked = at("2024-06-03")
to_do, why, effect = sealed("tell the health visitor"), sealed("why"), sealed("effect")
raised = ActionRaised(
    number=1,
    arises_from=ActionSource.RAPID_REVIEW,
    owner="Wiltshire Police",
    action=to_do,
    raised_on=day("2024-03-20"),
    due_on=day("2024-05-31"),
)


def noted(progress: ActionProgress = ActionProgress.DONE, **told: Any) -> ActionProgressed:
    base = {"number": 1, "noted_on": day("2024-05-20"), "by": "member"}
    return ActionProgressed(**{**base, "progress": progress, **told})


closed = ActionClosed(number=1, effect=effect, closed_on=day("2024-06-03"), by="chair")
reopened = ActionReopened(number=1, reason=why, reopened_on=day("2024-06-03"))


def case(*history: Event) -> Given:
    return given(decider, *history)


def raising(**told: Any) -> RaiseAction:
    base = {
        "asked_at": asked,
        "arises_from": ActionSource.RAPID_REVIEW,
        "owner": "Wiltshire Police",
        "action": to_do,
        "raised_on": day("2024-03-20"),
        "due_on": day("2024-05-31"),
    }
    return RaiseAction(**{**base, **told})


def progress(**told: Any) -> RecordActionProgress:
    base = {"asked_at": asked, "number": 1, "noted_on": day("2024-05-20"), "by": "member"}
    return RecordActionProgress(**{**base, "progress": ActionProgress.DONE, **told})


def closing(by: str = "chair", **told: Any) -> CloseAction:
    base = {"asked_at": asked, "number": 1, "effect": effect, "closed_on": day("2024-06-03")}
    return CloseAction(**{**base, "by": by, **told})


def later(**told: Any) -> RescheduleAction:
    base = {"asked_at": asked, "number": 1, "reason": why, "due_on": day("2024-07-31")}
    return RescheduleAction(**{**base, "rescheduled_on": day("2024-05-20"), **told})


def test_actions_are_counted_from_one_and_the_same_again_is_none() -> None:
    case().when(raising()).then(raised)
    case(raised).when(raising()).then_nothing()
    second = case(raised).when(raising(owner="The council")).then_one(ActionRaised)
    assert second.number == 2


def test_days_that_cannot_be_are_refused() -> None:
    case().when(raising(due_on=day("2024-03-19"))).then_refused("due before it is raised")
    case().when(raising(raised_on=day("2024-06-04"))).then_refused("in the future")
    case(raised).when(progress(noted_on=day("2024-03-19"))).then_refused("before that")
    case(raised, noted()).when(closing(closed_on=day("2024-05-19"))).then_refused("before that")


def test_progress_is_recorded_with_who_said_it() -> None:
    case(raised).when(progress()).then(noted())
    case(raised, noted()).when(progress()).then_nothing()
    case(raised).when(progress(number=2)).then_refused("no action 2")


def test_what_nobody_said_was_done_is_not_closed() -> None:
    case(raised).when(closing()).then_refused("Nobody has recorded yet")
    under_way = noted(ActionProgress.UNDER_WAY)
    case(raised, under_way).when(closing()).then_refused("Nobody has recorded yet")
    case(raised, noted(ActionProgress.CANNOT_BE_DONE)).when(closing()).then(closed)


def test_who_said_that_it_is_done_does_not_close_it() -> None:
    case(raised, noted()).when(closing(by="member")).then_refused("Somebody else")
    case(raised, noted()).when(closing()).then(closed)
    case(raised, noted(), closed).when(closing()).then_nothing()


def test_a_closed_action_changes_no_more_until_it_is_reopened() -> None:
    over = case(raised, noted(), closed)
    over.when(progress(noted_on=day("2024-06-03"))).then_refused("Reopen it first")
    over.when(later()).then_refused("Reopen it first")
    again = ReopenAction(asked_at=asked, number=1, reason=why, reopened_on=day("2024-06-03"))
    over.when(again).then(reopened)
    case(raised, noted(), closed, reopened).when(again).then_nothing()
    case(raised).when(again).then_refused("not closed")
    case(raised, noted(), closed, reopened).when(closing()).then_refused("Nobody has recorded")


def test_another_due_day_keeps_the_one_before() -> None:
    moved = case(raised).when(later()).then_one(ActionRescheduled)
    assert (moved.due_before, moved.due_on) == (day("2024-05-31"), day("2024-07-31"))
    case(raised, moved).when(later()).then_nothing()
    on_the_same = later(due_on=day("2024-05-31"))
    case(raised).when(on_the_same).then_refused("on that day already")


def test_the_row_says_how_far_it_is_and_first_due() -> None:
    moved = ActionRescheduled(
        number=1,
        due_on=day("2024-07-31"),
        due_before=day("2024-05-31"),
        reason=why,
        rescheduled_on=day("2024-05-20"),
    )
    (row,) = fold(Actions(), raised, moved, noted(), closed)
    assert (row.first_due_on, row.due_on) == (day("2024-05-31"), day("2024-07-31"))
    assert (row.progress, row.closed_on) == ("done", day("2024-06-03"))
    assert row.effect == effect.model_dump(mode="json")
    (again,) = fold(Actions(), raised, noted(), closed, reopened)
    assert (again.progress, again.closed_on, again.effect) == ("under-way", None, None)


def test_a_year_that_ends_on_a_leap_day_is_a_year() -> None:
    assert _year_before(day("2024-02-29")) == day("2023-02-28")
    assert _year_before(day("2026-03-31")) == day("2025-03-31")
