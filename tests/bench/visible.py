"""How long it takes from a partner's event to a row that reporting shows, at a steady rate.

The partner sends by the clock and never waits for anything (an open loop), and what is measured
is counted from when a message was due to be sent: so a stall counts for all that it delays.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import psycopg

from deploy.local.processes import quiet
from deploy.local.runner import Runner
from deploy.local.stack import Stack
from deploy.local.system import System, start_system
from services.notifications.partners import add_partner, as_record
from shared.log.kafka import open_producer
from shared.log.topics import partner_in
from tests.support.stack import unique

partner = "bench"
warm_up_seconds = 5
patience_seconds = 60.0
poll_seconds = 0.005

_visible = (
    "select leaf_index, split_part(causation_id, ':', 3) from ledger where leaf_index > %s"
)


@dataclass(frozen=True)
class Run:
    """One repetition: the latency of each message in milliseconds, and how many never came."""

    latencies_ms: tuple[float, ...]
    missing: int


async def measure(stack: Stack, *, rate: int, seconds: int, repeat: int) -> list[Run]:
    """Start the whole system, and send so many messages a second for so long, several times."""
    extra = {
        "CSPR_TOPIC_PREFIX": unique("bench") + "-",
        "CSPR_DATABASE_PREFIX": unique("bench"),
    }
    runs: list[Run] = []
    with TemporaryDirectory() as logs:
        async with Runner(Path(logs), watching=stack.processes) as runner:
            system = await start_system(stack, runner, say=quiet, extra=extra)

            async def all_runs() -> None:
                await add_partner(system.config("notifications"), partner)
                await _run(system, rate, warm_up_seconds)
                runs.extend([await _run(system, rate, seconds) for _ in range(repeat)])

            await runner.until(all_runs())
    return runs


async def _run(system: System, rate: int, seconds: int) -> Run:
    named = unique("m")
    ids = [f"{named}-{number}" for number in range(rate * seconds)]
    due: dict[str, float] = {}
    seen: dict[str, float] = {}
    watching = asyncio.create_task(_watch(system, ids, seen))
    await _send(system, ids, due, 1 / rate)
    await asyncio.wait([watching], timeout=patience_seconds)
    watching.cancel()
    latencies = [(seen[each] - due[each]) * 1000 for each in ids if each in seen]
    return Run(tuple(latencies), len(ids) - len(latencies))


async def _send(
    system: System, ids: Sequence[str], due: dict[str, float], gap_seconds: float
) -> None:
    config = system.config("notifications")
    topic = config.topic_prefix + partner_in(partner).name
    async with open_producer(config.kafka) as producer:
        await producer.partitions_for(topic)
        began = monotonic()
        sending = []
        for number, id_ in enumerate(ids):
            due[id_] = began + number * gap_seconds
            await asyncio.sleep(max(0.0, due[id_] - monotonic()))
            key, value, headers = as_record(partner, _message(id_))
            sending.append(await producer.send(topic, key=key, value=value, headers=headers))
        for sent in sending:
            await sent


def _message(id_: str) -> dict[str, Any]:
    return {
        "id": id_,
        "source": "/bench/records",
        "authority": "E06000054",
        "incident_on": "2026-01-02",
        "place": "a home in Trowbridge",
        "summary": "Fractures without an explanation. " * 12,
        "children": [
            {
                "name": "Child L",
                "born_on": "2025-11-03",
                "sex": "F",
                "ethnicity": "WBRI",
                "outcome": "serious-harm",
                "abuse_or_neglect": "suspected",
            }
        ],
        "reporter": "Duty nurse",
    }


async def _watch(system: System, ids: Sequence[str], seen: dict[str, float]) -> None:
    """Note when each message's case is first to be seen, until all are."""
    wanted = set(ids)
    latest = -1
    async with await psycopg.AsyncConnection.connect(
        system.config("reporting").dsn, autocommit=True
    ) as connection:
        while wanted:
            rows = await (await connection.execute(_visible, [latest])).fetchall()
            now = monotonic()
            for index, id_ in rows:
                latest = max(latest, index)
                if id_ in wanted:
                    wanted.discard(id_)
                    seen[id_] = now
            await asyncio.sleep(poll_seconds)
