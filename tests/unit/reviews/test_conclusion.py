"""What follows from a rapid review: the decision, its sign-offs, the Panel's word on it."""

from typing import Any

import pytest

from shared.events.codes import Criterion, Decision, PanelAnswer
from shared.events.reviews import (
    PanelAnswerReceived,
    RapidReviewCompleted,
    RapidReviewReconsidered,
)
from shared.events.values import Breach, PartnerRole
from tests.support.cases import day, sealed, signed
from tests.unit.reviews.history import (
    after,
    answer,
    cancel,
    complete,
    due_by_awareness_on,
    due_on,
    opening,
    reconsider,
)

authority, police, health = PartnerRole


def test_a_decision_is_recorded_with_its_reasons_and_sign_offs() -> None:
    found = after(opening).when(complete()).then_one(RapidReviewCompleted)
    assert found.decision is Decision.LCSPR
    assert found.criteria == {Criterion.IMPROVEMENTS}
    assert found.rationale == sealed("why")
    assert [each.partner_role for each in found.signed_off_by] == [authority, police, health]
    assert (found.completed_on, found.breach) == (day("2024-03-20"), None)


def test_a_decision_carries_both_due_dates_on() -> None:
    found = after(opening).when(complete()).then_one(RapidReviewCompleted)
    assert found.due_notified is not None and found.due_notified.due_on == day(due_on)
    assert found.due_aware is not None
    assert found.due_aware.due_on == day(due_by_awareness_on)


def test_a_late_decision_is_recorded_with_its_breach() -> None:
    in_time = after(opening).when(complete(on=due_on)).then_one(RapidReviewCompleted)
    assert in_time.breach is None
    late = after(opening).when(complete(on="2024-03-26")).then_one(RapidReviewCompleted)
    assert late.breach == Breach(
        clock="rapid-review", due_on=day(due_on), done_on=day("2024-03-26"), days_late=1
    )


def test_a_review_may_be_over_before_its_notification_and_not_before_anybody_knew() -> None:
    assert opening.aware_on is not None and opening.notified_on is not None
    aware_on = opening.aware_on
    assert aware_on < opening.notified_on
    early = complete(on=aware_on.isoformat())
    assert after(opening).when(early).then_one(RapidReviewCompleted).breach is None
    mistyped = complete(on=aware_on.replace(year=aware_on.year - 1).isoformat())
    after(opening).when(mistyped).then_refused("aware of this incident since 2024-")


def test_lateness_is_judged_by_the_start_that_governs() -> None:
    by_awareness = opening.model_copy(update={"governing": "AWARE"})
    late = after(by_awareness).when(complete(on=due_on)).then_one(RapidReviewCompleted)
    assert late.breach is not None and late.breach.due_on == day(due_by_awareness_on)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ((authority, police), "by health."),
        ((authority, health), "by the police."),
        ((police, health), "by the local authority."),
        ((police,), "by the local authority and health."),
        ((authority, authority), "by the police and health."),
    ],
)
def test_a_missing_sign_off_is_refused_by_name(by: tuple[PartnerRole, ...], words: str) -> None:
    some = signed(*by, on="2024-03-20")
    after(opening).when(complete(signed_off_by=some)).then_refused(words)
    asked = after(opening, complete(), answer())
    asked.when(reconsider(signed_off_by=some)).then_refused(words)


def test_nobody_signed_off_names_all_three() -> None:
    words = "by the local authority and the police and health."
    after(opening).when(complete(signed_off_by=())).then_refused(words)


def test_several_forces_and_delegates_may_sign() -> None:
    on = "2024-03-20"
    delegated = tuple(
        each.model_copy(update={"delegate": True, "name": sealed("a delegate")})
        for each in signed(on=on)
    )
    more = (*delegated, *signed(police, on=on))
    after(opening).when(complete(signed_off_by=more)).then_one(RapidReviewCompleted)


