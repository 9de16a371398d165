"""The event store: streams by subject, appended with their place in the outbox, or not at all.

Locks are taken in one order, subjects sorted: so two batches never wait for each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from psycopg import sql

from shared.decisions.calendar import Calendar
from shared.decisions.clock import Clock
from shared.decisions.database import Connection, Cursor
from shared.decisions.decider import Command, Decider, Refused
from shared.decisions.gate import Gate
from shared.decisions.ids import new_id
from shared.decisions.in_force import InForce
from shared.events.event import Event, NewerVersion, decode

outbox_channel = "cspr_outbox"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a subject's stream of one service stands; a read can wait for it."""

    source: str
    subject: str
    position: int

    def __str__(self) -> str:
        return f"{self.source}:{self.subject}:{self.position}"


@dataclass(frozen=True, slots=True)
class Cause:
    """Who or what asked: an actor, the flow it belongs to, the event or message before it."""

    actor: str
    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One command to one subject. `expected_position` is set by who acts on what they saw."""

    subject: str
    command: Any
    cause: Cause
    expected_position: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command led to: `events` appended up to `position`, or a refusal."""

    position: Position
    events: tuple[Event, ...]
    refusal: Refused | None = None


def counting_by(calendar: Calendar, requests: Sequence[Request]) -> list[Request]:
    """The same requests, with commands that count days by a calendar."""
    return [
        replace(each, command=each.command.model_copy(update={"counted_by": calendar}))
        if isinstance(each.command, Command) and each.command.counted_by is not calendar
        else each
        for each in requests
    ]


class DecisionFailed(Exception):
    """A decider or the events before it failed: a fault of ours, not a refusal."""


class PositionMoved(Refused):
    """Somebody else changed the case since the person looked at it."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody has changed this case since you opened it; look again first."
        )


@dataclass(frozen=True)
class EventStore:
    """The events that one service wrote; `source` is the service's name."""

    source: str
    clock: Clock
    gate: Gate = field(default_factory=Gate)
    calendar: InForce = field(default_factory=InForce)

    async def decide(
        self, connection: Connection, decider: Decider[Any, Any], requests: Sequence[Request]
    ) -> list[Outcome]:
        """Decide commands in their order, in the caller's transaction, one outcome each.

        A refusal appends nothing for its command and does not touch the others.

        Raises:
            StoreBehind: commands are not taken now.
            DecisionFailed: a decider, or the events before it; nothing is appended.
        """
        subjects = sorted({request.subject for request in requests})
        asked = await self.gate.ask(connection)
        asked_calendar = await self.calendar.ask(connection)
        locked = await _lock(connection, subjects)
        loaded = await _load(connection, subjects)
        await self.gate.check(asked)
        calendar = await self.calendar.answer(asked_calendar)
        positions: dict[str, int] = dict(await locked.fetchall())
        histories = await _histories(loaded)
        states = {
            subject: _state(decider, subject, history) for subject, history in histories.items()
        }
        outcomes: list[Outcome] = []
        fresh: list[tuple[Request, int, Event]] = []
        for request in counting_by(calendar, requests):
            state = states.get(request.subject, decider.initial)
            before = positions[request.subject]
            outcome, states[request.subject] = self._decide_one(decider, request, state, before)
            fresh.extend(
                (request, number, event)
                for number, event in enumerate(outcome.events, before + 1)
            )
            positions[request.subject] = outcome.position.position
            outcomes.append(outcome)
        await self._append(connection, fresh)
        return outcomes

    def _decide_one(
        self, decider: Decider[Any, Any], request: Request, state: Any, before: int
    ) -> tuple[Outcome, Any]:
        try:
            if request.expected_position not in (None, before):
                raise PositionMoved
            events = tuple(decider.decide(request.command, state))
            for event in events:
                state = decider.evolve(state, event)
        except Refused as refusal:
            at = Position(self.source, request.subject, before)
            return Outcome(at, (), refusal), state
        except Exception as error:
            raise DecisionFailed(f"{type(request.command).__name__} failed") from error
        at = Position(self.source, request.subject, before + len(events))
        return Outcome(at, events), state

    async def _append(
        self, connection: Connection, fresh: Sequence[tuple[Request, int, Event]]
    ) -> None:
        if not fresh:
            return
        now = self.clock.now()
        columns = zip(
            *(
                (
                    new_id(),
                    request.subject,
                    number,
                    type(event).__name__,
                    event.version,
                    now,
                    request.cause.actor,
                    request.cause.correlation_id,
                    request.cause.causation_id,
                    request.cause.traceparent,
                    event.encode(),
                )
                for request, number, event in fresh
            ),
            strict=True,
        )
        await connection.execute(_append_events, [list(column) for column in columns])
        last = {request.subject: number for request, number, _ in fresh}
        await connection.execute(
            "update streams set position = new.position"
            " from unnest(%s::text[], %s::bigint[]) as new (subject, position)"
            " where streams.subject = new.subject",
            [list(last), list(last.values())],
        )
        await connection.execute(sql.SQL("notify {}").format(sql.Identifier(outbox_channel)))


_append_events = """
with added as (
    insert into events (id, subject, position, name, version, time, actor, correlation_id,
                        causation_id, traceparent, body)
    select id, subject, position, name, version, time, actor, correlation_id, causation_id,
           traceparent, body
    from unnest(%s::text[], %s::text[], %s::bigint[], %s::text[], %s::integer[],
                %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bytea[])
         with ordinality as new (id, subject, position, name, version, time, actor,
                                 correlation_id, causation_id, traceparent, body, place)
    order by place
    returning seq
)
insert into outbox (seq) select seq from added
"""


async def _lock(connection: Connection, subjects: Sequence[str]) -> Cursor:
    """Lock the streams in their sorted order; a new one is made at position 0."""
    await connection.execute(
        "insert into streams (subject, position)"
        " select subject, 0 from unnest(%s::text[]) as new (subject) order by subject"
        " on conflict (subject) do nothing",
        [list(subjects)],
    )
    return await connection.execute(
        "select subject, position from streams where subject = any(%s)"
        " order by subject for update",
        [list(subjects)],
    )


async def _load(connection: Connection, subjects: Iterable[str]) -> Cursor:
    return await connection.execute(
        "select subject, name, version, body from events where subject = any(%s)"
        " order by subject, position",
        [list(subjects)],
    )


async def _histories(rows: Cursor) -> Mapping[str, list[Event]]:
    histories: dict[str, list[Event]] = {}
    async for subject, name, version, body in rows:
        histories.setdefault(subject, []).append(_decoded(subject, name, version, body))
    return histories


def _decoded(subject: str, name: str, version: int, body: bytes) -> Event:
    try:
        return decode(name, version, bytes(body))
    except (NewerVersion, KeyError, ValueError) as error:
        raise DecisionFailed(f"{name} version {version} of {subject} cannot be read") from error


def _state(decider: Decider[Any, Any], subject: str, history: Sequence[Event]) -> Any:
    try:
        return decider.fold(history)
    except Exception as error:
        raise DecisionFailed(f"the events of {subject} cannot be folded") from error
