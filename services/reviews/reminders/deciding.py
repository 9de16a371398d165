"""Deciding on reminders: what the read models have due is asked of the rules, once each."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.reviews.domain.reminding import decider
from services.reviews.reminders.due import DueRow, call_on_again, due_and_undecided
from services.reviews.reminders.mails import take_in
from services.reviews.reminders.rules import ReminderRules
from shared.decisions.clock import Clock, london_date
from shared.decisions.database import Connection
from shared.decisions.ids import new_id
from shared.decisions.store import Cause, DecisionFailed, EventStore, Request
from shared.edge.config import Config
from shared.edge.logs import logger
from shared.log.kafka import log_ends, open_consumer

looked_at = ("caseload", "obligations", "actions")
"""The read models by which it is decided."""

actor = "service:reviews"


async def decide_due(
    connection: Connection, store: EventStore, rules: ReminderRules, clock: Clock
) -> int:
    """Decide on what is due now and was not decided on; says how many reminders there are.

    A case whose events cannot be read is passed over, until the next time.

    Raises:
        StoreBehind: the store has not all of its events, and decides nothing.
    """
    async with connection.transaction():
        decided = await take_in(connection, rules.sender)
        await call_on_again(connection, london_date(clock.now()))
    passed_over: set[str] = set()
    while rows := await due_and_undecided(
        connection, rules, london_date(clock.now()), passed_over
    ):
        async with connection.transaction():
            unreadable = await _decide(connection, store, rows, clock.now())
            made = await take_in(connection, rules.sender)
        if not made and not unreadable:
            break
        decided += made
        passed_over |= unreadable
    if passed_over:
        logger("remind").error("of a case nobody can be reminded", cases=sorted(passed_over))
    return decided


async def _decide(
    connection: Connection, store: EventStore, rows: Sequence[DueRow], now: datetime
) -> set[str]:
    """Which cases cannot be read; a batch is halved for them."""
    try:
        async with connection.transaction():
            await store.decide(connection, decider, _requests(rows, now))
    except DecisionFailed:
        if len(rows) == 1:
            return {rows[0].subject}
        middle = len(rows) // 2
        first = await _decide(connection, store, rows[:middle], now)
        return first | await _decide(connection, store, rows[middle:], now)
    return set()


def _requests(rows: Sequence[DueRow], now: datetime) -> list[Request]:
    return [Request(row.subject, row.command(now), Cause(actor, new_id())) for row in rows]


async def ends_now(config: Config) -> Mapping[int, int]:
    """Where the log ends, by partition.

    Raises:
        KafkaError: it does not answer.
    """
    async with open_consumer(config.kafka) as consumer:
        return await log_ends(consumer, config.topic, config.partitions)


async def shown_whole(connection: Connection, ends: Mapping[int, int]) -> bool:
    """Whether the living read models have all that the log had when it ended there.

    While one folds what is long past, it shows as due what was done since.
    """
    row = await (
        await connection.execute(
            "select count(*) from unnest(%s::text[]) as looked_at (read_model)"
            " cross join unnest(%s::int[], %s::bigint[]) as e (partition, log_end)"
            " left join generations g on (g.read_model, g.state)"
            "     = (looked_at.read_model, 'live')"
            " left join follower_offsets o on o.follower = g.read_model || '.' || g.generation"
            "     and o.partition = e.partition"
            " where coalesce(o.next_offset, -1) < e.log_end",
            [list(looked_at), list(ends), list(ends.values())],
        )
    ).fetchone()
    return row is not None and row[0] == 0
