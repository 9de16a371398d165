"""What is done to keep or to erase what names people: legal holds, and keys destroyed."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.events.event import Event
from shared.events.times import Day
from shared.events.values import Reference

KeyIds = Annotated[tuple[str, ...], Field(min_length=1, max_length=200)]
"""Ids of keys, sorted; an id names a case and a number, and no person."""


class HoldReason(StrEnum):
    """Why nothing of a case may be erased (our inference)."""

    PUBLIC_INQUIRY = "public-inquiry"
    COURT_PROCEEDINGS = "court-proceedings"
    CRIMINAL_INVESTIGATION = "criminal-investigation"
    INQUEST = "inquest"
    COMPLAINT = "complaint"
    REVIEW_UNDER_WAY = "review-under-way"


class ErasureReason(StrEnum):
    """Why what names people in a case is erased (our inference)."""

    RETENTION_ENDED = "retention-ended"
    REQUEST_UPHELD = "request-upheld"
    RECORDED_BY_MISTAKE = "recorded-by-mistake"
    COURT_ORDER = "court-order"


class LegalHoldPlaced(Event, version=1):
    """Nothing of this case is erased until the hold is released; one hold for each reason.

    `reference` is that of the court, the inquiry or whoever else asked for it.
    """

    reason: HoldReason
    reference: Reference | None = None
    placed_on: Day


class LegalHoldReleased(Event, version=1):
    """The hold for this reason is over; another one may still be there."""

    reason: HoldReason
    released_on: Day


class ErasureOrdered(Event, version=1):
    """It was decided to destroy keys of this case, so what they sealed becomes unreadable.

    `everything`: no key of this case is ever made again. From here on it is seen through, and
    no hold stops it.
    """

    keys: KeyIds
    everything: bool
    why: ErasureReason
    ordered_on: Day


class ErasureCarriedOut(Event, version=1):
    """The keys are destroyed, and what partners had sent in this case is kept no longer.

    The log and every proof over it are as they were: what the keys had sealed is ciphertext
    there, and is designed to be unreadable from now on. `messages` counts the bodies of
    partners' messages that were given up.
    """

    keys: KeyIds
    everything: bool
    why: ErasureReason
    messages: int = Field(ge=0)
    carried_out_on: Day
