"""The course of a rapid review: opened, worked on, cancelled, imported."""

from typing import Any

import pytest

from services.reviews.domain import (
    ImportRapidReview,
    OpenRapidReview,
    RecordAgencySummary,
    RecordImmediateAction,
    RequestAgencySummary,
)
from shared.decisions.rules import due
from shared.events.codes import Decision, WithdrawalReason
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    ImmediateActionRecorded,
    RapidReviewCancelled,
    RapidReviewCompleted,
    RapidReviewOpened,
)
from tests.support.cases import WILTSHIRE, at, day, sealed, signed
from tests.unit.reviews.history import (
    after,
    cancel,
    commission,
    complete,
    due_by_awareness_on,
    due_on,
    notified_on,
    opening,
)


def request(on: str = "2024-03-05", **told: Any) -> RequestAgencySummary:
    base = {"agency": "The school", "asked_for": sealed("what is known")}
    return RequestAgencySummary(asked_at=at(on), **{**base, **told})


summary = RecordAgencySummary(
    asked_at=at("2024-03-12"),
    agency="The school",
    summary=sealed("attended"),
    received_on=day("2024-03-12"),
)
action = RecordImmediateAction(
    asked_at=at("2024-03-06"), action=sealed("siblings seen"), taken_on=day("2024-03-05")
)
history = ImportRapidReview(
    asked_at=at("2026-01-05"),
    authority=WILTSHIRE,
    opened_on=day("2019-05-07"),
    completed_on=day("2019-05-28"),
    decision=Decision.NO_FURTHER_REVIEW,
    rationale=sealed("why"),
)


def test_a_rapid_review_opens_with_both_due_dates_and_is_judged_by_the_notification() -> None:
    found = after().when(opening).then_one(RapidReviewOpened)
    assert found.due_notified == due("rapid-review", "NOTIFIED", day(notified_on))
    assert found.due_notified.due_on == day(due_on)
    assert found.due_aware is not None
    assert (found.due_aware.due_on, found.due_aware.start) == (
        day(due_by_awareness_on),
        "AWARE",
    )
    assert found.due == found.due_notified
    assert (found.authority, found.opened_on) == (WILTSHIRE, day(notified_on))


def test_it_can_be_judged_by_awareness_and_still_says_both() -> None:
    by_awareness = opening.model_copy(update={"governing": "AWARE"})
    found = after().when(by_awareness).then_one(RapidReviewOpened)
    assert found.due is not None and found.due.due_on == day(due_by_awareness_on)
    assert found.due_notified is not None and found.due_notified.due_on == day(due_on)


def test_a_review_from_a_referral_has_no_clock() -> None:
    found = (
        after()
        .when(OpenRapidReview(asked_at=at(notified_on), authority=WILTSHIRE))
        .then_one(RapidReviewOpened)
    )
    assert (found.due, found.notified_on) == (None, None)


@pytest.mark.parametrize(
    "begun", [(opening,), (opening, complete()), (opening, complete(), commission())]
)
def test_a_review_that_is_there_is_not_opened_again(begun: tuple[Any, ...]) -> None:
    after(*begun).when(opening).then_nothing()
    later = opening.model_copy(update={"notified_on": day("2024-03-01")})
    after(*begun).when(later).then_nothing()


def test_a_cancelled_review_opens_anew_when_it_is_notified_anew() -> None:
    after(opening, cancel).when(opening).then_one(RapidReviewOpened)


def test_a_review_does_not_open_from_a_day_in_the_future() -> None:
    ahead = opening.model_copy(update={"notified_on": day("2024-03-05")})
    after().when(ahead).then_refused("in the future")


def test_an_open_review_is_cancelled_with_its_notification() -> None:
    found = after(opening).when(cancel).then_one(RapidReviewCancelled)
    assert (found.reason, found.cancelled_on) == (
        WithdrawalReason.CRITERIA_NOT_MET,
        day("2024-03-08"),
    )


def test_where_there_is_nothing_to_cancel_nothing_happens() -> None:
    after().when(cancel).then_nothing()
    after(opening, cancel).when(cancel).then_nothing()


def test_a_completed_review_is_not_cancelled_and_says_what_to_do() -> None:
    after(opening, complete()).when(cancel).then_refused("Tell the Panel")


def test_an_agency_is_asked_by_the_tenth_working_day() -> None:
    found = after(opening).when(request()).then_one(AgencySummaryRequested)
    # From Mon 4 March 2024: 5–8 (4), 11–15 (9), Mon 18 (10).
    assert (found.requested_on, found.due_on) == (day("2024-03-05"), day("2024-03-18"))


