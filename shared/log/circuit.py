"""The circuit: where many subjects fail at once the fault is ours, and a follower stops there.

One subject that fails is set aside and the others go on. A fold that fails for every subject
would set all of them aside, one by one, each then to be re-driven by hand.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from shared.decisions.database import Connection
from shared.log.follower import Stopped
from shared.log.kafka import RawRecord
from shared.log.park import Fault

Window = dict[str, bool]
"""The last subjects that came along, the latest last, and whether each had to be set aside."""


class TooManyParked(Stopped):
    """More subjects of a partition had to be set aside than can be their own fault."""


@dataclass
class Circuit:
    """Counts, by follower and partition, who had to be set aside among the last subjects.

    It breaks at the subject with which more than `share` of the last `window` would have been
    set aside, `least` at least; that one and all after it wait in the log, untouched.
    """

    share: float = 0.2
    least: int = 5
    window: int = 100
    _windows: dict[tuple[str, int], Window] = field(default_factory=dict)

    def check(
        self,
        follower: str,
        records: Sequence[RawRecord],
        faults: Mapping[str, Fault],
        waiting_before: Collection[str],
    ) -> None:
        """Count a batch, in its transaction; who waited before counts neither way.

        Raises:
            TooManyParked: the batch is to be taken back, and done again up to that record.
        """
        counted = {
            number: dict(self._windows.get((follower, number), {}))
            for number in {record.partition for record in records}
        }
        for record in records:
            subject = record.read.subject
            if subject in waiting_before:
                continue
            fault = faults.get(subject)
            failed = fault is not None and record.offset >= fault.offset
            window = counted[record.partition]
            window.pop(subject, None)
            window[subject] = failed
            if len(window) > self.window:
                del window[next(iter(window))]
            if fault is not None and failed and (why := self._broken(window)):
                raise TooManyParked(record, follower, f"{why}: {fault.reason}")
        self._windows |= {(follower, number): window for number, window in counted.items()}

    def _broken(self, window: Window) -> str | None:
        failed = sum(window.values())
        if failed < self.least or failed <= self.share * len(window):
            return None
        return f"{failed} of the last {len(window)} subjects would be set aside, the last for"

    def forget(self, follower: str, partition: int) -> None:
        """Count anew: a person has looked, and lets the follower go on."""
        self._windows.pop((follower, partition), None)


async def resume(connection: Connection, follower: str | None = None) -> list[tuple[str, int]]:
    """Let followers go on where they stopped; gives (follower, partition).

    Whoever follows sees it within seconds, and stops again where the cause was not mended.
    """
    rows = await connection.execute(
        "delete from paused_partitions where %(name)s::text is null or follower = %(name)s"
        " or split_part(follower, '.', 1) = %(name)s returning follower, partition",
        {"name": follower},
    )
    return sorted(await rows.fetchall())


async def stopped(
    connection: Connection, follower: str | None = None
) -> list[tuple[str, int, str, float]]:
    """Where followers have stopped: follower, partition, why, and for how many seconds."""
    rows = await connection.execute(
        "select follower, partition, why, extract(epoch from now() - since)::float8"
        " from paused_partitions where %(name)s::text is null or follower = %(name)s"
        " or split_part(follower, '.', 1) = %(name)s order by follower, partition",
        {"name": follower},
    )
    return await rows.fetchall()
