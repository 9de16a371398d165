"""Everything that happened in a case, in the order of the log."""

from dataclasses import dataclass
from datetime import datetime

from shared.events.catalogue import CATALOGUE
from shared.events.envelope import Recorded
from shared.folds.read_model import ReadModel, Rows


@dataclass(slots=True)
class HistoryRow:
    """One event. `place` counts the events of the case from 1, as the log has them.

    `recorded_at` is when the log had it, `written_at` when its service wrote it; `body` is its
    exact JSON, with what is sealed as ciphertext.
    """

    subject: str
    place: int
    partition: int
    log_offset: int
    recorded_at: datetime | None
    written_at: datetime
    source: str
    position: int
    name: str
    version: int
    event_id: str
    causation_id: str | None
    correlation_id: str
    actor: str
    body: str


class History(ReadModel[HistoryRow]):
    """One row an event. Read by `cspr audit case`, and a Panel report is made from the bodies.

    So a report can be made again as of any event, by reading and not by another fold.
    """

    name, version, row = "history", 1, HistoryRow
    key = ("subject", "place")
    follows = tuple(declared.event for declared in CATALOGUE.values())
    opens = False

    def evolve(self, rows: Rows[HistoryRow], event: Recorded) -> Rows[HistoryRow]:
        envelope = event.envelope
        row = HistoryRow(
            envelope.subject,
            len(rows) + 1,
            envelope.partition,
            envelope.offset,
            envelope.recorded_at,
            envelope.time,
            envelope.source,
            envelope.position,
            envelope.name,
            envelope.version,
            envelope.id,
            envelope.causation_id,
            envelope.correlation_id,
            envelope.actor,
            envelope.body.decode(),
        )
        return (*rows, row)
