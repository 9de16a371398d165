"""Reminders: that something is due soon or overdue, and that a mail about it was handed over.

Written by reviews, whose read models hold every clock. No text and no address is in them.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.events.event import Event
from shared.events.times import Day
from shared.events.values import AuthorityCode, Organisation, Reference


class ReminderAbout(StrEnum):
    """What is due: a clock of law, or what somebody was asked for (our own list)."""

    NOTIFICATION = "notification"
    RAPID_REVIEW = "rapid-review"
    PANEL_ANSWER = "panel-answer"
    PUBLICATION = "publication"
    AGENCY_SUMMARY = "agency-summary"
    OBLIGATION = "obligation"
    ACTION = "action"


class ReminderStage(StrEnum):
    """Whether the day is still to come, or has passed."""

    AHEAD = "ahead"
    OVERDUE = "overdue"


class ReminderTo(StrEnum):
    """Who is reminded: a part of the authority's partnership, or a body that is named."""

    AUTHORITY = "authority"
    GROUP = "practice-review-group"
    ORGANISATION = "organisation"


ReminderItem = Annotated[
    str, StringConstraints(max_length=260, pattern=r"^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$")
]
"""Which of several: an action's number, an agency, or an obligation's rule and recipient."""

MessageId = Annotated[str, StringConstraints(pattern="^<[!-;=?-~]{3,198}>$")]
"""The Message-ID of a mail (RFC 5322): made of the id of the event that decided it."""


class ReminderDecided(Event, version=1):
    """Somebody is to be reminded, once, of what is due on a day: before it, or after it.

    A due date that is computed anew is another day, and so another reminder. `rule` is of the
    project's domain notes, where there is one.
    """

    about: ReminderAbout
    item: ReminderItem | None = None
    rule: Annotated[str, StringConstraints(pattern="^R[1-9][0-9]?$")] | None = None
    due_on: Day
    stage: ReminderStage
    authority: AuthorityCode
    to: ReminderTo
    organisation: Organisation | None = None
    decided_on: Day


class ReminderSent(Event, version=1):
    """A mail server took the mail for so many addresses; whether it was read, nobody knows.

    `reminder` is the id of the event that decided it. The same mail may have been handed over
    before, with the same `message_id`, by a process that was killed before it noted this.
    """

    reminder: Reference
    message_id: MessageId
    addresses: Annotated[int, Field(ge=1, le=100)]
    handed_on: Day
