"""What follows the log, and the two ways in which it has to stop."""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from shared.decisions.database import Connection
from shared.events.envelope import Recorded
from shared.log.kafka import RawRecord
from shared.log.park import Fault


class Follower(Protocol):
    """A service's policies, or one generation of a read model."""

    @property
    def name(self) -> str:
        """Unique in its database; its offsets, marks and parked subjects carry it."""

    @property
    def follows(self) -> frozenset[str]:
        """The names of the events that it applies; all others only advance its marks."""

    @property
    def opens(self) -> bool:
        """Whether it looks into events; if not, it gets those with an unreadable body too."""

    async def apply(
        self, connection: Connection, events: Sequence[Recorded]
    ) -> Mapping[str, Fault]:
        """Apply events in the caller's transaction; name who failed, and where.

        What comes before the failing event of a subject is applied, what comes after is not.
        """

    async def check(self, connection: Connection) -> None:
        """Asked now and then while nothing happens; raises NotMine where it should stop."""


@runtime_checkable
class Keeper(Protocol):
    """What keeps every event as it was published, whatever it says: the ledger."""

    @property
    def name(self) -> str:
        """Unique in its database; its offsets, marks and parked subjects carry it."""

    async def keep(self, connection: Connection, records: Sequence[RawRecord]) -> None:
        """Keep first occurrences, in the caller's transaction."""

    async def check(self, connection: Connection) -> None:
        """Asked now and then while nothing happens."""


class NotMine(Exception):
    """Somebody else has moved a follower's offsets: this process has lost its right."""


class Stopped(Exception):
    """A follower can take no record of a partition from `record` on; what is before, it can."""

    def __init__(self, record: RawRecord, follower: str, why: str) -> None:
        super().__init__(why)
        self.record = record
        self.follower = follower


class Newer(Stopped):
    """A record is of a version that this build does not know; `follower` looks into it."""
