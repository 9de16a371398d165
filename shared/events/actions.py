"""What has to be done after a review: raised, progressed, closed by somebody else.

Written by reviews. What it is about may name a person, so its texts are sealed.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.events.event import Event
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import ActorId, Digest, Organisation

ActionNumber = Annotated[int, Field(ge=1, le=999)]
"""Counts the actions of one case, from 1."""


class ActionSource(StrEnum):
    """What an action arises from (our own list)."""

    RAPID_REVIEW = "rapid-review"
    PRACTICE_REVIEW = "practice-review"
    LOCAL_LEARNING = "local-learning"
    THEMATIC_REVIEW = "thematic-review"
    NATIONAL_REVIEW = "national-review"


class ActionProgress(StrEnum):
    """How far an action is (our own list)."""

    UNDER_WAY = "under-way"
    DONE = "done"
    CANNOT_BE_DONE = "cannot-be-done"


class ActionRaised(Event, version=1):
    """Somebody has to do something, by a day; `recommendation` is what it answers to."""

    number: ActionNumber
    arises_from: ActionSource
    owner: Organisation
    action: Sealed
    recommendation: Sealed | None = None
    raised_on: Day
    due_on: Day


class ActionProgressed(Event, version=1):
    """How far it is, recorded by `by`; `evidence` is the SHA-256 of a document."""

    number: ActionNumber
    progress: ActionProgress
    note: Sealed | None = None
    evidence: Digest | None = None
    noted_on: Day
    by: ActorId


class ActionRescheduled(Event, version=1):
    """It is due on another day; the one that it was due on stays in the history."""

    number: ActionNumber
    due_on: Day
    due_before: Day
    reason: Sealed
    rescheduled_on: Day


class ActionClosed(Event, version=1):
    """Somebody else than who said that it is done agreed, and said what effect it had (R19)."""

    number: ActionNumber
    effect: Sealed
    closed_on: Day
    by: ActorId


class ActionReopened(Event, version=1):
    """It was closed, and has to go on."""

    number: ActionNumber
    reason: Sealed
    reopened_on: Day
