"""A whole system at rest: log, event stores, inbox, ledger filled, all followers at the end.

Everything agrees with everything, as `cspr reconcile` sees it: the events are invented, and
all else is what our programs would have made of them, but for rows of read models.
"""

import base64
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg

from deploy.local.stack import Stack
from services.command.followers import service_named
from services.command.place import Place, names
from shared.decisions.database import Connection
from shared.edge.service import prepare
from shared.folds.generations import live_projection
from shared.log.kafka import log_ends, open_consumer
from shared.log.own import own_follower
from shared.log.topics import ensure_topics
from shared.proof.notes import Signer
from tests.bench.filling import Filling, fill
from tests.bench.growing import Appended, append_all
from tests.bench.kept import Kept
from tests.bench.log import Log
from tests.support.stack import unique


@dataclass(frozen=True)
class System:
    """A filled system: its settings, what its log has, and how its ledger was appended to."""

    place: Place
    log: Log
    appended: Appended


@asynccontextmanager
async def filled_system(stack: Stack, kept: Kept, events: int) -> AsyncIterator[System]:
    """Databases and a topic of its own; they go with the stack, unless it is kept."""
    noted = kept.read(f"system-{events}")
    if noted is not None:
        ends = {int(number): end for number, end in noted["log"].pop("ends").items()}
        environment = noted["environment"] | _addresses(stack)
        yield System(
            Place(environment), Log(**noted["log"], ends=ends), Appended(**noted["appended"])
        )
        return
    prefix = unique("bench")
    place = Place(
        {
            **_addresses(stack),
            "CSPR_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "CSPR_LEDGER_KEY": Signer.generate("cspr.bench/ledger").secret_text(),
            "CSPR_JWKS": "unused",
            "CSPR_DATABASE_PREFIX": prefix,
            "CSPR_TOPIC_PREFIX": f"{prefix}-",
        }
    )
    log = await _filled(place, prefix, events)
    config = place.config("reporting")
    appended = await append_all(config.dsn, config.kafka, log)
    await _stand_at_the_end(place, log)
    made = System(place, log, appended)
    kept.write(
        f"system-{events}",
        {
            "environment": dict(place.environment),
            "log": vars(log),
            "appended": vars(appended),
        },
    )
    yield made


def _addresses(stack: Stack) -> dict[str, str]:
    return {"CSPR_KAFKA": stack.kafka, "CSPR_DATABASE": stack.database}


async def _filled(place: Place, prefix: str, events: int) -> Log:
    config = place.config("reporting")
    await ensure_topics(config.kafka, (), prefix=f"{prefix}-")
    for name in names:
        await prepare(place.config(name), service_named(name))
    stores = {name: place.config(name).dsn for name in names}
    filled = await fill(Filling(config.kafka, config.topic, config.partitions, events, stores))
    async with open_consumer(config.kafka) as consumer:
        ends = await log_ends(consumer, config.topic, config.partitions)
    return Log(config.topic, events, filled.body_bytes, filled.subjects, ends)


async def _stand_at_the_end(place: Place, log: Log) -> None:
    """What follows from the events in the databases: streams, inbox, offsets and marks."""
    for name in names:
        async with await _connected(place, name) as connection:
            await connection.execute(_streams)
            if name == "notifications":
                await connection.execute(_inbox)
    async with await _connected(place, "reporting") as ledger:
        for name in names:
            async with await _connected(place, name) as connection:
                await _follow(connection, ledger, await _followers(connection, name), log)
                await connection.execute("vacuum analyze")


async def _connected(place: Place, name: str) -> Connection:
    return await psycopg.AsyncConnection.connect(place.config(name).dsn, autocommit=True)


async def _followers(connection: Connection, service: str) -> list[str]:
    parts = service_named(service)
    living = [await live_projection(connection, model) for model in parts.read_models]
    return ["policies", *(each.name for each in parts.keepers), *(each.name for each in living)]


async def _follow(
    connection: Connection, ledger: Connection, followers: Sequence[str], log: Log
) -> None:
    """Let followers stand at the end of the log, with the mark of each stream."""
    await connection.execute(
        "insert into follower_offsets (follower, partition, next_offset)"
        " select * from unnest(%s::text[]) f, unnest(%s::int[], %s::bigint[])"
        " on conflict (follower, partition) do update set next_offset = excluded.next_offset",
        [[own_follower, *followers], list(log.ends), list(log.ends.values())],
    )
    await connection.execute(
        "create temp table streams_of_all (subject text, source text, position bigint)"
    )
    async with (
        ledger.cursor() as reading,
        connection.cursor() as writing,
        reading.copy(_marks_of_all) as source,
        writing.copy("copy streams_of_all from stdin (format binary)") as target,
    ):
        async for part in source:
            await target.write(part)
    await connection.execute(
        "insert into marks (subject, source, follower, position)"
        " select subject, source, f, position from streams_of_all, unnest(%s::text[]) f"
        " order by 1, 2, 3",
        [list(followers)],
    )
    await connection.execute("drop table streams_of_all")


_streams = (
    "insert into streams (subject, position)"
    " select subject, max(position) from events group by subject order by subject"
)
_inbox = """
insert into inbox (partner, source, message_id, body_digest, channel, received_at, bytes,
                   outcome, subject, position, receipt)
select message ->> 'partner', message ->> 'source', message ->> 'id', id, 'http', time,
       octet_length(body), 'accepted', subject, position, '{"outcome": "accepted"}'
from (select *, convert_from(body, 'UTF8')::jsonb -> 'message' as message from events
      where name = 'IncidentReported') reported
"""
_marks_of_all = (
    "copy (select subject, source, max(position) from ledger group by 1, 2 order by 1, 2)"
    " to stdout (format binary)"
)
