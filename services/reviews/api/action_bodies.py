"""What people send about actions, as JSON; free texts are sealed at once."""

from services.reviews.api.bodies import Sent, Text
from shared.events.actions import ActionNumber, ActionProgress, ActionSource
from shared.events.times import Day
from shared.events.values import Digest, Organisation


class Raising(Sent):
    """What has to be done, by which agency, by when; `recommendation` is what it answers to."""

    arises_from: ActionSource
    owner: Organisation
    action: Text
    recommendation: Text | None = None
    raised_on: Day
    due_on: Day


class Progress(Sent):
    """How far it is; `evidence` is the SHA-256 of a document."""

    number: ActionNumber
    progress: ActionProgress
    note: Text | None = None
    evidence: Digest | None = None
    noted_on: Day


class Rescheduling(Sent):
    """Another day that it is due on, and why."""

    number: ActionNumber
    due_on: Day
    reason: Text
    rescheduled_on: Day


class Closing(Sent):
    """It is closed; `effect` says what became better by it."""

    number: ActionNumber
    effect: Text
    closed_on: Day


class Reopening(Sent):
    """It has to go on, and why."""

    number: ActionNumber
    reason: Text
    reopened_on: Day
