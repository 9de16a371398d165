"""A record as a check sees it: the short way of reading ours says what the long way says."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from aiokafka import ConsumerRecord

from shared.events.envelope import Envelope, Unreadable, headers_of, read_record
from shared.proof.leaf import record_bytes
from shared.proof.passing import Told, seen

Headers = list[tuple[str, bytes | None]]
time = datetime(2024, 5, 1, 9, 0, 7, 250_000, UTC)


def of(**other: Any) -> Headers:
    """The headers of one of our events."""
    fields: dict[str, Any] = {
        "id": "e-1",
        "source": "reviews",
        "subject": "case-é",
        "position": 3,
        "name": "RapidReviewOpened",
        "version": 1,
        "time": time,
        "actor": "officer-7",
        "correlation_id": "c-1",
        "causation_id": "e-0",
        "traceparent": None,
        "body": b"{}",
    }
    return list(headers_of(Envelope(**fields | other)))


def with_(name: str, value: bytes | None) -> Headers:
    """The same with another value of one header."""
    return [(each, value if each == name else was) for each, was in of()]


of_many_kinds: dict[str, Headers] = {
    "ours": of(),
    "without cause": of(causation_id=None),
    "with trace": of(traceparent="00-ab-cd-01"),
    "per cent": of(actor="100%b"),
    "no headers": [],
    "one too many": [*of(), ("more%b", b"1")],
    "another order": of()[::-1],
    "one twice": [*of(), ("ce_subject", b"case-2")],
    "no value": with_("ce_actor", None),
    "no text": with_("ce_dataschema", b"\xff"),
    "no text where it matters": with_("ce_id", b"\xff"),
    "a NUL where it matters": with_("ce_subject", b"case\0"),
    "a NUL elsewhere": with_("ce_actor", b"a\0"),
    "another's type": with_("ce_type", b"org.example.thing"),
    "no time": with_("ce_time", b"yesterday"),
    "no position": with_("ce_position", b"third"),
    "a position in digits of another script": with_("ce_position", "٣".encode()),
    "a position below all": with_("ce_position", b"-1"),
    "a position beyond all": with_("ce_position", b"9223372036854775808"),
    "the last position": with_("ce_position", b"9223372036854775807"),
}


@pytest.mark.parametrize("at", [1_714_554_007_250, -1, 10**17])
@pytest.mark.parametrize("headers", of_many_kinds.values(), ids=of_many_kinds)
def test_the_short_way_says_what_the_long_way_says(headers: Headers, at: int) -> None:
    for key, value in ((b"case-1", b"{}"), (None, b"100%b"), (b"case-1", None)):
        record = ConsumerRecord(
            "t",
            1,
            5,
            at,
            0,
            key,
            value,
            None,
            0,
            0,
            tuple(headers),
        )
        read = read_record(key, value, headers, 1, 5, at)
        told = seen(1, record)
        if isinstance(read, Unreadable):
            assert told.read == read
        else:
            assert told.read == Told(read.subject, read.source, read.position)
        assert told.leaf == sha256(record_bytes(key, value, headers)).digest()


def test_a_position_that_no_database_holds_is_unreadable() -> None:
    headers = of_many_kinds["a position beyond all"]
    read = read_record(b"case-1", b"{}", headers, 1, 5, 0)
    assert isinstance(read, Unreadable)
    assert read.reason == "its envelope: ValueError"
