"""Histories of a rapid review, for the tests of its rules; Mon 4 March 2024 is notified."""

from typing import Any, Literal

from services.reviews.domain import (
    CancelRapidReview,
    CommissionCSPR,
    CompleteRapidReview,
    NotePanelAnswer,
    OpenLocalReview,
    OpenRapidReview,
    ReconsiderRapidReview,
    decider,
)
from shared.events.codes import AcceptedAs, Criterion, Decision, PanelAnswer, WithdrawalReason
from shared.events.event import Event
from shared.events.reviews import Reviewer
from tests.support.cases import WILTSHIRE, at, day, sealed, signed
from tests.support.given import Given, given

Taken = Literal[AcceptedAs.LCSPR, AcceptedAs.LOCAL_LEARNING_REVIEW]

notified_on = "2024-03-04"
# Fifteen working days from Mon 4 March 2024: 5–8 (4), 11–15 (9), 18–22 (14), Mon 25 (15).
due_on = "2024-03-25"
# From Fri 1 March 2024: 4–8 (5), 11–15 (10), 18–22 (15).
due_by_awareness_on = "2024-03-22"

opening = OpenRapidReview(
    asked_at=at(notified_on),
    authority=WILTSHIRE,
    notified_on=day(notified_on),
    aware_on=day("2024-03-01"),
)
cancel = CancelRapidReview(
    asked_at=at("2024-03-08"), reason=WithdrawalReason.CRITERIA_NOT_MET, note=sealed("note")
)


def take_up(as_what: Taken = AcceptedAs.LCSPR, on: str = "2024-03-04") -> OpenLocalReview:
    return OpenLocalReview(asked_at=at(on), as_what=as_what, authority=WILTSHIRE)


def complete(
    decision: Decision = Decision.LCSPR, on: str = "2024-03-20", **told: Any
) -> CompleteRapidReview:
    base = {"signed_off_by": signed(on=on), "criteria": frozenset({Criterion.IMPROVEMENTS})}
    return CompleteRapidReview(
        asked_at=at(on),
        decision=decision,
        rationale=sealed("why"),
        completed_on=day(on),
        **{**base, **told},
    )


def answer(
    said: PanelAnswer = PanelAnswer.ASKS_TO_RECONSIDER, on: str = "2024-04-02", number: int = 1
) -> NotePanelAnswer:
    return NotePanelAnswer(
        asked_at=at(on), answer=said, responded_on=day(on), note=sealed("note"), round=number
    )


def reconsider(
    decision: Decision = Decision.LCSPR, on: str = "2024-04-10", **told: Any
) -> ReconsiderRapidReview:
    base = {"signed_off_by": signed(on=on)}
    return ReconsiderRapidReview(
        asked_at=at(on),
        decision=decision,
        rationale=sealed("why now"),
        reconsidered_on=day(on),
        **{**base, **told},
    )


def commission(decided_on: str = "2024-03-20", on: str = "2024-04-15") -> CommissionCSPR:
    reviewer = Reviewer(name=sealed("A. Reviewer"), organisation="Independent")
    return CommissionCSPR(
        asked_at=at(on),
        reviewers=(reviewer,),
        decided_on=day(decided_on),
        commissioned_on=day(on),
    )


def after(*commands: Any) -> Given:
    """The history that commands lead to; each of them has to be taken."""
    history: list[Event] = []
    for command in commands:
        when = given(decider, *history).when(command)
        assert when.events, when.refusal
        history.extend(when.events)
    return given(decider, *history)
