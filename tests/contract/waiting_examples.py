"""Examples of the events of a rapid review that waits."""

from datetime import date

from shared.events.codes import ExtendedFor
from shared.events.event import Event
from shared.events.rapid_reviews import AgencyReminded, RapidReviewExtended
from shared.events.sealed import person_key
from tests.contract.example_parts import sealed, subject, text


def of_waiting() -> tuple[Event, ...]:
    """An agency reminded, and more time agreed on."""
    return (
        AgencyReminded(
            agency="Wiltshire Police",
            note=text(48),
            due_on=date(2022, 10, 11),
            reminded_on=date(2022, 10, 10),
        ),
        RapidReviewExtended(
            until=date(2022, 10, 28),
            reason=ExtendedFor.AGENCY_INFORMATION,
            why=text(49),
            agreed_by=sealed(person_key(subject, 23), 52),
            organisation="Wiltshire Council",
            agreed_on=date(2022, 10, 10),
            due_on=date(2022, 10, 14),
        ),
    )
