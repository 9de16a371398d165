"""The leaf of an event as Postgres works it out from columns, so that no body has to travel.

The same bytes as `shared.proof.leaf.leaf_of_event` takes, in the same order; a test holds both
together. A record that was published with other headers has another leaf and is no fault yet:
whoever compares looks at the columns then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import LiteralString

from psycopg import sql

from shared.decisions.database import Connection
from shared.events.envelope import dataschema_prefix, source_prefix
from shared.events.event import type_prefix
from shared.proof.leaf import form, named


def leaf_sql(
    source: LiteralString,
    id_: LiteralString = "id",
    time: LiteralString = "time",
    *,
    table: LiteralString = "e",
) -> str:
    """An expression over the columns of `table`; `source` is itself an expression.

    It takes lengths of texts as the database has them, which has to be UTF-8.
    """
    utc = f"({table}.{time} at time zone 'UTC')"
    version = f"{table}.version::text"
    pieces: list[bytes | str] = [
        form,
        *_text(_Text(f"{table}.subject")),
        *_part(f"{table}.body"),
        *_header("ce_specversion", "1.0"),
        *_header("ce_id", _Text(f"{table}.{id_}")),
        *_header("ce_source", source_prefix, _Text(source)),
        *_header("ce_type", type_prefix, _Text(f"{table}.name"), ".v", _Text(version)),
        *_header("ce_subject", _Text(f"{table}.subject")),
        *_header("ce_time", _Text(_iso.format(utc=utc), _iso_length.format(utc=utc))),
        *_header(
            "ce_dataschema", dataschema_prefix, _Text(f"{table}.name"), ":", _Text(version)
        ),
        *_header("ce_position", _Text(f"{table}.position::text")),
        *_header("ce_correlationid", _Text(f"{table}.correlation_id")),
        _unless_null("ce_causationid", f"{table}.causation_id"),
        *_header("ce_actor", _Text(f"{table}.actor")),
        _unless_null("ce_traceparent", f"{table}.traceparent"),
        *_header("content-type", "application/json"),
    ]
    return f"sha256({_joined(_merged(pieces))})"


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of a row, and how many bytes it has: cheaper to say than to work it out twice."""

    text: str
    length: str | None = None

    @property
    def bytes_of(self) -> str:
        return self.length or f"octet_length({self.text})"


_iso = "replace(to_char({utc}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), '.000000Z', 'Z')"
_iso_length = "case when {utc} = date_trunc('second', {utc}) then 20 else 27 end"


def _header(name: str, *texts: str | _Text) -> Iterator[bytes | str]:
    """A header that every event has; its value is put together of constants and columns."""
    yield named(name)
    yield from _text(*texts)


def _text(*texts: str | _Text) -> Iterator[bytes | str]:
    """Length and bytes of what these give together."""
    known = sum(len(each.encode()) for each in texts if isinstance(each, str))
    of_rows = [each for each in texts if isinstance(each, _Text)]
    if of_rows:
        yield f"int4send({' + '.join([str(known), *(each.bytes_of for each in of_rows)])})"
    else:
        yield known.to_bytes(4)
    for each in texts:
        if isinstance(each, str):
            yield each.encode()
        else:
            yield f"convert_to({each.text}, 'UTF8')"


def _part(value: str) -> tuple[str, str]:
    return f"int4send(octet_length({value}))", value


def _unless_null(name: str, text: str) -> str:
    """A header that is absent where its text is null, as `headers_of` leaves it out."""
    return f"coalesce({_joined(_merged([*_header(name, _Text(text))]))}, ''::bytea)"


def _merged(pieces: Sequence[bytes | str]) -> list[str]:
    """Expressions of bytes; constants that stand side by side are one."""
    merged: list[str] = []
    for constant, group in groupby(pieces, key=lambda each: isinstance(each, bytes)):
        if constant:
            value = b"".join(each for each in group if isinstance(each, bytes))
            merged.append(f"'\\x{value.hex()}'::bytea")
        else:
            merged += [each for each in group if isinstance(each, str)]
    return merged


def _joined(parts: Sequence[str]) -> str:
    """Halves joined, and halves of these: what is joined last is copied seldom."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return f"({_joined(parts[:half])} || {_joined(parts[half:])})"


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
