"""What notifications owns of obligations: that somebody who has to be told was told."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.events.codes import NotificationChannel
from shared.events.event import Event
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import AuthorityCode, Breach, Digest, Recipient, Reference

Rule = Annotated[str, StringConstraints(pattern="^R[1-9][0-9]?$")]


class TellingWithdrawn(Event, version=1):
    """It was recorded wrongly that somebody was told: what that met is open again.

    `told_on` and `rules` are those of the telling that is taken back.
    """

    recipient: Recipient
    area: AuthorityCode | None = None
    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=10)]
    told_on: Day
    reason: Sealed
    withdrawn_on: Day


class RecipientTold(Event, version=1):
    """A person told somebody who has to be told of an incident, and recorded how and when.

    It meets what is owed to this recipient under all of `rules`. That the Panel was told is
    the notification itself. `breach`: late under a rule that is a duty (R2, R4); to be late
    where telling is only expected (R3) is none.
    """

    recipient: Recipient
    area: AuthorityCode | None = None
    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=10)]
    told_on: Day
    channel: NotificationChannel
    reference: Reference | None = None
    evidence: Digest | None = None
    evidence_note: Sealed | None = None
    breach: Breach | None = None
