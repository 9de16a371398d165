"""What it says on a timeline that somebody was told, and what a referral became."""

from collections.abc import Callable, Mapping
from typing import Any

from services.reviews.read_models.publication_words import recipient_words
from services.reviews.read_models.wording import Happening, code, late
from shared.events.commissioning import CommissioningTold
from shared.events.event import Event
from shared.events.local_reviews import LocalReviewOpened
from shared.events.obligations import RecipientTold

says_of_telling: Mapping[type[Event], Callable[[Any], Happening]] = {
    RecipientTold: lambda e: Happening(
        e.told_on, f"The authority told {recipient_words[e.recipient]}.{late(e.breach)}"
    ),
    LocalReviewOpened: lambda e: Happening(
        e.opened_on, f"The group took the referral up as a {code(e.as_what)}."
    ),
    CommissioningTold: lambda e: Happening(
        e.told_on, f"The group told {recipient_words[e.recipient]} of the commissioned review."
    ),
}
