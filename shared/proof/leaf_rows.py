"""The ledger's leaves of a part of the log as one value, to be compared with what was read.

Where both agree nothing else travels, and no row is looked at in Python.
"""

from collections.abc import Iterable

from shared.decisions.database import Connection

_length = (32).to_bytes(4)


def as_one_value(leaves: Iterable[tuple[int, bytes]]) -> bytes:
    """Offsets and leaves, by offset: before each leaf its offset and its length."""
    return b"".join(
        [part for offset, leaf in leaves for part in (offset.to_bytes(8), _length, leaf)]
    )


async def leaves_of_ledger(ledger: Connection, partition: int, first: int, last: int) -> bytes:
    """The same as the ledger has them, for the offsets from `first` to `last`."""
    rows = await ledger.execute(
        "select coalesce(string_agg("
        "int8send(log_offset) || int4send(octet_length(leaf)) || leaf,"
        " ''::bytea order by log_offset), ''::bytea) from ledger"
        " where partition = %s and log_offset between %s and %s",
        [partition, first, last],
        binary=True,
    )
    ((found,),) = await rows.fetchall()
    return bytes(found)
