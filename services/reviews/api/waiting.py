"""A rapid review that waits: who owes a summary, who was reminded, and more time agreed on."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from services.reviews.api import examples
from services.reviews.api.asked import ByChair, ByGroup, Recorded
from services.reviews.api.bodies import Name, Sent, Text
from services.reviews.api.seen import After, AtDesk, seeing_case, today_of
from services.reviews.domain import ExtendRapidReview, RemindAgency
from services.reviews.queries import agencies_of
from services.reviews.read_models import AgencyRow
from shared.edge.answers import answers
from shared.edge.bodies import described, json_body
from shared.edge.sign_in import SignedIn
from shared.events.codes import ExtendedFor
from shared.events.rapid_reviews import AgencyReminded, RapidReviewExtended
from shared.events.times import Day
from shared.events.values import Organisation

router = APIRouter(prefix="/cases/{case_id}", tags=["the rapid review"])


class Reminder(Sent):
    """Ask an agency again; with `due_on`, by another day."""

    agency: Organisation
    note: Text | None = None
    due_on: Day | None = None


class Extension(Sent):
    """More time was agreed on; `agreed_by` is who agreed, for `organisation`."""

    until: Day
    reason: ExtendedFor
    why: Text
    agreed_by: Name
    organisation: Organisation
    agreed_on: Day


@dataclass(frozen=True, slots=True)
class AgencyShown:
    """One agency; `overdue`: its local date is over, and the review still waits for it."""

    agency: str
    requested_on: date | None
    due_on: date | None
    reminders: int
    reminded_on: date | None
    received_on: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class AgenciesShown:
    """The agencies of a rapid review, in the order in which they came into it."""

    agencies: list[AgencyShown]


example_extension: dict[str, Any] = {
    "until": "2024-06-14",
    "reason": "agency-information",
    "why": "The hospital has to read twelve years of notes.",
    "agreed_by": "D. Partner",
    "organisation": "Wiltshire Council",
    "agreed_on": "2024-05-17",
}
listed = answers(
    AgenciesShown(
        [
            AgencyShown(
                "Wiltshire Police",
                date(2026, 1, 8),
                date(2026, 1, 21),
                1,
                date(2026, 1, 22),
                None,
                True,
            )
        ]
    )
)


def shown_agencies(rows: list[AgencyRow], today: date) -> AgenciesShown:
    """What agencies owe on a day; to answer late breaks no rule of law."""
    return AgenciesShown([_shown(row, today) for row in rows])


def _shown(row: AgencyRow, today: date) -> AgencyShown:
    owes = row.received_on is None and row.ended_on is None
    return AgencyShown(
        agency=row.agency,
        requested_on=row.requested_on,
        due_on=row.due_on,
        reminders=row.reminders,
        reminded_on=row.reminded_on,
        received_on=row.received_on,
        overdue=owes and row.due_on is not None and row.due_on < today,
    )


@router.get(
    "/agency-summaries",
    summary="Which agencies were asked, reminded, and told; and which are overdue",
    responses=listed,
)
async def agencies(
    case_id: str, desk: AtDesk, actor: SignedIn, after: After = None
) -> AgenciesShown:
    async with seeing_case(desk, actor, case_id, after, "agency_summaries") as (
        row,
        connection,
    ):
        rows = await agencies_of(connection, row.subject)
    return shown_agencies(rows, today_of(desk))


@router.post(
    "/agency-summaries/reminders",
    summary="Ask an agency again for the summary that it owes",
    openapi_extra=described(Reminder, again={"agency": "Wiltshire Police"}),
    responses=examples.recorded(AgencyReminded),
)
async def remind(
    asked: ByGroup, sent: Annotated[Reminder, Depends(json_body(Reminder))]
) -> Recorded:
    return await asked.tell(RemindAgency, sent, "note")


@router.post(
    "/rapid-review/extensions",
    summary="Record that somebody agreed to a later report; the day it is due stays",
    openapi_extra=described(Extension, for_notes=example_extension),
    responses=examples.recorded(RapidReviewExtended),
)
async def extend(
    asked: ByChair, sent: Annotated[Extension, Depends(json_body(Extension))]
) -> Recorded:
    """A report after that day is late, and explained; no source lets anybody move it."""
    return await asked.tell(ExtendRapidReview, sent, "why", name="agreed_by")
