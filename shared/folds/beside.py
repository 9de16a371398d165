"""Beside the living ones: what is ready or was live keeps up; a switch need not wait."""

import asyncio
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

from shared.decisions.cancellation import still_wanted
from shared.decisions.database import Connection
from shared.folds.catching import catch_up, let_go, offsets_of, try_to_hold
from shared.folds.expiring import Noting, drop_expired
from shared.folds.generations import live_projection
from shared.folds.place import Place
from shared.folds.projection import Projection
from shared.folds.read_model import ReadModel
from shared.log.follower import Newer, NotMine
from shared.log.lease import lease

poll_seconds = 0.25
seconds_between_drops = 5.0

Model = ReadModel[Any]


async def follow_beside(place: Place, models: Sequence[Model], noting: Noting) -> None:
    """Keep generations that are ready, or may be rolled back to, where the living ones are.

    What may be rolled back to no longer is dropped, and noted. One process of a service does
    it; until cancelled, or an error.
    """
    tidied = monotonic()
    async with lease(place.dsn, "follow-beside") as connection:
        while True:
            still_wanted()
            for model in await _with_one_beside(connection, models):
                await keep_up(place, connection, model)
            if monotonic() - tidied > seconds_between_drops:
                tidied = monotonic()
                await drop_expired(place, connection, models, noting)
            await asyncio.sleep(poll_seconds)


async def _with_one_beside(connection: Connection, models: Sequence[Model]) -> list[Model]:
    """Those of which a generation may be beside the living one: on an ordinary day, none."""
    rows = await connection.execute(
        "select distinct read_model from generations where state in ('ready', 'retired')"
        " and purpose = 'serve'"
    )
    names = {name for (name,) in await rows.fetchall()}
    return [model for model in models if model.name in names]


async def keep_up(place: Place, connection: Connection, model: Model) -> None:
    """Bring what follows beside the living generation to where that one is now.

    A generation that a command holds is left to it.
    """
    for generation in await following(connection, model):
        beside = Projection(model, generation, beside=True)
        if not await try_to_hold(connection, beside.name):
            continue
        try:
            if generation in await following(connection, model):
                ends = await _living_offsets(connection, model)
                await catch_up(place, connection, beside, ends)
        except (NotMine, Newer):
            continue  # a follower that has just retired still moves it; or it waits as that one
        finally:
            await let_go(connection, beside.name)


async def following(connection: Connection, model: Model) -> list[int]:
    """The generations of a read model that follow beside the living one.

    Of another version of the code, none: it would be folded by two.
    """
    rows = await connection.execute(
        "select generation from generations where read_model = %s and version = %s"
        " and purpose = 'serve' and (state = 'ready' or state = 'retired'"
        " and follows_until > now()) order by generation",
        [model.name, model.version],
    )
    return [generation for (generation,) in await rows.fetchall()]


async def _living_offsets(connection: Connection, model: Model) -> Mapping[int, int]:
    living = await live_projection(connection, model)
    return await offsets_of(connection, living.name)
