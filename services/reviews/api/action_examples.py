"""What the routes of actions take and answer, shown."""

from datetime import date

from services.reviews.actions import GapRow, YearRow
from services.reviews.api.actions_shown import (
    ActionShown,
    ActionsShown,
    GapsShown,
    shown_gap,
    shown_year,
)
from services.reviews.api.asked import Recorded
from shared.edge.answers import Answers, answers, recorded_answers
from shared.edge.example_case import authority, subject
from shared.events.event import Event

raising = {
    "arises_from": "rapid-review",
    "owner": "Wiltshire Police",
    "action": "Tell the health visitor of each call to a home with an infant.",
    "raised_on": "2026-02-02",
    "due_on": "2026-04-30",
}
progress = {"number": 1, "progress": "done", "noted_on": "2026-04-20"}
rescheduling = {
    "number": 1,
    "due_on": "2026-06-30",
    "reason": "The new form is late.",
    "rescheduled_on": "2026-04-20",
}
closing = {
    "number": 1,
    "effect": "All forty calls of May were told within a day.",
    "closed_on": "2026-06-08",
}
reopening = {"number": 1, "reason": "None was told in July.", "reopened_on": "2026-08-03"}
_day = date(2026, 5, 4)

listed = answers(
    ActionsShown(
        [
            ActionShown(
                case=subject,
                number=1,
                arises_from="rapid-review",
                owner="Wiltshire Police",
                raised_on=date(2026, 2, 2),
                first_due_on=date(2026, 4, 30),
                due_on=date(2026, 4, 30),
                progress="done",
                progressed_on=date(2026, 4, 20),
                evidence=None,
                closed_on=None,
                overdue=True,
                days_late=4,
                action=None,
                effect=None,
            )
        ],
        None,
    )
)
gaps = answers(
    GapsShown(
        _day,
        [shown_gap(GapRow(authority, "Wiltshire Police", 3, 1, 1, 2, 1, 0, _day), _day)],
    )
)
yearly = answers(shown_year([YearRow(authority, "rapid-review", 3, 1, 1, 2)], _day))


def recorded(event: type[Event]) -> Answers:
    """The answer to a command after which this event was recorded; 200 if it was before."""
    at = f"reviews:{subject}:9"
    return recorded_answers(Recorded(at, [event.__name__]), Recorded(at, []))
