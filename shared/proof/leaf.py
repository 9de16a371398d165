"""What the ledger holds of an event: a digest of the exact bytes that were published.

Key, headers and value, each with its length before it, in the order in which Kafka has them:
so no two records have the same bytes, and an erasure, which destroys keys and changes no
record, leaves every digest as it was.
"""

from functools import lru_cache
from hashlib import sha256
from typing import Any, cast

from shared.events.envelope import Envelope, Headers, headers_of

form = b"cspr-record-v1\n"
nothing = b"\xff\xff\xff\xff"
"""The length of a key, value or header that is absent; no record has so long a part."""


def record_bytes(key: bytes | None, value: bytes | None, headers: Headers) -> bytes:
    """A record as the ledger sees it.

    `form`, then key and value, then name and value of each header; before each part its length
    as four bytes, the greatest first.
    """
    return form + b"".join(
        [
            *_part(key),
            *_part(value),
            *[
                part
                for name, content in headers
                for part in (
                    named(name),
                    nothing if content is None else len(content).to_bytes(4),
                    content or b"",
                )
            ],
        ]
    )


def _part(part: bytes | None) -> tuple[bytes, bytes]:
    return (nothing, b"") if part is None else (len(part).to_bytes(4), part)


@lru_cache(maxsize=256)
def named(name: str) -> bytes:
    """The name of a header as a part; those of our events are few."""
    written = name.encode()
    return len(written).to_bytes(4) + written


def leaf_of(key: bytes | None, value: bytes | None, headers: Headers) -> bytes:
    """The 32 bytes that stand in the ledger for a record: the SHA-256 of its bytes."""
    names, values = tuple(zip(*headers, strict=True)) or ((), ())
    return leaf_of_parts(key, value, names, values)


def leaf_of_parts(
    key: bytes | None,
    value: bytes | None,
    names: tuple[str, ...],
    values: tuple[bytes | None, ...],
) -> bytes:
    """The same where the headers' names and values stand apart.

    Records of our own have few shapes: what stands between the values is put together once.
    """
    if key is None or value is None or None in values:
        headers = list(zip(names, values, strict=True))
        return sha256(record_bytes(key, value, headers)).digest()
    shape = names, *map(len, cast("tuple[bytes, ...]", values))
    between = _shapes.get(shape)
    if between is None:
        between = _between(names, cast("tuple[bytes, ...]", values))
        if len(_shapes) >= shapes_kept:
            _shapes.clear()
        _shapes[shape] = between
    sizes = len(key).to_bytes(4), len(value).to_bytes(4)
    written = b"".join((form, sizes[0], key, sizes[1], value, between % values))
    return sha256(written).digest()


shapes_kept = 1_000
_shapes: dict[tuple[Any, ...], bytes] = {}


def _between(names: tuple[str, ...], values: tuple[bytes, ...]) -> bytes:
    """Headers with a place for each value, for values of these lengths."""
    parts = (
        named(name) + len(value).to_bytes(4) for name, value in zip(names, values, strict=True)
    )
    return b"".join(part.replace(b"%", b"%%") + b"%b" for part in parts)


def leaf_of_event(envelope: Envelope) -> bytes:
    """The same for an event as an event store has it, which is how the relay publishes it."""
    return leaf_of(envelope.subject.encode(), envelope.body, headers_of(envelope))
