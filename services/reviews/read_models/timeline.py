"""The timeline of a case: every event of every service, in causal order."""

from dataclasses import dataclass
from datetime import date, datetime

from services.reviews.read_models.happenings import happening, told
from shared.events.envelope import Recorded
from shared.folds.read_model import ReadModel, Rows


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event: when it was recorded and by whom, when and what happened, what caused it."""

    subject: str
    place: int
    recorded_at: datetime
    happened_on: date
    what: str
    words: str
    actor: str
    source: str
    event_id: str
    causation_id: str | None


class Timeline(ReadModel[TimelineRow]):
    """One row an event. Page: /cases/{id}; also `cspr case timeline`."""

    name, version, row = "timeline", 8, TimelineRow
    key = ("subject", "place")
    follows = told

    def evolve(self, rows: Rows[TimelineRow], event: Recorded) -> Rows[TimelineRow]:
        envelope, happened = event.envelope, happening(event.event)
        row = TimelineRow(
            subject=event.subject,
            place=len(rows) + 1,
            recorded_at=envelope.time,
            happened_on=happened.on,
            what=envelope.name,
            words=happened.words,
            actor=envelope.actor,
            source=event.source,
            event_id=envelope.id,
            causation_id=envelope.causation_id,
        )
        return (*rows, row)
