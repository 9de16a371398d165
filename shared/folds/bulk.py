"""Folding in bulk: one pass over partitions of the log, many read models, bounded memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from shared.decisions.crash import crash_point
from shared.decisions.database import Connection
from shared.events.envelope import Envelope, Recorded, Unreadable, leave_closed, open_body
from shared.events.event import Event
from shared.folds.copy_text import copy_text
from shared.folds.projection import Projection

Marks = dict[str, int]
places_remembered = 1 << 20
"""Bytes in which a worker remembers, by their hash, whose rows it may have stored already."""

Fold = tuple[int, bool, Callable[[tuple[Any, ...], Recorded], tuple[Any, ...]]]
"""The place of a read model among the shadows, whether it opens events, and its `evolve`."""


@dataclass(slots=True)
class _Subject:
    """What is known of one subject: its rows in each read model, its marks, what stopped."""

    rows: list[tuple[Any, ...]]
    marks: Marks
    stored: bool = False
    stopped: list[bool] = field(default_factory=list)


class BulkFold:
    """Folds records of one partition after the other into the tables of several shadows.

    Holds about `subjects_held` subjects; who was not touched for longest goes to the tables
    first and is fetched again when more of it comes. A subject that cannot go on stays.
    Of `types`, if there are any, no others are folded.
    """

    def __init__(
        self,
        shadows: Sequence[Projection],
        cuts: Sequence[Mapping[int, int]],
        *,
        subjects_held: int,
        keep_marks: bool,
        types: frozenset[str] = frozenset(),
    ) -> None:
        self.shadows = shadows
        self.cuts = cuts
        self.subjects_held = subjects_held
        self.keep_marks = keep_marks
        self.events = 0
        self.rows_written = 0
        self.subjects_stopped = 0
        self._held: dict[str, _Subject] = {}
        self._spilled = False
        self._perhaps_stored = bytearray(places_remembered)
        self._first = shadows[0].name
        """All have the same marks; unless kept, they are stored under this name alone."""
        self._folds_of = {
            name: [
                (place, shadow.model.opens, shadow.model.evolve)
                for place, shadow in enumerate(shadows)
                if name in shadow.follows
            ]
            for name in types or Event.known
        }

    async def fold(
        self, connection: Connection, partition: int, reads: Sequence[Envelope | Unreadable]
    ) -> None:
        """Fold the next records of a partition, in their order."""
        cuts = [cut.get(partition, 0) for cut in self.cuts]
        if self._spilled:
            await self._fetch(connection, {read.subject for read in reads} - self._held.keys())
        for read in reads:
            self._fold_one(read, cuts)
        self.events += len(reads)
        if len(self._held) > self.subjects_held:
            oldest = list(self._held)[: -self.subjects_held // 2]
            self._spilled = True
            going = [s for s in oldest if not any(self._held[s].stopped)]
            for subject in going:
                self._perhaps_stored[hash(subject) % places_remembered] = 1
            await self._store(connection, going)

    def _fold_one(self, read: Envelope | Unreadable, cuts: Sequence[int]) -> None:
        held = self._held.pop(read.subject, None)
        if held is None:
            held = _Subject([()] * len(self.shadows), {}, False, [False] * len(self.shadows))
        self._held[read.subject] = held
        if isinstance(read, Unreadable):
            held.stopped = [True] * len(self.shadows)
            return
        mark = held.marks.get(read.source, 0)
        if read.position <= mark:
            return
        if read.position > mark + 1:
            held.stopped = [True] * len(self.shadows)
            return
        held.marks[read.source] = read.position
        folds = self._folds_of.get(read.name)
        if folds:
            _evolve(held, read, folds, cuts)

    async def leave_out_stopped(self, connection: Connection) -> list[str]:
        """Forget the subjects that cannot go on, in every shadow; says which they are."""
        stopped = sorted(s for s, held in self._held.items() if any(held.stopped))
        stored = [subject for subject in stopped if self._held[subject].stored]
        for subject in stopped:
            del self._held[subject]
        self.subjects_stopped += len(stopped)
        if stored:
            await self._remove(connection, stored)
            await connection.execute(
                "delete from marks where subject = any(%s) and follower = any(%s)",
                [stored, [shadow.name for shadow in self.shadows]],
            )
        return stopped

    async def _remove(self, connection: Connection, subjects: Sequence[str]) -> None:
        for shadow in self.shadows:
            await connection.execute(
                sql.SQL("delete from {} where subject = any(%s)").format(
                    sql.Identifier(shadow.table.name)
                ),
                [list(subjects)],
            )

    async def end_partition(self, connection: Connection) -> None:
        """Store what is held; the next partition has other subjects."""
        self.subjects_stopped += sum(any(held.stopped) for held in self._held.values())
        self._spilled = False
        await self._store(connection, list(self._held))
        self._perhaps_stored = bytearray(places_remembered)

    async def _store(self, connection: Connection, subjects: Sequence[str]) -> None:
        going = [(subject, self._held.pop(subject)) for subject in sorted(subjects)]
        stored = [subject for subject, held in going if held.stored]
        if stored:
            await self._remove(connection, stored)
        for place, shadow in enumerate(self.shadows):
            self.rows_written += await shadow.table.copy_in(
                connection,
                (row for _, held in going for row in held.rows[place]),
            )
        if self.keep_marks or self._spilled:
            await self._store_marks(connection, going, stored)
        crash_point("replay-stored")

    async def _store_marks(
        self,
        connection: Connection,
        going: Iterable[tuple[str, _Subject]],
        stored: Sequence[str],
    ) -> None:
        names = [shadow.name for shadow in self.shadows if self.keep_marks] or [self._first]
        if stored:
            await connection.execute(
                "delete from marks where subject = any(%s) and follower = any(%s)",
                [stored, names],
            )
        lines: list[str] = []
        for subject, held in going:
            for source, position in held.marks.items():
                start = f"{copy_text(subject)}\t{copy_text(source)}"
                lines += [f"{start}\t{name}\t{position}\n" for name in names]
        async with (
            connection.cursor() as cursor,
            cursor.copy("copy marks (subject, source, follower, position) from stdin") as copy,
        ):
            await copy.write("".join(lines))

    async def _fetch(self, connection: Connection, subjects: set[str]) -> None:
        """Hold again those that were stored already; asking for others too does no harm."""
        stored = self._perhaps_stored
        missing = [each for each in subjects if stored[hash(each) % places_remembered]]
        if not missing:
            return
        marks = await connection.execute(
            "select subject, source, position from marks"
            " where subject = any(%s) and follower = %s",
            [missing, self._first],
        )
        async for subject, source, position in marks:
            held = self._held.setdefault(
                subject,
                _Subject([()] * len(self.shadows), {}, True, [False] * len(self.shadows)),
            )
            held.marks[source] = position
        for place, shadow in enumerate(self.shadows):
            found = await shadow.table.rows_of(connection, missing)
            for subject, rows in found.items():
                self._held[subject].rows[place] = rows


def _evolve(held: _Subject, read: Envelope, folds: Sequence[Fold], cuts: Sequence[int]) -> None:
    """Fold one event; decoded once for all who look into it, and not at all if nobody does."""
    closed, opened = None, None
    for place, opens, evolve in folds:
        if held.stopped[place] or read.offset >= cuts[place]:
            continue
        try:
            if opens:
                event = opened = opened or open_body(read)
            else:
                event = closed = closed or leave_closed(read)
            held.rows[place] = evolve(held.rows[place], event)
        except Exception:  # noqa: BLE001 - whatever a fold raises, its subject stops
            held.stopped[place] = True
