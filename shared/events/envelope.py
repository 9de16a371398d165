"""The envelope: who said what about which subject, in which order; CloudEvents 1.0 on Kafka.

`position` is within a subject's stream of one service, `offset` within a Kafka partition.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple, cast

from shared.events.event import Event, NewerVersion, decode, split_type

Headers = Sequence[tuple[str, bytes | None]]
source_prefix = "/cspr/"
dataschema_prefix = "urn:cspr:event:"
last_position = 2**63 - 1
"""The last that a database can hold."""


class Envelope(NamedTuple):
    """All of an event but its meaning; `body` is the exact published JSON.

    `recorded_at` is Kafka's append time; None until the log has it. A named tuple, since a
    rebuild makes hundreds of thousands a second.
    """

    id: str
    source: str
    subject: str
    position: int
    name: str
    version: int
    time: datetime
    actor: str
    correlation_id: str
    causation_id: str | None
    traceparent: str | None
    body: bytes
    partition: int = -1
    offset: int = -1
    recorded_at: datetime | None = None

    @property
    def type(self) -> str:
        return f"uk.cspr.{self.name}.v{self.version}"


class Recorded(NamedTuple):
    """An event with its envelope, as a fold and a policy see it."""

    envelope: Envelope
    event: Event

    @property
    def subject(self) -> str:
        return self.envelope.subject

    @property
    def source(self) -> str:
        return self.envelope.source

    @property
    def position(self) -> int:
        return self.envelope.position


class Unreadable(NamedTuple):
    """A record without a readable envelope. `subject` is its key, where that is text."""

    subject: str
    reason: str
    partition: int
    offset: int


_names = (
    "ce_specversion",
    "ce_id",
    "ce_source",
    "ce_type",
    "ce_subject",
    "ce_time",
    "ce_dataschema",
    "ce_position",
    "ce_correlationid",
    "ce_causationid",
    "ce_actor",
    "ce_traceparent",
    "content-type",
)
"""The headers of an event, in the order in which they are written."""


def headers_of(envelope: Envelope) -> list[tuple[str, bytes]]:
    """The Kafka headers of an event in CloudEvents binary mode."""
    texts = (
        "1.0",
        envelope.id,
        source_prefix + envelope.source,
        envelope.type,
        envelope.subject,
        envelope.time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        f"{dataschema_prefix}{envelope.name}:{envelope.version}",
        str(envelope.position),
        envelope.correlation_id,
        envelope.causation_id,
        envelope.actor,
        envelope.traceparent,
        "application/json",
    )
    return [
        (name, text.encode())
        for name, text in zip(_names, texts, strict=True)
        if text is not None
    ]


def read_record(  # noqa: PLR0913, PLR0917 - the six parts of a Kafka record
    key: bytes | None,
    value: bytes | None,
    headers: Headers,
    partition: int,
    offset: int,
    timestamp_ms: int,
) -> Envelope | Unreadable:
    """Read the envelope of a record of the main log; never raises, the body is not opened.

    Most have all their headers in the order in which they are written, and are read by place:
    a rebuild reads hundreds of thousands a second. Any other is looked at name by name.
    """
    if len(headers) == len(_names):
        written = cast("Sequence[tuple[str, bytes]]", headers)
        # fmt: off
        (
            (n0, _), (n1, id_), (n2, source), (n3, type_), (n4, about), (n5, time), (n6, _),
            (n7, position), (n8, together), (n9, cause), (n10, actor), (n11, trace), (n12, _),
        ) = written
        # fmt: on
        try:
            if (n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12) == _names:
                subject = about.decode()
                name, version = cast("tuple[str, int]", type_named(type_))
                number = int(position)
                if "\0" not in subject and abs(number) <= last_position:
                    return Envelope._make(
                        (
                            id_.decode(),
                            _source(source),
                            subject,
                            number,
                            name,
                            version,
                            datetime.fromisoformat(time.decode()),
                            actor.decode(),
                            together.decode(),
                            cause.decode(),
                            trace.decode(),
                            value or b"",
                            partition,
                            offset,
                            datetime.fromtimestamp(timestamp_ms / 1000, UTC),
                        )
                    )
        except (ValueError, OverflowError, AttributeError, TypeError):
            pass  # why it cannot be read is said by name
    return read_by_name(key, value, headers, partition, offset, timestamp_ms)


def read_by_name(  # noqa: PLR0913, PLR0917 - the six parts of a Kafka record
    key: bytes | None,
    value: bytes | None,
    headers: Headers,
    partition: int,
    offset: int,
    timestamp_ms: int,
) -> Envelope | Unreadable:
    """As `read_record`, with headers in any order, and with the reason if it is unreadable."""
    try:
        found = cast("dict[str, bytes]", dict(headers))
        subject, source = found["ce_subject"].decode(), _source(found["ce_source"])
        if "\0" in subject:
            raise ValueError("a NUL, which no database takes for text")  # noqa: TRY301
        named = type_named(found["ce_type"])
        if named is None:
            return Unreadable(subject, "its type is not one of ours", partition, offset)
        position = int(found["ce_position"])
        if abs(position) > last_position:
            raise ValueError("beyond every position")  # noqa: TRY301
        cause, trace = found.get("ce_causationid"), found.get("ce_traceparent")
        return Envelope(
            found["ce_id"].decode(),
            source,
            subject,
            position,
            named[0],
            named[1],
            datetime.fromisoformat(found["ce_time"].decode()),
            found["ce_actor"].decode(),
            found["ce_correlationid"].decode(),
            None if cause is None else cause.decode(),
            None if trace is None else trace.decode(),
            value or b"",
            partition,
            offset,
            datetime.fromtimestamp(timestamp_ms / 1000, UTC),
        )
    except (KeyError, ValueError, OverflowError, AttributeError, TypeError) as error:
        # of a header without a value, which is None: there is nothing to decode or to count
        known_subject = (key or b"").decode(errors="replace").replace("\0", "\ufffd")
        return Unreadable(
            known_subject, f"its envelope: {type(error).__name__}", partition, offset
        )


@lru_cache(maxsize=1_024)
def _source(ce_source: bytes) -> str:
    source = ce_source.decode()
    if "\0" in source:
        raise ValueError("a NUL, which no database takes for text")
    return source.removeprefix(source_prefix)


@lru_cache(maxsize=1_024)
def type_named(ce_type: bytes) -> tuple[str, int] | None:
    """The name and version that a type says; None if it is not one of ours."""
    return split_type(ce_type.decode())


def open_body(envelope: Envelope) -> Recorded:
    """Decode the event; see `shared.events.event.decode` for what it raises."""
    return Recorded(envelope, decode(envelope.name, envelope.version, envelope.body))


_unopened = Event.model_construct()


def leave_closed(envelope: Envelope) -> Recorded:
    """A known event whose body nobody looks into; its `event` says nothing.

    Raises:
        KeyError: no event of that name is known.
        NewerVersion: the version is not known yet; somebody may look into it who cannot.
    """
    known = Event.known[envelope.name].version
    if envelope.version > known:
        raise NewerVersion(envelope.name, envelope.version, known)
    return Recorded(envelope, _unopened)


__all__ = [
    "Envelope",
    "Headers",
    "NewerVersion",
    "Recorded",
    "Unreadable",
    "headers_of",
    "leave_closed",
    "open_body",
    "read_by_name",
    "read_record",
    "type_named",
]
