"""Whether an event store wrote a record of the log; only what none wrote may be discarded."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.events.envelope import Unreadable, source_prefix
from shared.log.kafka import RawRecord
from shared.proof.stores import Store


@dataclass(frozen=True, slots=True)
class _Claims:
    """What a record says of itself, as far as it can be read."""

    ids: list[str]
    subjects: list[str]
    source: str | None
    position: int | None


async def who_wrote(record: RawRecord, stores: Sequence[Store]) -> str | None:
    """In words, which of all event stores wrote a record; None if none did.

    One wrote it if it has an event of its id, or has one at the place that the record claims;
    of a record whose envelope cannot be read, also if it has its body under its subject.
    """
    claims = _claims(record)
    for store in stores:
        if words := await _wrote(store, record, claims):
            return f"{store.service} {words}"
    return None


async def _wrote(store: Store, record: RawRecord, claims: _Claims) -> str | None:
    by_id = await store.connection.execute(
        "select subject, position from events where id = any(%s)", [claims.ids]
    )
    if (found := await by_id.fetchone()) is not None:
        return f"wrote it: it is {found[0]} position {found[1]}"
    if store.service == claims.source and claims.position is not None:
        at_place = await store.connection.execute(
            "select position from events where subject = any(%s) and position = %s",
            [claims.subjects, claims.position],
        )
        if (found := await at_place.fetchone()) is not None:
            return f"has another event at its position {found[0]}"
    if isinstance(record.read, Unreadable) and record.value:
        by_body = await store.connection.execute(
            "select position from events where subject = any(%s) and body = %s",
            [claims.subjects, record.value],
        )
        if (found := await by_body.fetchone()) is not None:
            return f"wrote its body, at position {found[0]}"
    return None


def _claims(record: RawRecord) -> _Claims:
    said = {name: _text(value) for name, value in record.headers}
    subjects = {_text(record.key), said.get("ce_subject"), record.read.subject}
    position = said.get("ce_position") or ""
    source = said.get("ce_source")
    return _Claims(
        [id_] if (id_ := said.get("ce_id")) else [],
        sorted(subject for subject in subjects if subject),
        source.removeprefix(source_prefix) if source else None,
        int(position)
        if position.isascii() and position.isdigit() and len(position) < 18
        else None,
    )


def _text(value: bytes | None) -> str | None:
    """A part of a record as text, without what no database takes; None if it is none."""
    try:
        return (value or b"").decode().replace("\0", "\ufffd") or None
    except UnicodeDecodeError:
        return None
