"""Policies at work: an event of another service becomes a command of this one, exactly once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shared.decisions.crash import crash_point
from shared.decisions.database import Connection
from shared.decisions.decider import Command, Decider
from shared.decisions.in_force import take_over
from shared.decisions.store import Cause, EventStore, Outcome, Request
from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.events.operations_calendar import CalendarAdopted
from shared.log.park import Fault

Policies = Mapping[type[Event], Callable[[Recorded], Command | None]]


class PolicyFollower:
    """Decides what an event of the log asks of this service, in the transaction of its offset.

    A refused command is no fault: it is recorded for the people of the service.
    A calendar that was adopted is taken over before anything of the same batch is decided.
    """

    def __init__(
        self, store: EventStore, decider: Decider[Any, Any], policies: Policies
    ) -> None:
        self.name = "policies"
        self.follows = frozenset(
            {CalendarAdopted.__name__, *(event.__name__ for event in policies)}
        )
        self.opens = True
        self._store = store
        self._decider = decider
        self._policies = policies

    async def apply(
        self, connection: Connection, events: Sequence[Recorded]
    ) -> Mapping[str, Fault]:
        adoptions = [each for each in events if isinstance(each.event, CalendarAdopted)]
        if adoptions:
            await take_over(connection, adoptions)
        requests: list[Request] = []
        faults: dict[str, Fault] = {}
        for event in events:
            if event.subject not in faults and not isinstance(event.event, CalendarAdopted):
                self._translate(event, requests, faults)
        outcomes = await self._store.decide(connection, self._decider, requests)
        crash_point("policy-decided")
        await _record_refusals(connection, list(zip(requests, outcomes, strict=True)))
        return faults

    def _translate(
        self, event: Recorded, requests: list[Request], faults: dict[str, Fault]
    ) -> None:
        envelope = event.envelope
        try:
            command = self._policies[type(event.event)](event)
        except Exception as error:  # noqa: BLE001 - whatever a policy raises, its subject waits
            reason = f"a policy failed at {envelope.name}: {type(error).__name__}"
            faults[event.subject] = Fault("fold", reason, envelope.offset)
            return
        if command is not None:
            cause = Cause(
                f"policy:{self._store.source}",
                envelope.correlation_id,
                envelope.id,
                envelope.traceparent,
            )
            requests.append(Request(event.subject, command, cause))

    async def check(self, connection: Connection) -> None:
        await connection.execute("select 1")


async def _record_refusals(
    connection: Connection, decided: Sequence[tuple[Request, Outcome]]
) -> None:
    refused = [
        (
            request.cause.causation_id,
            request.subject,
            type(request.command).__name__,
            outcome.refusal.words,
        )
        for request, outcome in decided
        if outcome.refusal is not None
    ]
    if refused:
        async with connection.cursor() as cursor:
            await cursor.executemany(
                "insert into refused_commands (event_id, subject, command, words)"
                " values (%s, %s, %s, %s) on conflict do nothing",
                refused,
            )
