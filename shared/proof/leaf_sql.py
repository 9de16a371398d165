"""The leaf of an event as Postgres works it out from columns, so that no body has to travel.

The same bytes as `shared.proof.leaf.leaf_of_event` takes, in the same order; a test holds both
together. A record that was published with other headers has another leaf and is no fault yet:
whoever compares looks at the columns then.
"""

from collections.abc import Sequence
from typing import LiteralString

from psycopg import sql

from shared.decisions.database import Connection
from shared.events.envelope import dataschema_prefix, source_prefix
from shared.proof.leaf import form, named


def leaf_sql(
    source: LiteralString,
    id_: LiteralString = "id",
    time: LiteralString = "time",
    *,
    table: LiteralString = "e",
) -> str:
    """An expression over the columns of `table`; `source` is itself an expression."""
    utc = f"({table}.{time} at time zone 'UTC')"
    written = f"replace(to_char({utc}, '{_iso}'), '.000000Z', 'Z')"
    headers: Sequence[tuple[str, str]] = (
        ("ce_specversion", "'1.0'"),
        ("ce_id", f"{table}.{id_}"),
        ("ce_source", f"'{source_prefix}' || {source}"),
        ("ce_type", f"'uk.cspr.' || {table}.name || '.v' || {table}.version"),
        ("ce_subject", f"{table}.subject"),
        ("ce_time", written),
        ("ce_dataschema", f"'{dataschema_prefix}' || {table}.name || ':' || {table}.version"),
        ("ce_position", f"{table}.position::text"),
        ("ce_correlationid", f"{table}.correlation_id"),
        ("ce_causationid", f"{table}.causation_id"),
        ("ce_actor", f"{table}.actor"),
        ("ce_traceparent", f"{table}.traceparent"),
        ("content-type", "'application/json'"),
    )
    parts = [
        _bytes(form),
        _part(f"convert_to({table}.subject, 'UTF8')"),
        _part(f"{table}.body"),
        _joined([_header(name, text) for name, text in headers]),
    ]
    return f"sha256({' || '.join(parts)})"


_iso = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


def _joined(parts: Sequence[str]) -> str:
    """Halves joined, and halves of these: what is joined last is copied seldom."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return f"({_joined(parts[:half])} || {_joined(parts[half:])})"


def _bytes(value: bytes) -> str:
    return f"'\\x{value.hex()}'::bytea"


def _part(value: str) -> str:
    return f"int4send(octet_length({value})) || {value}"


def _header(name: str, text: str) -> str:
    """A header that is absent where its text is null, as `headers_of` leaves it out."""
    value = f"convert_to({text}, 'UTF8')"
    return f"coalesce({_bytes(named(name))} || {_part(value)}, ''::bytea)"


async def take_leaves(connection: Connection, service: str) -> None:
    """Work out the leaves of all events of a store, in a table that goes with the connection.

    It is a narrow one, and made by several processes of the database: what is compared with it
    then is compared by digests alone.
    """
    await connection.execute("drop table if exists pg_temp.stored_leaves")
    await connection.execute(
        sql.SQL(
            "create temp table stored_leaves as select seq, subject, position, "
            + leaf_sql("{service}").replace("%%", "%")
            + " as leaf from events e"
        ).format(service=service)
    )
    await connection.execute("analyze pg_temp.stored_leaves")
