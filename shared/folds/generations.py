"""Generations of a read model: each has a table and offsets of its own; one of them is live.

Readers use the view that is named as the read model, so they never see a mixture.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, LiteralString

from psycopg import sql

from shared.decisions.database import Connection
from shared.folds.projection import Projection, follower_name, table_name
from shared.folds.read_model import ReadModel
from shared.folds.stored import Birth, Purpose, State, add_generation
from shared.folds.tables import Table

left_by_a_check: LiteralString = "state = 'replaying' and purpose = 'compare'"


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
            birth = Birth(State.LIVE, Purpose.SERVE, manifest={"key_destructions": {}})
            projection = await add_table(connection, model, birth, indexes=True)
            await _show(connection, model, projection.generation)
            return projection
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


async def projection_named(
    connection: Connection, model: ReadModel[Any], follower: str
) -> Projection | None:
    """The generation that follows under a name, living or beside; None if there is none."""
    rows = await connection.execute(
        "select generation, state from generations where read_model = %s and version = %s"
        " and (state in ('live', 'ready') or follows_until is not null)",
        [model.name, model.version],
    )
    for generation, state in await rows.fetchall():
        if follower_name(model.name, generation) == follower:
            return Projection(model, generation, beside=state != State.LIVE)
    return None


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
        return await add_table(
            connection, model, Birth(State.REPLAYING, Purpose.COMPARE), indexes=False
        )


async def make_live(
    connection: Connection, shadow: Projection, *, keep_for: timedelta | None = None
) -> None:
    """Let readers see a generation, in the caller's transaction, and retire the one before it.

    What is retired keeps following the log for as long as told; told nothing, its rows go.
    """
    model = shadow.model
    old = await _live_generation(connection, model)
    await connection.execute(
        "update generations set state = 'retired', changed_at = now(),"
        " follows_until = now() + %s::interval where read_model = %s and state = 'live'",
        [keep_for, model.name],
    )
    await connection.execute(
        "update generations set state = 'live', purpose = 'serve', changed_at = now(),"
        " follows_until = null where read_model = %s and generation = %s",
        [model.name, shadow.generation],
    )
    await _show(connection, model, shadow.generation)
    if old is not None and keep_for is None:
        await remove_traces(connection, model, old)


async def drop_left_behind(connection: Connection, models: Sequence[ReadModel[Any]]) -> None:
    """Remove the shadows of checks that have ended, of one that was killed too.

    The caller holds the service's replay.
    """
    for model in models:
        rows = await connection.execute(
            "select generation from generations where read_model = %s and " + left_by_a_check,
            [model.name],
        )
        for (generation,) in await rows.fetchall():
            async with connection.transaction():
                await remove_traces(connection, model, generation)
                await connection.execute(
                    "delete from generations where read_model = %s and generation = %s",
                    [model.name, generation],
                )


async def _lock(connection: Connection, name: str) -> None:
    await connection.execute(
        "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"generations:{name}"]
    )


async def add_table(
    connection: Connection, model: ReadModel[Any], birth: Birth, *, indexes: bool
) -> Projection:
    """A new generation with its empty table, in the caller's transaction."""
    generation = await add_generation(connection, model, birth)
    await Table(model, table_name(model.name, generation)).create(connection, indexes=indexes)
    return Projection(model, generation, beside=birth.state is not State.LIVE)


async def _show(connection: Connection, model: ReadModel[Any], generation: int) -> None:
    name = sql.Identifier(model.name)
    await connection.execute(sql.SQL("drop view if exists {}").format(name))
    await connection.execute(
        sql.SQL("create view {} as select * from {}").format(
            name, sql.Identifier(table_name(model.name, generation))
        )
    )


async def remove_traces(connection: Connection, model: ReadModel[Any], generation: int) -> None:
    """Remove the rows of a generation, and where it stood; it stays named."""
    await Table(model, table_name(model.name, generation)).drop(connection)
    for table in ("follower_offsets", "marks", "parked_subjects", "paused_partitions"):
        await connection.execute(
            sql.SQL("delete from {} where follower = %s").format(sql.Identifier(table)),
            [follower_name(model.name, generation)],
        )
