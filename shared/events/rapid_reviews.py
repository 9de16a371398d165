"""What reviews owns of a rapid review that waits: agencies reminded, more time agreed on."""

from shared.events.codes import ExtendedFor
from shared.events.event import Event
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import Organisation


class AgencyReminded(Event, version=1):
    """An agency that was asked for its summary, and has not sent it, was asked again.

    `due_on` is another local date by which it is to answer, no rule of law.
    """

    agency: Organisation
    note: Sealed | None = None
    due_on: Day | None = None
    reminded_on: Day


class RapidReviewExtended(Event, version=1):
    """Somebody agreed that the report of a rapid review may reach the Panel later.

    No source was found that lets anybody move the day on which it is due, so this moves none:
    `due_on` is that day as it stands, and a report after it is late, and explained.
    `agreed_by` is who agreed, for `organisation`.
    """

    until: Day
    reason: ExtendedFor
    why: Sealed
    agreed_by: Sealed
    organisation: Organisation
    agreed_on: Day
    due_on: Day
