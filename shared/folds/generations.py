"""Generations of a read model: each has a table and offsets of its own; one of them is live.

Readers use the view that is named as the read model, so they never see a mixture.
"""

from collections.abc import Sequence
from typing import Any

from psycopg import sql

from shared.decisions.database import Connection
from shared.folds.projection import Projection, follower_name, table_name
from shared.folds.read_model import ReadModel
from shared.folds.tables import Table


class RebuildDue(Exception):
    """The code folds otherwise than the live table was folded: it has to be replayed first."""


async def ensure_live(connection: Connection, model: ReadModel[Any]) -> Projection:
    """The live generation of a read model; its first one, empty, if it has none yet.

    Raises:
        RebuildDue: the live generation was folded by another version of the code.
    """
    async with connection.transaction():
        await _lock(connection, model.name)
        row = await (
            await connection.execute(
                "select generation, version from generations"
                " where read_model = %s and state = 'live'",
                [model.name],
            )
        ).fetchone()
        if row is None:
            generation = await _add(connection, model, "live", indexes=True)
            await _show(connection, model, generation)
            return Projection(model, generation)
    if row[1] != model.version:
        raise RebuildDue(
            f"{model.name} was folded by version {row[1]} and the code is version"
            f" {model.version}: run `cspr replay {model.name} --swap`."
        )
    return Projection(model, row[0])


async def live_projection(connection: Connection, model: ReadModel[Any]) -> Projection:
    """The generation that readers see, whatever version of the code folded it.

    Raises:
        RebuildDue: there is none yet; the service has not run.
    """
    generation = await _live_generation(connection, model)
    if generation is None:
        raise RebuildDue(f"{model.name} has no living table yet: start its service first.")
    return Projection(model, generation)


async def _live_generation(connection: Connection, model: ReadModel[Any]) -> int | None:
    row = await (
        await connection.execute(
            "select generation from generations where read_model = %s and state = 'live'",
            [model.name],
        )
    ).fetchone()
    return None if row is None else int(row[0])


async def add_shadow(connection: Connection, model: ReadModel[Any]) -> Projection:
    """A new, empty generation beside the live one; its indexes wait for the load's end."""
    async with connection.transaction():
        await _lock(connection, model.name)
        return Projection(model, await _add(connection, model, "shadow", indexes=False))


async def make_live(connection: Connection, shadow: Projection) -> None:
    """Let readers see a shadow, in the caller's transaction; the generation before it goes."""
    model = shadow.model
    old = await _live_generation(connection, model)
    await connection.execute(
        "update generations set state = 'retired' where read_model = %s and state = 'live'",
        [model.name],
    )
    await connection.execute(
        "update generations set state = 'live' where read_model = %s and generation = %s",
        [model.name, shadow.generation],
    )
    await _show(connection, model, shadow.generation)
    if old is not None:
        await _remove_traces(connection, model, old)


async def drop_left_behind(connection: Connection, models: Sequence[ReadModel[Any]]) -> None:
    """Remove shadows that no replay needs any more, of an earlier one that was killed too.

    The caller holds the service's replay.
    """
    for model in models:
        rows = await connection.execute(
            "select generation from generations where read_model = %s and state = 'shadow'",
            [model.name],
        )
        for (generation,) in await rows.fetchall():
            async with connection.transaction():
                await _remove_traces(connection, model, generation)
                await connection.execute(
                    "delete from generations where read_model = %s and generation = %s",
                    [model.name, generation],
                )


async def _lock(connection: Connection, name: str) -> None:
    await connection.execute(
        "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"generations:{name}"]
    )


async def _add(
    connection: Connection, model: ReadModel[Any], state: str, *, indexes: bool
) -> int:
    row = await (
        await connection.execute(
            "insert into generations (read_model, generation, version, state)"
            " select %s, coalesce(max(generation), 0) + 1, %s, %s from generations"
            " where read_model = %s returning generation",
            [model.name, model.version, state, model.name],
        )
    ).fetchone()
    assert row is not None
    generation = int(row[0])
    await Table(model, table_name(model.name, generation)).create(connection, indexes=indexes)
    return generation


async def _show(connection: Connection, model: ReadModel[Any], generation: int) -> None:
    name = sql.Identifier(model.name)
    await connection.execute(sql.SQL("drop view if exists {}").format(name))
    await connection.execute(
        sql.SQL("create view {} as select * from {}").format(
            name, sql.Identifier(table_name(model.name, generation))
        )
    )


async def _remove_traces(
    connection: Connection, model: ReadModel[Any], generation: int
) -> None:
    await Table(model, table_name(model.name, generation)).drop(connection)
    for table in ("follower_offsets", "marks", "parked_subjects", "paused_partitions"):
        await connection.execute(
            sql.SQL("delete from {} where follower = %s").format(sql.Identifier(table)),
            [follower_name(model.name, generation)],
        )
