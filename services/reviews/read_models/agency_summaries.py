"""What agencies were asked for in a rapid review, reminded of, and sent."""

from dataclasses import dataclass, replace
from datetime import date

from shared.events.envelope import Recorded
from shared.events.rapid_reviews import AgencyReminded
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    RapidReviewCancelled,
    RapidReviewCompleted,
    RapidReviewOpened,
)
from shared.folds.read_model import ReadModel, Rows


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One agency: `requested_on` is None where it told without being asked.

    `due_on` is a local date, the last that it was given; `ended_on`: the review was over by
    then, so that nothing is owed any more.
    """

    subject: str
    agency: str
    requested_on: date | None = None
    due_on: date | None = None
    reminders: int = 0
    reminded_on: date | None = None
    received_on: date | None = None
    ended_on: date | None = None


class AgencySummaries(ReadModel[AgencyRow]):
    """One row an agency. Page: /cases/{id}."""

    name, version, row = "agency_summaries", 1, AgencyRow
    key = ("subject", "agency")
    follows = (
        RapidReviewOpened,
        AgencySummaryRequested,
        AgencyReminded,
        AgencySummaryReceived,
        RapidReviewCompleted,
        RapidReviewCancelled,
    )

    def evolve(self, rows: Rows[AgencyRow], event: Recorded) -> Rows[AgencyRow]:
        match event.event:
            case RapidReviewOpened():
                return ()
            case RapidReviewCompleted(completed_on=on) | RapidReviewCancelled(cancelled_on=on):
                return tuple(replace(row, ended_on=on) for row in rows)
            case AgencySummaryRequested() | AgencyReminded() | AgencySummaryReceived() as fact:
                known = {row.agency: row for row in rows}
                before = known.get(fact.agency, AgencyRow(event.subject, fact.agency))
                return tuple({**known, fact.agency: _after(before, fact)}.values())
            case _:
                return rows


def _after(
    row: AgencyRow, fact: AgencySummaryRequested | AgencyReminded | AgencySummaryReceived
) -> AgencyRow:
    match fact:
        case AgencySummaryRequested(requested_on=on, due_on=due_on):
            return replace(row, requested_on=on, due_on=due_on, received_on=None)
        case AgencyReminded(reminded_on=on, due_on=due_on):
            number = row.reminders + 1
            return replace(row, reminders=number, reminded_on=on, due_on=due_on or row.due_on)
        case AgencySummaryReceived(received_on=on):
            return replace(row, received_on=on)
