"""What the routes answer, shown on the example case as the read models fold it."""

from datetime import UTC, datetime

from services.reviews.api.answered import (
    ClocksOfCase,
    Imported,
    ImportOutcome,
    Refusals,
    RefusalShown,
    StepsOfCase,
    TextsOfCase,
    TimelineOfCase,
)
from services.reviews.api.asked import Recorded
from services.reviews.api.caseload import Cases
from services.reviews.api.shown import shown_case, shown_clocks, shown_step
from services.reviews.api.texts import OpenedText
from services.reviews.domain import CommissionCSPR
from services.reviews.next_steps import next_steps
from services.reviews.read_models.caseload import Caseload
from services.reviews.read_models.clocks import Clocks
from services.reviews.read_models.texts import Texts
from services.reviews.read_models.timeline import Timeline
from shared.edge.answers import Answers, answers, recorded_answers
from shared.edge.example_case import event_id, position_after, rows_after, subject, today
from shared.edge.refusals import NotFound
from shared.events.event import Event
from shared.events.reviews import AgencySummaryRequested, RapidReviewReconsidered

_shown = shown_case(rows_after(Caseload())[0], today)
(_at_work,) = rows_after(Caseload(), AgencySummaryRequested)
_clocks = shown_clocks(list(rows_after(Clocks())), today)
_texts = [
    OpenedText(row.what, row.field, row.happened_on, "Fractures without an explanation.")
    for row in rows_after(Texts())
    if row.field == "summary"
]
_refused = RefusalShown(
    case=subject,
    event_id=event_id(1),
    command=CommissionCSPR.__name__,
    words="A review of this case was commissioned already.",
    refused_at=datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC),
)

caseload = answers(Cases([_shown], None))
case = answers(_shown)
clocks = answers(
    ClocksOfCase(
        min((one.due_on for one in _clocks if one.state == "running"), default=None), _clocks
    )
)
timeline = answers(TimelineOfCase(list(rows_after(Timeline())), None))
steps = answers(StepsOfCase([shown_step(step, today) for step in next_steps(_at_work)]))
texts = answers(TextsOfCase(_texts))
refusals = answers(Refusals([_refused], None))
imported = answers(
    ImportOutcome(
        1,
        1,
        [
            Imported(subject, f"reviews:{subject}:2"),
            Imported("case-019bc8d1-5a00-7000-8000-000000000002", None, NotFound.words),
        ],
    )
)


def recorded(event: type[Event]) -> Answers:
    """The answer to a command after which this event was recorded; 200 if it was before."""
    at = f"reviews:{subject}:7" if event is RapidReviewReconsidered else position_after(event)
    return recorded_answers(Recorded(at, [event.__name__]), Recorded(at, []))
