"""What reporting does when reviews decides: it begins to wait for the report to the Panel."""

from collections.abc import Callable, Mapping
from typing import cast

from services.reporting.domain import RequirePanelReport
from shared.decisions.decider import Command
from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.events.reviews import RapidReviewCompleted, RapidReviewReconsidered


def on_rapid_review(recorded: Recorded) -> RequirePanelReport | None:
    """Require the report of a decision, by the dates that the rapid review is judged by."""
    completed = cast(RapidReviewCompleted, recorded.event)
    if completed.imported:
        return None
    return RequirePanelReport(
        asked_at=recorded.envelope.time,
        decision=completed.decision,
        completed_on=completed.completed_on,
        due_notified=completed.due_notified,
        due_aware=completed.due_aware,
        governing=completed.governing,
    )


def on_reconsidered_review(recorded: Recorded) -> RequirePanelReport:
    """Require a report again; no time limit for a second one was found, so it has none."""
    reconsidered = cast(RapidReviewReconsidered, recorded.event)
    return RequirePanelReport(
        asked_at=recorded.envelope.time,
        decision=reconsidered.decision,
        completed_on=reconsidered.reconsidered_on,
        round=reconsidered.round,
    )


policies: Mapping[type[Event], Callable[[Recorded], Command | None]] = {
    RapidReviewCompleted: on_rapid_review,
    RapidReviewReconsidered: on_reconsidered_review,
}