def test_a_decision_or_a_sign_off_of_the_future_is_refused() -> None:
    ahead = complete().model_copy(update={"completed_on": day("2024-03-21")})
    after(opening).when(ahead).then_refused("in the future")
    signed_ahead = complete(signed_off_by=signed(on="2024-03-21"))
    after(opening).when(signed_ahead).then_refused("in the future")


def test_the_same_decision_again_is_nothing_and_another_one_is_refused() -> None:
    after(opening, complete()).when(complete()).then_nothing()
    other = complete(Decision.NO_FURTHER_REVIEW)
    after(opening, complete()).when(other).then_refused("was decided on 2024-03-20")


@pytest.mark.parametrize("begun", [(), (opening, cancel)])
def test_only_an_open_review_can_be_completed(begun: tuple[Any, ...]) -> None:
    after(*begun).when(complete()).then_refused("No rapid review of this case is open")


def test_the_panels_answer_is_noted_once() -> None:
    found = after(opening, complete()).when(answer()).then_one(PanelAnswerReceived)
    assert (found.answer, found.round) == (PanelAnswer.ASKS_TO_RECONSIDER, 1)
    after(opening, complete(), answer()).when(answer()).then_nothing()


@pytest.mark.parametrize("begun", [(), (opening,), (opening, cancel)])
def test_an_answer_or_a_second_thought_needs_a_decision(begun: tuple[Any, ...]) -> None:
    after(*begun).when(answer()).then_refused("Complete the rapid review first")
    after(*begun).when(reconsider()).then_refused("Complete the rapid review first")


def test_a_decision_is_reconsidered_after_the_panel_asked_for_it() -> None:
    begun = (opening, complete(Decision.NO_FURTHER_REVIEW), answer())
    found = after(*begun).when(reconsider()).then_one(RapidReviewReconsidered)
    assert (found.decision, found.round) == (Decision.LCSPR, 2)
    assert found.reconsidered_on == day("2024-04-10")
    after(*begun, reconsider()).when(reconsider()).then_nothing()


@pytest.mark.parametrize(
    "said",
    [
        PanelAnswer.AGREES,
        PanelAnswer.ASKS_FOR_MORE,
        PanelAnswer.NATIONAL_OR_THEMATIC_REVIEW,
    ],
)
def test_nothing_is_reconsidered_unless_the_panel_asked(said: PanelAnswer) -> None:
    after(opening, complete()).when(reconsider()).then_refused("has not asked to reconsider")
    begun = (opening, complete(), answer(said))
    after(*begun).when(reconsider()).then_refused("has not asked to reconsider")


def test_only_the_panels_last_word_counts() -> None:
    begun = (opening, complete(), answer(), answer(PanelAnswer.AGREES, on="2024-04-04"))
    after(*begun).when(reconsider()).then_refused("has not asked to reconsider")


def test_each_reconsidering_needs_to_be_asked_for_anew() -> None:
    begun = (opening, complete(), answer(), reconsider())
    again = reconsider(Decision.REFER_NATIONAL, on="2024-05-01")
    after(*begun).when(again).then_refused("has not asked to reconsider")
    asked = after(*begun, answer(on="2024-04-22", number=2))
    assert asked.when(again).then_one(RapidReviewReconsidered).round == 3


def test_a_second_thought_of_the_future_is_refused() -> None:
    ahead = reconsider().model_copy(update={"reconsidered_on": day("2024-04-11")})
    after(opening, complete(), answer()).when(ahead).then_refused("in the future")


def test_a_second_thought_is_not_older_than_the_question() -> None:
    asked = after(opening, complete(), answer())
    early = reconsider(on="2024-04-01")
    asked.when(early).then_refused("The Panel asked for this on 2024-04-02")
    mistyped = reconsider(signed_off_by=signed(on="2023-04-10"))
    when = asked.when(mistyped)
    when.then_refused("aware of this incident since 2024-03-01")
    assert when.refusal is not None
    assert when.refusal.field == "signed_off_by.0.signed_on"
