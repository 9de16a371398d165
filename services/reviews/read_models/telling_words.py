"""What it says on a timeline that somebody was told, and what a referral became."""

from collections.abc import Callable, Mapping
from typing import Any

from services.reviews.read_models.publication_words import recipient_words
from services.reviews.read_models.wording import Happening, code, day, late
from shared.events.commissioning import CommissioningTold, ReviewTellingWithdrawn
from shared.events.event import Event
from shared.events.local_reviews import LocalReviewOpened
from shared.events.obligations import RecipientTold, TellingWithdrawn

_told_of = {
    "R13": "had been told of the commissioned review",
    "R15": "had been sent a copy before publication",
    "R18": "had been told why publication is delayed",
}
says_of_telling: Mapping[type[Event], Callable[[Any], Happening]] = {
    RecipientTold: lambda e: Happening(
        e.told_on, f"The authority told {recipient_words[e.recipient]}.{late(e.breach)}"
    ),
    TellingWithdrawn: lambda e: Happening(
        e.withdrawn_on,
        f"It was taken back that the authority told {recipient_words[e.recipient]} on "
        f"{day(e.told_on)}: that was recorded wrongly.",
    ),
    ReviewTellingWithdrawn: lambda e: Happening(
        e.withdrawn_on,
        f"It was taken back that {recipient_words[e.recipient]} {_told_of[e.rule]} on "
        f"{day(e.told_on)}: that was recorded wrongly.",
    ),
    LocalReviewOpened: lambda e: Happening(
        e.opened_on, f"The group took the referral up as a {code(e.as_what)}."
    ),
    CommissioningTold: lambda e: Happening(
        e.told_on, f"The group told {recipient_words[e.recipient]} of the commissioned review."
    ),
}
