"""A referral that is taken up without a rapid review: opened, commissioned, notified later."""

import pytest

from services.reviews.next_steps import next_steps
from services.reviews.read_models.caseload import Caseload, CaseRow
from services.reviews.read_models.timeline import Timeline
from shared.events.codes import AcceptedAs, Decision
from shared.events.local_reviews import LocalReviewOpened
from shared.events.reviews import CSPRCommissioned, RapidReviewOpened
from tests.support.cases import WILTSHIRE, day
from tests.unit.reviews.folding import fold
from tests.unit.reviews.history import (
    Taken,
    after,
    cancel,
    commission,
    complete,
    opening,
    take_up,
)

learning: Taken = AcceptedAs.LOCAL_LEARNING_REVIEW
taken = "2024-03-01"


def case(*commands: object) -> CaseRow:
    (row,) = fold(Caseload(), *after(*commands).history)
    assert isinstance(row, CaseRow)
    return row


@pytest.mark.parametrize("as_what", [AcceptedAs.LCSPR, learning])
def test_an_accepted_referral_opens_a_local_review_once(as_what: Taken) -> None:
    after().when(take_up(as_what)).then(
        LocalReviewOpened(as_what=as_what, authority=WILTSHIRE, opened_on=day("2024-03-04"))
    )
    after(take_up(as_what)).when(take_up(as_what)).then_nothing()


def test_nothing_is_opened_beside_a_rapid_review_that_is_there() -> None:
    after(opening).when(take_up()).then_nothing()
    after(opening, complete()).when(take_up()).then_nothing()
    after(opening, cancel).when(take_up()).then_one(LocalReviewOpened)


def test_a_local_review_is_commissioned_from_a_referral_that_was_taken_up_as_one() -> None:
    commissioned = (
        after(take_up(on=taken)).when(commission("2024-03-20")).then_one(CSPRCommissioned)
    )
    # Six months from 20 March 2024.
    assert commissioned.due.due_on == day("2024-09-20")
    after(take_up(learning, taken)).when(commission()).then_refused("local learning review")
    after(take_up(on="2024-03-25")).when(commission("2024-03-20")).then_refused(
        "taken up on 2024-03-25"
    )


def test_a_rapid_review_opens_when_what_was_referred_is_notified_after_all() -> None:
    after(take_up(on=taken)).when(opening).then_one(RapidReviewOpened)
    begun = (take_up(on=taken), opening)
    after(*begun, complete()).when(commission()).then_one(CSPRCommissioned)
    after(*begun, complete(Decision.NO_FURTHER_REVIEW)).when(commission()).then_refused(
        "no further review"
    )
    after(take_up(on=taken), commission("2024-03-02", on="2024-03-03")).when(
        opening
    ).then_refused("commissioned from a referral")


def test_a_notification_that_is_withdrawn_leaves_the_referral_as_it_was_taken_up() -> None:
    begun = (take_up(on=taken), opening, cancel)
    after(*begun).when(commission()).then_one(CSPRCommissioned)
    assert case(*begun).stage == "withdrawn"
    again = case(*begun, commission())
    assert (again.stage, again.withdrawn) == ("commissioned", False)


def test_a_case_that_was_taken_up_waits_to_be_commissioned_and_says_so() -> None:
    row = case(take_up())
    assert (row.stage, row.decision) == ("referral-accepted", "lcspr")
    assert [step.what for step in next_steps(row)] == [
        "Commission the local child safeguarding practice review and name the reviewers."
    ]
    assert case(take_up(), commission()).publication_due_on == day("2024-09-20")
    (told,) = fold(Timeline(), *after(take_up()).history)
    assert told.words == (
        "The group took the referral up as a local child safeguarding practice review."
    )
