"""What the ledger holds of an event: a digest of the exact bytes that were published.

Key, headers and value, each with its length before it, in the order in which Kafka has them:
so no two records have the same bytes, and an erasure, which destroys keys and changes no
record, leaves every digest as it was.
"""

from functools import lru_cache
from hashlib import sha256

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
    return sha256(record_bytes(key, value, headers)).digest()


def leaf_of_event(envelope: Envelope) -> bytes:
    """The same for an event as an event store has it, which is how the relay publishes it."""
    return leaf_of(envelope.subject.encode(), envelope.body, headers_of(envelope))
