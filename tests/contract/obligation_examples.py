"""Examples of the events of telling, and of a referral that is taken up as a local review."""

from datetime import date

from shared.events.codes import AcceptedAs, NotificationChannel
from shared.events.commissioning import CommissioningTold, ReviewTellingWithdrawn
from shared.events.event import Event
from shared.events.local_reviews import LocalReviewOpened
from shared.events.obligations import RecipientTold, TellingWithdrawn
from shared.events.values import Recipient, breach_of
from tests.contract.example_parts import due_notification, text, wiltshire
from tests.contract.publication_examples import term


def of_obligations() -> tuple[Event, ...]:
    """Those of notifications and of reviews."""
    told_on = date(2022, 9, 26)
    return (
        RecipientTold(
            recipient=Recipient.OTHER_AREA_PARTNERS,
            area=wiltshire,
            rules=("R4",),
            told_on=told_on,
            channel=NotificationChannel.EMAIL,
            reference="MAIL-2022-77",
            evidence="e" * 64,
            evidence_note=text(60),
            breach=breach_of(due_notification, told_on),
        ),
        TellingWithdrawn(
            recipient=Recipient.OTHER_AREA_PARTNERS,
            area=wiltshire,
            rules=("R4",),
            told_on=told_on,
            reason=text(64),
            withdrawn_on=date(2022, 9, 27),
        ),
        ReviewTellingWithdrawn(
            rule="R15",
            recipient=Recipient.OFSTED,
            told_on=date(2023, 5, 4),
            reason=text(65),
            withdrawn_on=date(2023, 5, 5),
            term=term,
        ),
        LocalReviewOpened(
            as_what=AcceptedAs.LCSPR, authority=wiltshire, opened_on=date(2022, 9, 23)
        ),
        CommissioningTold(
            recipient=Recipient.OFSTED,
            told_on=date(2022, 11, 10),
            channel=NotificationChannel.EMAIL,
            reference="MAIL-2022-91",
            evidence="f" * 64,
            evidence_note=text(61),
        ),
    )
