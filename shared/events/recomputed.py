"""A day that was counted anew while its clock ran; by the service that has the clock.

What was over by then stays as it was counted, and what falls on the same day again needs no
event.
"""

from enum import StrEnum

from shared.events.event import Event
from shared.events.publication import Term
from shared.events.times import Day
from shared.events.values import AuthorityCode, Due, Recipient


class Recomputed(StrEnum):
    """Why a day was counted anew."""

    CALENDAR_ADOPTED = "calendar-adopted"


class DueDateRecomputed(Event, version=1):
    """An open clock, or an open obligation, is due on another day than before.

    `was` and `now` each say by which calendar they were counted; what caused it is the
    envelope's causation. `recipient`, and `area` where it is another's: of whose obligation the
    day is; without one, it is that of the case's own clock.
    """

    was: Due
    now: Due
    recipient: Recipient | None = None
    area: AuthorityCode | None = None
    why: Recomputed
    recomputed_on: Day


class TermRecomputed(Event, version=1):
    """A time that has to pass, and has not, ends on another day than before."""

    was: Term
    now: Term
    why: Recomputed
    recomputed_on: Day
