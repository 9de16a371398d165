"""The chronology of a case, as a Panel report tells it: a day and a sentence for each step."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from services.reporting.documents.package import Step
from shared.events.event import Event
from shared.events.incidents import (
    AwarenessRecorded,
    IncidentNotified,
    NotificationAmended,
)
from shared.events.rapid_reviews import AgencyReminded, RapidReviewExtended
from shared.events.reports import PanelResponded
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    ImmediateActionRecorded,
    RapidReviewCompleted,
    RapidReviewOpened,
    RapidReviewReconsidered,
)

_Told = tuple[Callable[[Any], date], str]
_told: Mapping[type[Event], _Told] = {
    AwarenessRecorded: (
        lambda event: event.aware_on,
        "The authority became aware of the incident.",
    ),
    IncidentNotified: (lambda event: event.notified_on, "The authority notified the Panel."),
    NotificationAmended: (lambda event: event.amended_on, "The notification was amended."),
    RapidReviewOpened: (lambda event: event.opened_on, "A rapid review was opened."),
    AgencySummaryRequested: (
        lambda event: event.requested_on,
        "A summary was requested from {agency}.",
    ),
    AgencyReminded: (lambda event: event.reminded_on, "{agency} was asked again."),
    RapidReviewExtended: (
        lambda event: event.agreed_on,
        "A later report was agreed on; its due date stayed.",
    ),
    AgencySummaryReceived: (
        lambda event: event.received_on,
        "A summary was received from {agency}.",
    ),
    ImmediateActionRecorded: (
        lambda event: event.taken_on,
        "Something was done at once to keep children safe.",
    ),
    RapidReviewCompleted: (lambda event: event.completed_on, "The rapid review was decided."),
    RapidReviewReconsidered: (
        lambda event: event.reconsidered_on,
        "The decision was reconsidered.",
    ),
    PanelResponded: (lambda event: event.responded_on, "The Panel answered."),
}


def chronology(events: Sequence[Event]) -> tuple[Step, ...]:
    """The steps by day; within a day in the order of the log."""
    return tuple(sorted(_steps(events), key=lambda step: step.on))


def _steps(events: Sequence[Event]) -> Iterator[Step]:
    for event in events:
        incident_on = getattr(event, "incident_on", None)
        if isinstance(event, IncidentNotified) and incident_on is not None:
            yield Step(on=incident_on, what="The incident happened.")
        told = _told.get(type(event))
        if told is not None:
            on, words = told
            agency = getattr(event, "agency", "")
            yield Step(on=on(event), what=words.replace("{agency}", agency or ""))
