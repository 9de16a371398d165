"""What the events of a rapid review that waits say on a timeline."""

from collections.abc import Callable, Mapping
from typing import Any

from services.reviews.read_models.wording import Happening, code, day
from shared.events.event import Event
from shared.events.rapid_reviews import AgencyReminded, RapidReviewExtended

says_of_waiting: Mapping[type[Event], Callable[[Any], Happening]] = {
    AgencyReminded: lambda e: Happening(
        e.reminded_on,
        f"{e.agency} was asked again for its summary"
        + (f", by {day(e.due_on)}." if e.due_on else "."),
    ),
    RapidReviewExtended: lambda e: Happening(
        e.agreed_on,
        f"{e.organisation} agreed to a later report, until {day(e.until)}: {code(e.reason)}. "
        f"It is due on {day(e.due_on)} all the same.",
    ),
}
