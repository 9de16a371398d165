"""What it says on a timeline that somebody who has to be told was told."""

from collections.abc import Callable, Mapping
from typing import Any

from services.reviews.read_models.publication_words import recipient_words
from services.reviews.read_models.wording import Happening, late
from shared.events.commissioning import CommissioningTold
from shared.events.event import Event
from shared.events.obligations import RecipientTold

says_of_telling: Mapping[type[Event], Callable[[Any], Happening]] = {
    RecipientTold: lambda e: Happening(
        e.told_on, f"The authority told {recipient_words[e.recipient]}.{late(e.breach)}"
    ),
    CommissioningTold: lambda e: Happening(
        e.told_on, f"The group told {recipient_words[e.recipient]} of the commissioned review."
    ),
}