def test_an_agency_can_be_asked_for_another_day_but_not_for_one_that_is_over() -> None:
    asked = request(due_on=day("2024-03-08"))
    found = after(opening).when(asked).then_one(AgencySummaryRequested)
    assert found.due_on == day("2024-03-08")
    over = request(due_on=day("2024-03-04"))
    after(opening).when(over).then_refused("This day is over")


def test_an_agency_asked_after_the_tenth_working_day_is_given_no_day_by_itself() -> None:
    found = after(opening).when(request("2024-03-19")).then_one(AgencySummaryRequested)
    assert found.due_on is None


def test_the_same_note_again_is_nothing() -> None:
    for note in (request(), request(due_on=day("2024-03-08")), summary, action):
        after(opening, note).when(note).then_nothing()
    after(opening, request()).when(request("2024-03-06")).then_nothing()


def test_another_agency_is_asked_beside_the_first() -> None:
    other = request(agency="The surgery")
    after(opening, request()).when(other).then_one(AgencySummaryRequested)


def test_a_summary_is_recorded_asked_for_or_not_and_even_after_the_decision() -> None:
    found = after(opening, request()).when(summary).then_one(AgencySummaryReceived)
    assert (found.agency, found.summary) == ("The school", sealed("attended"))
    after(opening).when(summary).then_one(AgencySummaryReceived)
    after(opening, complete()).when(summary).then_one(AgencySummaryReceived)
    after(opening, summary, complete()).when(summary).then_nothing()


def test_what_was_done_at_once_is_recorded() -> None:
    found = after(opening).when(action).then_one(ImmediateActionRecorded)
    assert (found.action, found.taken_on) == (sealed("siblings seen"), day("2024-03-05"))
    after(opening, complete()).when(action).then_one(ImmediateActionRecorded)


def test_no_agency_is_asked_after_the_decision() -> None:
    after(opening, complete()).when(request()).then_refused("is completed")


@pytest.mark.parametrize("note", [request(), summary, action])
def test_notes_need_a_review(note: Any) -> None:
    after().when(note).then_refused("no rapid review of this case")
    after(opening, cancel).when(note).then_refused("was cancelled")


def test_notes_of_the_future_are_refused() -> None:
    ahead = summary.model_copy(update={"received_on": day("2024-03-13")})
    after(opening).when(ahead).then_refused("in the future")
    early = action.model_copy(update={"taken_on": day("2024-03-07")})
    after(opening).when(early).then_refused("in the future")


@pytest.mark.parametrize("begun", [(opening,), (opening, complete())])
def test_notes_of_a_mistyped_year_are_refused(begun: tuple[Any, ...]) -> None:
    mistyped = summary.model_copy(update={"received_on": day("2023-03-12")})
    after(*begun).when(mistyped).then_refused(
        "has been aware of this incident since 2024-03-01"
    )
    ancient = action.model_copy(update={"taken_on": day("0024-03-05")})
    after(*begun).when(ancient).then_refused("too far in the past")


def test_what_was_done_at_once_may_be_older_than_that_anybody_told_the_authority() -> None:
    at_once = action.model_copy(update={"taken_on": day("2024-02-28")})
    after(opening).when(at_once).then_one(ImmediateActionRecorded)


def test_history_is_imported_with_its_decision_and_without_clocks() -> None:
    opened, completed = after().when(history).events
    assert isinstance(opened, RapidReviewOpened)
    assert isinstance(completed, RapidReviewCompleted)
    assert (opened.imported, opened.due, opened.opened_on) == (True, None, day("2019-05-07"))
    assert (completed.imported, completed.due, completed.breach) == (True, None, None)
    assert completed.decision is Decision.NO_FURTHER_REVIEW


def test_the_same_history_again_is_nothing_and_other_history_is_refused() -> None:
    after(history).when(history).then_nothing()
    other = history.model_copy(update={"decision": Decision.LCSPR})
    after(history).when(other).then_refused("has no rapid review")
    for begun in ((opening,), (opening, cancel), (opening, complete())):
        after(*begun).when(history).then_refused("has no rapid review")


def test_history_that_cannot_be_is_refused() -> None:
    ahead = history.model_copy(update={"completed_on": day("2026-01-06")})
    after().when(ahead).then_refused("in the future")
    backward = history.model_copy(update={"completed_on": day("2019-05-06")})
    after().when(backward).then_refused("was opened on 2019-05-07")
    for field in ("notified_on", "opened_on"):
        ancient = history.model_copy(update={field: day("0219-05-07")})
        after().when(ancient).then_refused("too far in the past")
    signed_ahead = history.model_copy(update={"signed_off_by": signed(on="2027-01-01")})
    after().when(signed_ahead).then_refused("in the future")
