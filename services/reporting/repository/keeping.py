"""Keeping records: each row decided on, in one transaction, or only tried."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request as HttpRequest

from services.reporting.domain.record import KeepRecord
from services.reporting.domain.record import decider as record_decider
from services.reporting.repository.identity import record_of
from shared.decisions.database import Connection
from shared.decisions.decider import Decider
from shared.decisions.store import Cause, Outcome, Request
from shared.edge.desk import Desk
from shared.edge.identity import Actor, Role
from shared.edge.tracing import correlation_of, traceparent_of
from shared.events.records import RecordAdded, RecordCorrected, RecordFacts

keepers = (Role.REPORTING_OFFICER, Role.OPERATOR)
"""Who keeps the repository; an imported record is of no authority's own."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one row; `refused` are the words why not."""

    record: str
    outcome: str
    refused: str | None = None
    position: str | None = None


def deciding(desk: Desk, decider: Decider[Any, Any] = record_decider) -> Desk:
    """The desk, deciding by rules of the repository: its subjects have no others."""
    return replace(desk, service=replace(desk.service, decider=decider))


async def decided_in(connection: Connection, desk: Desk, request: Request) -> Outcome:
    """Decide one command by the rules of records, with what else the transaction writes.

    Raises:
        Refused: in words for the person.
        NotReady: the store is not complete yet.
    """
    (outcome,) = await deciding(desk).decide_in(connection, [request])
    if outcome.refusal is not None:
        raise outcome.refusal
    return outcome


class _OnlyTried(Exception):
    """Undoes what was decided."""


async def keep_records(
    desk: Desk, records: Sequence[RecordFacts], cause: Cause, *, dry_run: bool
) -> list[Kept]:
    """Add or correct each record; with `dry_run` say what would come of it, and keep nothing.

    A refused one does not touch the others. The same records again change nothing.
    """
    now = desk.clock.now()
    requests = [
        Request(
            record_of(facts), KeepRecord.model_construct(asked_at=now, **dict(facts)), cause
        )
        for facts in records
    ]
    outcomes: list[Outcome] = []
    try:
        async with desk.pool.connection() as connection, connection.transaction():
            outcomes = await deciding(desk).decide_in(connection, requests)
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        return [replace(_kept(one), position=None) for one in outcomes]
    return [_kept(one) for one in outcomes]


def _kept(outcome: Outcome) -> Kept:
    record = outcome.position.subject
    if outcome.refusal is not None:
        return Kept(record, "refused", outcome.refusal.words)
    for event in outcome.events:
        if isinstance(event, RecordAdded):
            return Kept(record, "added", None, str(outcome.position))
        if isinstance(event, RecordCorrected):
            return Kept(record, "corrected", None, str(outcome.position))
    return Kept(record, "unchanged", None, str(outcome.position))


def cause_of(request: HttpRequest, actor: Actor) -> Cause:
    """Who asked, in which flow."""
    return Cause(actor.id, correlation_of(request.scope), None, traceparent_of(request.scope))
