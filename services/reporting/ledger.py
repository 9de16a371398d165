"""The ledger's work in reporting: the tree grows, checkpoints are signed and handed over."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from shared.decisions.cancellation import still_wanted
from shared.decisions.clock import Clock, SystemClock
from shared.decisions.database import Connection
from shared.decisions.store import EventStore
from shared.edge.config import Config
from shared.log.lease import lease
from shared.proof.growing import grow, newest_checkpoint, sign_root
from shared.proof.handing_over import answer_the_witness, hand_over
from shared.proof.notes import Signer

look_seconds = 1.0
a_minute = timedelta(minutes=1)
sign_after_leaves = 1_000


def checkpoints(
    config: Config, *, clock: Clock | None = None
) -> tuple[Callable[[EventStore], Awaitable[None]], ...]:
    """The further task of the work process; none without the ledger's key."""
    if config.ledger_key is None:
        return ()
    signer = Signer.parse(config.ledger_key)

    async def keep(_store: EventStore) -> None:
        await keep_checkpoints(config, signer, clock or SystemClock())

    return (keep,)


async def keep_checkpoints(config: Config, signer: Signer, clock: Clock) -> None:
    """Grow the tree and sign its root, every minute or thousand events, until cancelled."""
    sign_after = timedelta(seconds=config.ledger_sign_every)
    async with lease(config.dsn, "checkpoints") as connection:
        while True:
            still_wanted()
            await grow_and_sign(connection, signer, clock, sign_after)
            if config.ledger_folder is not None:
                await _hand_over(connection, config.ledger_folder)
            await asyncio.sleep(look_seconds)


async def grow_and_sign(
    connection: Connection, signer: Signer, clock: Clock, sign_after: timedelta = a_minute
) -> None:
    """Take in what is new; sign if enough is, or if it has waited for long enough."""
    while await grow(connection):
        still_wanted()
    newest = await newest_checkpoint(connection)
    row = await (await connection.execute("select size from ledger_frontier")).fetchone()
    fresh = (row[0] if row else 0) - (newest.size if newest else 0)
    now = clock.now()
    waited = newest is None or now - newest.at >= sign_after
    if fresh >= sign_after_leaves or (fresh and waited):
        await sign_root(connection, signer, now)


async def _hand_over(connection: Connection, folder: Path) -> None:
    newest = await newest_checkpoint(connection)
    if newest is not None:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        await asyncio.to_thread(hand_over, folder, newest)
        await answer_the_witness(connection, folder)
