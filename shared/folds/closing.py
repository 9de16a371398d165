"""How generations come to an end: cancelled before they are ready, or dropped afterwards."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import Any

from shared.decisions.crash import crash_point
from shared.decisions.database import Connection, connect_worker
from shared.folds.catching import held
from shared.folds.generations import remove_traces
from shared.folds.moments import hide
from shared.folds.place import Place, Refused, ReplayRunning, alone
from shared.folds.projection import Projection, table_name
from shared.folds.read_model import ReadModel
from shared.folds.rebuild import bulk_connection, models_named
from shared.folds.stored import Generation, State, is_unfinished, stored_generations

seconds_to_end = 30.0
retry_seconds = 0.1

DropNote = Callable[[Connection, Generation], Awaitable[None]]
"""What else is written in the transaction of a drop."""


async def cancel(
    place: Place, names: Sequence[str] | None, *, dry_run: bool = False
) -> list[Generation]:
    """Give up what is unfinished, and remove its rows; a process that is at it ends.

    Does nothing where nothing is unfinished; a dry run only says what is.

    Raises:
        ReplayRunning: it does not end.
    """
    models = {model.name: model for model in models_named(place.models_at, names)}
    async with bulk_connection(place.dsn) as connection:
        left = [
            each
            for each in await stored_generations(connection, list(models))
            if is_unfinished(each) or await _is_left_behind(connection, each)
        ]
        if dry_run:
            return left
        for each in left:
            await connection.execute(
                "update generations set state = 'cancelled', changed_at = now()"
                " where read_model = %s and generation = %s",
                [each.read_model, each.generation],
            )
    if left:
        await _remove_all(place, models, left)
    return left


async def _is_left_behind(connection: Connection, each: Generation) -> bool:
    """Whether it was cancelled by somebody who did not come to remove its rows."""
    name = table_name(each.read_model, each.generation)
    there = await connection.execute(
        "select from pg_tables where schemaname = 'public' and tablename = %s", [name]
    )
    return each.state == State.CANCELLED and await there.fetchone() is not None


async def _remove_all(
    place: Place, models: dict[str, ReadModel[Any]], left: Sequence[Generation]
) -> None:
    ends = monotonic() + seconds_to_end
    while True:
        try:
            async with alone(place) as connection:
                for each in left:
                    async with connection.transaction():
                        await remove_traces(
                            connection, models[each.read_model], each.generation
                        )
                return
        except ReplayRunning:
            if monotonic() > ends:
                raise
            await asyncio.sleep(retry_seconds)


async def drop(
    place: Place,
    name: str,
    generation: int,
    *,
    note: DropNote | None = None,
    dry_run: bool = False,
) -> Generation | None:
    """Remove a generation, whatever it was for; None if it is gone already.

    A dry run only says whether it could be.

    Raises:
        KeyError: there is no read model of that name.
        Refused: it is live, or unfinished.
    """
    (model,) = models_named(place.models_at, [name])
    async with alone(place) as connection:
        found = [
            each
            for each in await stored_generations(connection, [name])
            if each.generation == generation
        ]
        if not found:
            return None
        (this,) = found
        if this.state == State.LIVE:
            raise Refused(f"The {this.label} is live: swap another one in its place first.")
        if is_unfinished(this):
            raise Refused(f"The {this.label} is {this.state}: cancel it first.")
        if dry_run:
            return this
        async with held(connection, Projection(model, this.generation, beside=True)):
            await drop_held(place, model, this, note)
        return this


async def drop_held(
    place: Place, model: ReadModel[Any], this: Generation, note: DropNote | None
) -> None:
    """Remove a generation that is not live, in one transaction with its note.

    The caller holds the service's replay, and the generation.
    """
    async with await connect_worker(place.dsn, application="drop") as dropping:
        async with dropping.transaction():
            if this.as_name is not None:
                await hide(dropping, model.name, this.as_name)
            await remove_traces(dropping, model, this.generation)
            await dropping.execute(
                "delete from generations where read_model = %s and generation = %s",
                [model.name, this.generation],
            )
            if note is not None:
                await note(dropping, this)
            crash_point("drop-made")
        crash_point("drop-committed")
