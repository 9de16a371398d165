"""The leaf of an event as Postgres works it out from columns, so that no body has to travel.

The same bytes as `shared.proof.leaf.leaf_of_event` takes, in the same order; a test holds both
together. A record that was published with other headers has another leaf and is no fault yet:
whoever compares looks at the columns then.
"""

from collections.abc import Sequence
from typing import LiteralString

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
    written = (
        f"to_char({utc}, 'YYYY-MM-DD\"T\"HH24:MI:SS') || case when"
        f" extract(microseconds from {utc})::bigint %% 1000000 = 0 then ''"
        f" else to_char({utc}, '.US') end || 'Z'"
    )
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
        *(_header(name, text) for name, text in headers),
    ]
    return f"sha256({' || '.join(parts)})"


def _bytes(value: bytes) -> str:
    return f"'\\x{value.hex()}'::bytea"


def _part(value: str) -> str:
    return f"int4send(octet_length({value})) || {value}"


def _header(name: str, text: str) -> str:
    """A header that is absent where its text is null, as `headers_of` leaves it out."""
    value = f"convert_to({text}, 'UTF8')"
    return f"coalesce({_bytes(named(name))} || {_part(value)}, ''::bytea)"
