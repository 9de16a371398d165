"""The end of a window: what was retired and can be rolled back to no longer is dropped."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from shared.decisions.database import Connection
from shared.folds.catching import let_go, try_to_hold
from shared.folds.closing import DropNote, drop_held
from shared.folds.place import Place, ReplayRunning, alone
from shared.folds.projection import Projection
from shared.folds.read_model import ReadModel
from shared.folds.stored import Generation, State, stored_generations

Noting = Callable[[], Awaitable[DropNote]]
"""Makes what is written in the transaction of one drop; asked before that begins."""


async def drop_expired(
    place: Place, connection: Connection, models: Sequence[ReadModel[Any]], noting: Noting
) -> list[Generation]:
    """Remove the retired generations whose time to follow is over; says which.

    Never one that is live or ready, nor one that an operation is at: it has the replay of the
    service for itself, and looks again when it has. Left for later while another has it, or
    still follows what is to go: it waits for nobody, so nobody waits for it.
    """
    if not await _over(connection, models):
        return []
    by_name = {model.name: model for model in models}
    dropped = []
    try:
        async with alone(place) as holding:
            for each in await _over(holding, models):
                model = by_name[each.read_model]
                follower = Projection(model, each.generation, beside=True).name
                if not await try_to_hold(holding, follower):
                    continue
                try:
                    await drop_held(place, model, each, await noting())
                    dropped.append(each)
                finally:
                    await let_go(holding, follower)
    except ReplayRunning:
        pass
    return dropped


async def _over(connection: Connection, models: Sequence[ReadModel[Any]]) -> list[Generation]:
    """Those whose window has ended, by the clock of the database that set it."""
    rows = await connection.execute("select now()")
    ((now,),) = await rows.fetchall()
    return [
        each
        for each in await stored_generations(connection, [model.name for model in models])
        if each.state == State.RETIRED
        and each.follows_until is not None
        and each.follows_until <= now
    ]
