"""`/records`: the repository of published reviews, searched by anybody and kept by some."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request

from services.reporting.api import records_examples as examples
from services.reporting.api.records_answered import (
    Imported,
    RecordActed,
    RecordsFound,
    RowKept,
    record_shown,
    records_found,
)
from services.reporting.asking import OpenDesk, PublicAfter
from services.reporting.domain.record import CorrectRecord
from services.reporting.faceted import PageNumber
from services.reporting.repository import documents, queries
from services.reporting.repository.keeping import (
    cause_of,
    deciding,
    keep_records,
    keepers,
)
from services.reporting.repository.reader import Asked, checked_record, shown
from shared.edge.answers import Answer
from shared.edge.bodies import described, json_body
from shared.edge.identity import Actor
from shared.edge.refusals import NotFound
from shared.edge.sign_in import only
from shared.events.event import Value
from shared.events.record_codes import RecordWithdrawal
from shared.events.records import RecordFacts

Keeper = Annotated[Actor, Depends(only(*keepers))]


class Records(Value):
    """Records to be kept; the same again changes nothing."""

    records: tuple[RecordFacts, ...] = Field(min_length=1, max_length=200)


class Withdrawal(Value):
    """Why a record is shown no longer."""

    reason: RecordWithdrawal


def record_routes() -> APIRouter:
    """Search and records are public; keeping them needs a role."""
    router = APIRouter(prefix="/records", tags=["repository"])

    @router.get("", summary="Search published reviews", **examples.found)
    async def search(
        desk: OpenDesk, wanted: Asked, page: PageNumber = 1, after: PublicAfter = None
    ) -> RecordsFound:
        """Open to all. Words find the records that have all of them; facets narrow.

        A quoted phrase is found as it stands, `-word` leaves out, `or` takes either.
        """
        await desk.seen("published_records", after)
        async with desk.reading("published_records", "themes") as connection:
            return records_found(await shown(connection, wanted, page))

    @router.post(
        "/imports",
        summary="Add records, or put right what is said of them",
        openapi_extra=described(Records, some={"records": [examples.facts]}),
        **examples.imported,
    )
    async def imports(
        *,
        request: Request,
        desk: OpenDesk,
        actor: Keeper,
        sent: Annotated[Records, Depends(json_body(Records))],
        dry_run: Annotated[bool, Query(description="Say what would come of it.")] = False,
    ) -> Imported:
        """A record is known by its `ref`; without, by partnership, title, day and kind."""
        kept = await keep_records(desk, sent.records, cause_of(request, actor), dry_run=dry_run)
        rows = [
            RowKept(
                row=number,
                record=one.record,
                outcome=one.outcome,
                refused=one.refused,
                position=one.position,
            )
            for number, one in enumerate(kept, 1)
        ]
        return Imported(
            dry_run=dry_run,
            added=_count(rows, "added"),
            corrected=_count(rows, "corrected"),
            unchanged=_count(rows, "unchanged"),
            refused=_count(rows, "refused"),
            rows=rows,
        )

    @router.get("/{record}", summary="One published review", **examples.record)
    async def one(record: str, desk: OpenDesk, after: PublicAfter = None) -> Answer:
        """Open to all, at an address that never changes; a withdrawn record says only that."""
        late = await desk.late("published_records", after, case=checked_record(record))
        async with desk.reading("published_records") as connection:
            row = await queries.find_record(connection, record)
        if late is not None:
            raise late
        if row is None:
            raise NotFound
        return record_shown(row)

    @router.post(
        "/{record}/corrections",
        status_code=201,
        summary="Put right what a record says",
        openapi_extra=described(RecordFacts, whole=examples.facts),
        **examples.acted,
    )
    async def correct(
        *,
        record: str,
        request: Request,
        desk: OpenDesk,
        actor: Keeper,
        sent: Annotated[RecordFacts, Depends(json_body(RecordFacts))],
    ) -> RecordActed:
        """All facts of the record, as they are right; what is left out is not known."""
        command = CorrectRecord.model_construct(asked_at=desk.clock.now(), **dict(sent))
        outcome = await deciding(desk).decide(
            checked_record(record), command, cause_of(request, actor)
        )
        return RecordActed(record=record, position=str(outcome.position))

    @router.post(
        "/{record}/withdrawal",
        status_code=201,
        summary="Show a record no longer, at once",
        openapi_extra=described(Withdrawal, one={"reason": "child-may-be-identified"}),
        **examples.acted,
    )
    async def withdraw(
        *,
        record: str,
        request: Request,
        desk: OpenDesk,
        actor: Keeper,
        sent: Annotated[Withdrawal, Depends(json_body(Withdrawal))],
    ) -> RecordActed:
        """Its texts go from every page and every search; its address says that it was there."""
        outcome = await documents.withdraw(
            desk, checked_record(record), sent.reason, cause_of(request, actor)
        )
        return RecordActed(record=record, position=str(outcome.position))

    return router


def _count(rows: list[RowKept], outcome: str) -> int:
    return sum(1 for row in rows if row.outcome == outcome)
