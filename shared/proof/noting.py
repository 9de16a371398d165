"""What the log has, noted in files as Postgres' binary COPY takes it; memory stays bounded."""

from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import Self

from shared.decisions.database import Connection
from shared.proof.passing import Seen, Streams

copy_begins = b"PGCOPY\n\xff\r\n\0" + bytes(8)
copy_ends = b"\xff\xff"
_before_subject = Struct(">hiiiqiqi")
_after_subject = Struct(">iqi32si?")
_after_source = Struct(">iiiqiq")
at_once = 1024 * 1024
"""Bytes that are handed to a database at once."""


class Notes:
    """A file of rows for COPY."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("wb")
        self._file.write(copy_begins)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._file.write(copy_ends)
        self._file.close()

    def event(self, record: Seen, subject: str, position: int, *, first: bool) -> None:
        """A record of a service, and whether it is the first of its position."""
        named = subject.encode()
        head = _before_subject.pack(
            7, 4, record.partition, 8, record.offset, 8, record.timestamp_ms, len(named)
        )
        tail = _after_subject.pack(8, position, 32, record.leaf, 1, first)
        self._file.write(head + named + tail)

    def streams(self, streams: Streams) -> None:
        """How far each stream of a partition goes."""
        for (subject, source), mark in streams.marks.items():
            row = [(5).to_bytes(2)]
            for text in (subject.encode(), source.encode()):
                row += [len(text).to_bytes(4), text]
            row.append(
                _after_source.pack(4, streams.partition, 8, mark.position, 8, mark.offset)
            )
            self._file.write(b"".join(row))


events_noted = (
    "(partition int, log_offset bigint, at_ms bigint, subject text, position bigint,"
    " leaf bytea, first boolean)"
)
"""The columns of what `Notes.event` writes."""
streams_noted = "(subject text, source text, partition int, position bigint, log_offset bigint)"
"""The columns of what `Notes.streams` writes."""


async def copy_notes(connection: Connection, table: str, path: Path) -> None:
    """Hand a file of notes to a table of the connection."""
    async with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {table} from stdin (format binary)".encode()) as copy,
    ):
        with path.open("rb") as file:
            while part := file.read(at_once):
                await copy.write(part)
