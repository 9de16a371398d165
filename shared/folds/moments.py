"""As of a moment: where in the log it lies, and the names under which its rows are queried."""

from collections.abc import Sequence
from datetime import datetime

from aiokafka import TopicPartition
from psycopg import sql

from shared.decisions.database import Connection
from shared.folds.options import Until
from shared.folds.place import Place, Refused
from shared.folds.projection import Projection
from shared.log.kafka import log_ends, open_consumer


async def cut_at(
    place: Place, until: Until, partitions: Sequence[int], now: datetime
) -> dict[int, int]:
    """The first offset of each partition that was recorded later, by Kafka's append time.

    Raises:
        Refused: the moment has not come, or its offsets are not those of this log.
    """
    async with open_consumer(place.bootstrap) as consumer:
        ends = await log_ends(consumer, place.topic, partitions)
        if until.before is None:
            return _named(until, ends)
        if until.before > now:
            raise Refused("That moment has not come: more may be recorded by then.")
        asked = int(until.before.timestamp() * 1000)
        where = {TopicPartition(place.topic, number): asked for number in partitions}
        found = await consumer.offsets_for_times(where)
    first = {each.partition: at.offset for each, at in found.items() if at is not None}
    return {number: first.get(number, ends[number]) for number in partitions}


def _named(until: Until, ends: dict[int, int]) -> dict[int, int]:
    if set(until.offsets) != set(ends) or any(
        offset > ends[number] for number, offset in until.offsets.items()
    ):
        raise Refused(
            f"The log has the partitions {min(ends)} to {max(ends)}: say an offset of each, and"
            " none beyond its end."
        )
    return dict(until.offsets)


async def show_as(connection: Connection, made: Projection, name: str) -> None:
    """Let a generation be queried as `<name>.<read model>`, beside the living one."""
    async with connection.transaction():
        await connection.execute(
            sql.SQL("create schema if not exists {}").format(sql.Identifier(name))
        )
        view = sql.Identifier(name, made.model.name)
        await connection.execute(sql.SQL("drop view if exists {}").format(view))
        await connection.execute(
            sql.SQL("create view {} as select * from {}").format(
                view, sql.Identifier("public", made.table.name)
            )
        )


async def hide(connection: Connection, read_model: str, name: str) -> None:
    """Take the name of a moment away again, and its schema with the last of them."""
    there = await connection.execute("select from pg_namespace where nspname = %s", [name])
    if await there.fetchone() is None:
        return
    await connection.execute(
        sql.SQL("drop view if exists {}").format(sql.Identifier(name, read_model))
    )
    left = await connection.execute(
        "select from pg_class where relnamespace = %s::regnamespace limit 1", [name]
    )
    if await left.fetchone() is None:
        await connection.execute(sql.SQL("drop schema {}").format(sql.Identifier(name)))
