"""Where a service's read models and its log are, and why an operation on them is refused."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from shared.decisions.database import Connection
from shared.folds.attestation import Attestation
from shared.folds.rebuild import bulk_connection

Say = Callable[[str], None]


class Attest(Protocol):
    """Signs a replay attestation and records it, in the operator's process alone."""

    @property
    def signed_by(self) -> str | None:
        """The name of the key; None if there is none, and what is attested stays unsigned."""

    async def __call__(
        self, connection: Connection, attested: Attestation, /
    ) -> Mapping[str, Any]:
        """Record it in the caller's transaction, and say what is noted of it beside it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service's read models and its log are."""

    dsn: str = field(repr=False)
    bootstrap: str
    topic: str
    models_at: str
    workers: int = 2
    attest: Attest | None = field(default=None, repr=False)
    """What an attestation is signed and recorded by; without it, it is only noted."""


class ReplayRunning(Exception):
    """One replay of a service at a time."""


class Refused(Exception):
    """An operation on generations is not done, and why, in words for who asked."""


class SwapRefused(Refused):
    """A generation was not put in place of the living one, and why."""


@asynccontextmanager
async def alone(place: Place) -> AsyncIterator[Connection]:
    """A connection that holds the service's replay for as long as it lives.

    Raises:
        ReplayRunning: another one has it.
    """
    async with bulk_connection(place.dsn) as connection:
        row = await (
            await connection.execute(
                "select pg_try_advisory_lock(hashtextextended('replay', 0))"
            )
        ).fetchone()
        if row is None or not row[0]:
            raise ReplayRunning(
                "Another replay of this service is running; wait until it ends."
            )
        yield connection
