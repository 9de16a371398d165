"""A batch of records, sorted for one follower: what to apply, what is past, what waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.events.envelope import Envelope, Recorded, Unreadable, leave_closed, open_body
from shared.events.event import Event, NewerVersion
from shared.log.follower import Follower, Keeper, Newer
from shared.log.kafka import RawRecord
from shared.log.park import Fault
from shared.log.standing import Marks


class Opened:
    """The events of a batch, each opened once for all who look into it."""

    def __init__(self) -> None:
        self._events: dict[tuple[int, int], Recorded] = {}

    def get(self, read: Envelope) -> Recorded:
        """The event with its body; see `open_body` for what it raises."""
        where = (read.partition, read.offset)
        if where not in self._events:
            self._events[where] = open_body(read)
        return self._events[where]


@dataclass
class Sorting:
    """The records of a batch, sorted into those to apply and those that wait."""

    follower: Follower | Keeper
    marks: Marks
    waiting_subjects: set[str]
    faults: dict[str, Fault]
    opened: Opened
    ready: list[Recorded] = field(default_factory=list)
    passed: list[RawRecord] = field(default_factory=list)
    waiting: list[RawRecord] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._before = dict(self.marks)
        self._looks = None if isinstance(self.follower, Keeper) else self.follower

    def take(self, record: RawRecord) -> None:
        """Sort the next record in.

        Raises:
            Newer: it is of a version that this build does not know.
        """
        read = record.read
        if read.subject in self.waiting_subjects or read.subject in self.faults:
            self.waiting.append(record)
            return
        if isinstance(read, Unreadable):
            self._set_aside(record, "unreadable", read.reason)
            return
        mark = self.marks.get((read.subject, read.source), 0)
        if read.position <= mark:
            return
        if read.position > mark + 1:
            self._set_aside(record, "gap", f"{read.position} comes after {mark}")
            return
        if not self._open(record, read):
            return
        self.passed.append(record)
        self.marks[read.subject, read.source] = read.position

    def _open(self, record: RawRecord, read: Envelope) -> bool:
        follower = self._looks
        if follower is None or read.name not in follower.follows:
            return True
        if read.name not in Event.known:
            return True
        try:
            self.ready.append(self.opened.get(read) if follower.opens else leave_closed(read))
        except NewerVersion as newer:
            raise Newer(record, follower.name, str(newer)) from newer
        except ValueError:
            self._set_aside(record, "unreadable", f"the body of {read.name} is not as declared")
            return False
        return True

    def _set_aside(self, record: RawRecord, kind: str, reason: str) -> None:
        self.faults[record.read.subject] = Fault(kind, reason, record.offset)
        self.waiting.append(record)

    def take_back(self, faults: Mapping[str, Fault]) -> None:
        """Undo what was passed from each subject's fault on: it waits, its marks go back."""
        self.faults.update(faults)
        failed = [
            record
            for record in self.passed
            if (fault := faults.get(record.read.subject)) and record.offset >= fault.offset
        ]
        for record in reversed(failed):
            read = record.read
            assert isinstance(read, Envelope)
            self.marks[read.subject, read.source] = read.position - 1
        self.waiting.extend(failed)
        self.waiting.sort(key=lambda record: record.offset)

    @property
    def moved(self) -> Marks:
        """The marks that are other than before."""
        before = self._before
        return {key: mark for key, mark in self.marks.items() if before.get(key, 0) != mark}
