"""The task of a work process that counts open clocks anew after a calendar was adopted.

Subject by subject in the order of their ids, cases and then thematic reviews, a few in each
transaction, with how far it came: killed, it goes on there. Counting one twice makes nothing
happen twice.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from shared.decisions.cancellation import still_wanted
from shared.decisions.crash import crash_point
from shared.decisions.database import Connection
from shared.decisions.decider import Decider
from shared.decisions.gate import StoreBehind
from shared.decisions.recounting import RecountDueDates
from shared.decisions.store import Cause, DecisionFailed, EventStore, Request
from shared.edge.logs import logger
from shared.log.lease import lease

cases_together = 100
poll_seconds = 1.0

Recounting = Mapping[str, Decider[RecountDueDates, Any]]
"""How open clocks are counted anew, by the kind of subject that they are of."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An adoption after which not every case was counted anew yet."""

    position: int
    event_id: str
    correlation_id: str
    adopted_at: datetime
    recounted_to: str
    set_aside: list[str]


@dataclass
class Recount:
    """Counts anew, by one process of a service at a time.

    A case whose events cannot be read is set aside, and tried again when a process begins:
    until then the adoption is unfinished, and says so.
    """

    store: EventStore
    recounting: Recounting
    most: int = cases_together
    _tried: int = 0

    async def batch(self, connection: Connection) -> bool:
        """Count the next cases anew, in a transaction; False: there is nothing to do now.

        Raises:
            StoreBehind: commands are not taken now.
        """
        async with connection.transaction():
            await self.store.calendar.ask(connection)
            at = await _unfinished(connection)
            if at is None:
                return False
            if at.set_aside and self._tried != at.position:
                await self._again(connection, at)
                return True
            subjects = await self._next(connection, at.recounted_to)
            if subjects:
                await self._count(connection, at, subjects, to=subjects[-1])
                return True
            return await _finish(connection, at)

    async def _again(self, connection: Connection, at: Unfinished) -> None:
        self._tried = at.position
        await connection.execute(
            "update calendars_adopted set set_aside = '{}' where position = %s", [at.position]
        )
        await self._count(connection, at, at.set_aside, to=at.recounted_to)

    async def _count(
        self, connection: Connection, at: Unfinished, subjects: Sequence[str], *, to: str
    ) -> None:
        moved, failed = await self._decide(connection, at, subjects)
        crash_point("recount-decided")
        if failed:
            self._tried = at.position
            logger("recount").error("a case cannot be counted anew", cases=failed)
        await connection.execute(
            "update calendars_adopted set recounted_to = %s,"
            " cases = cases + %s, recomputed = recomputed + %s, set_aside = set_aside || %s"
            " where position = %s",
            [to, len(subjects) - len(failed), moved, failed, at.position],
        )

    async def _decide(
        self, connection: Connection, at: Unfinished, subjects: Sequence[str]
    ) -> tuple[int, list[str]]:
        """How many days moved, and which cases cannot be read; a batch is halved for them."""
        cause = Cause(f"policy:{self.store.source}", at.correlation_id, at.event_id)
        command = RecountDueDates(asked_at=at.adopted_at)
        requests = [Request(subject, command, cause) for subject in subjects]
        try:
            async with connection.transaction():
                outcomes = [
                    outcome
                    for kind, of_kind in groupby(requests, key=_kind)
                    for outcome in await self.store.decide(
                        connection, self.recounting[kind], list(of_kind)
                    )
                ]
        except DecisionFailed:
            if len(subjects) == 1:
                return 0, list(subjects)
            middle = len(subjects) // 2
            first, one = await self._decide(connection, at, subjects[:middle])
            second, other = await self._decide(connection, at, subjects[middle:])
            return first + second, one + other
        return sum(len(outcome.events) for outcome in outcomes), []

    async def _next(self, connection: Connection, after: str) -> list[str]:
        rows = await connection.execute(
            "select subject from streams where subject > %s and subject like any(%s)"
            " order by subject limit %s",
            [after, [f"{kind}-%" for kind in self.recounting], self.most],
        )
        return [row[0] for row in await rows.fetchall()]


def _kind(request: Request) -> str:
    return request.subject.partition("-")[0]


async def recount(dsn: str, store: EventStore, recounting: Recounting) -> None:
    """Count anew whenever a calendar was taken over, until cancelled or an error ends it."""
    counting = Recount(store, recounting)
    async with lease(dsn, "recount") as connection:
        while True:
            still_wanted()
            try:
                went_on = await counting.batch(connection)
            except StoreBehind:
                went_on = False
            if not went_on:
                await asyncio.sleep(poll_seconds)


async def _unfinished(connection: Connection) -> Unfinished | None:
    row = await (
        await connection.execute(
            "select position, event_id, correlation_id, adopted_at, recounted_to, set_aside"
            " from calendars_adopted where recounted_at is null order by position desc limit 1"
        )
    ).fetchone()
    return None if row is None else Unfinished(*row)


async def _finish(connection: Connection, at: Unfinished) -> bool:
    """Note that all cases were counted anew, unless some are set aside; False, always."""
    await connection.execute(
        "update calendars_adopted set recounted_at = now()"
        " where position = %s and set_aside = '{}'",
        [at.position],
    )
    return False
