"""`python -m tests.support.checkpointing DSN KEY FOLDER HOUR`: grow, sign, hand over once."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from services.reporting.ledger import grow_and_sign
from shared.proof.growing import newest_checkpoint
from shared.proof.handing_over import hand_over
from shared.proof.notes import Signer


class Hour:
    """The clock at an hour after another: so late that there is always something to sign."""

    def __init__(self, number: int) -> None:
        self._number = number

    def now(self) -> datetime:
        """When it is."""
        return datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=self._number)


async def sign_and_hand_over(dsn: str, signer: Signer, folder: Path, hour: int) -> None:
    """What the work process does between two looks."""
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await grow_and_sign(connection, signer, Hour(hour))
        newest = await newest_checkpoint(connection)
        assert newest is not None
        hand_over(folder, newest)


if __name__ == "__main__":
    given = sys.argv[1:]
    asyncio.run(
        sign_and_hand_over(given[0], Signer.parse(given[1]), Path(given[2]), int(given[3]))
    )
