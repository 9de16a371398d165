"""Who is told of a commissioned review (R13), and what is refused."""

from typing import Any

import pytest

from services.reviews.domain import RecordCommissioningTold
from shared.events.codes import NotificationChannel
from shared.events.commissioning import CommissioningTold
from shared.events.values import Recipient
from tests.support.cases import at, day
from tests.unit.reviews.history import after, commission, complete, opening

commissioned = (opening, complete(), commission())


def tell(
    recipient: Recipient = Recipient.OFSTED, on: str = "2024-04-16"
) -> RecordCommissioningTold:
    return RecordCommissioningTold(
        asked_at=at("2024-05-01"),
        recipient=recipient,
        told_on=day(on),
        channel=NotificationChannel.EMAIL,
        reference="MAIL-2",
    )


@pytest.mark.parametrize(
    "recipient", [Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.OFSTED]
)
def test_three_are_told_of_a_commissioned_review(recipient: Recipient) -> None:
    told = after(*commissioned).when(tell(recipient)).then_one(CommissioningTold)
    assert (told.recipient, told.told_on, told.reference) == (
        recipient,
        day("2024-04-16"),
        "MAIL-2",
    )


def test_the_same_again_is_nothing_and_another_day_is_refused() -> None:
    history = after(*commissioned, tell())
    history.when(tell()).then_nothing()
    history.when(tell(on="2024-04-17")).then_refused("told on 2024-04-16")


def test_nobody_else_need_be_told_and_nobody_before_it_was_decided() -> None:
    partners = Recipient.SAFEGUARDING_PARTNERS
    after(*commissioned).when(tell(partners)).then_refused("need not be told")
    after(*commissioned).when(tell(on="2024-03-19")).then_refused("before that")


@pytest.mark.parametrize("begun", [(), (opening,), (opening, complete())])
def test_without_a_commissioned_review_nobody_is_told(begun: Any) -> None:
    after(*begun).when(tell()).then_refused("No review of this case was commissioned")
