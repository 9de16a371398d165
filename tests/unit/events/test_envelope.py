"""An envelope read by the place of its headers is the one that is read by their names."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.events import envelope as reading
from shared.events.envelope import (
    Envelope,
    Headers,
    Unreadable,
    headers_of,
    read_by_name,
    read_record,
)

at_ms = 1_767_614_400_250
recorded_at = datetime(2026, 1, 5, 12, 0, 0, 250_000, UTC)
written = Envelope(
    id="0190-1",
    source="reviews",
    subject="case-1",
    position=7,
    name="RapidReviewOpened",
    version=1,
    time=datetime(2026, 1, 5, 12, 0, 0, 123_456, UTC),
    actor="officer-1",
    correlation_id="0190-2",
    causation_id="0190-3",
    traceparent="00-1-2-01",
    body=b'{"a":"b"}',
    partition=3,
    offset=11,
    recorded_at=recorded_at,
)
names = [name for name, _ in headers_of(written)]


def read(headers: Headers, *, key: bytes | None = b"case-1") -> Envelope | Unreadable:
    return read_record(key, written.body, headers, 3, 11, at_ms)


def with_value(name: str, value: bytes | None) -> list[tuple[str, bytes | None]]:
    return [(each, value if each == name else was) for each, was in headers_of(written)]


def test_what_is_written_today_is_read_by_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(reading, "read_by_name")
    assert read(headers_of(written)) == written
    with pytest.raises(NameError):
        read(headers_of(written._replace(causation_id=None)))


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
envelopes = st.builds(
    Envelope,
    id=texts,
    source=texts.filter(lambda text: not text.startswith(reading.source_prefix)),
    subject=texts,
    position=st.integers(min_value=0, max_value=2**63 - 1),
    name=texts,
    version=st.integers(min_value=0),
    time=st.datetimes(timezones=st.just(UTC)),
    actor=texts,
    correlation_id=texts,
    causation_id=st.none() | texts,
    traceparent=st.none() | texts,
    body=st.binary(),
    partition=st.just(3),
    offset=st.just(11),
    recorded_at=st.just(recorded_at),
)


@given(envelopes)
def test_an_envelope_is_read_as_it_was_written(envelope: Envelope) -> None:
    headers = headers_of(envelope)
    assert read_record(b"", envelope.body, headers, 3, 11, at_ms) == envelope
    assert read_by_name(b"", envelope.body, headers, 3, 11, at_ms) == envelope


values = st.one_of(
    st.none(),
    st.binary(max_size=12),
    st.sampled_from(
        [
            b"\0",
            b"\xff",
            b"-1",
            b" 7_0 ",
            b"9" * 5_000,
            b"/cspr/",
            b"uk.cspr.X.v2",
            b"2026-01-05",
        ]
    ),
)


@st.composite
def damaged(draw: st.DrawFn) -> list[tuple[str, bytes | None]]:
    """Headers of which some have another value, another name, or another place."""
    headers: list[tuple[str, bytes | None]] = list(headers_of(written))
    for place in draw(st.lists(st.integers(0, len(headers) - 1), max_size=3)):
        name, value = headers[place]
        headers[place] = draw(
            st.tuples(st.just(name), values)
            | st.tuples(st.sampled_from([*names, "x"]), st.just(value))
        )
    if draw(st.booleans()):
        headers = draw(st.permutations(headers))
    return headers[draw(st.integers(0, 2)) :] + headers[: draw(st.integers(0, 1))]


@given(damaged(), st.none() | st.binary(max_size=9), st.integers(-(2**63), 2**63 - 1))
@example(headers_of(written), b"case-1", 2**63 - 1)
@example(headers_of(written), None, -1)
def test_whatever_comes_is_read_as_by_name(
    headers: Headers, key: bytes | None, timestamp_ms: int
) -> None:
    record = (key, None, headers, 3, 11, timestamp_ms)
    assert read_record(*record) == read_by_name(*record)


@pytest.mark.parametrize("name", [name for name in names if name.startswith("ce_")])
def test_a_header_without_a_value_stops_its_subject_where_it_is_needed(name: str) -> None:
    got = read(with_value(name, None))
    if name in {"ce_specversion", "ce_dataschema"}:
        assert got == written
    elif name in {"ce_causationid", "ce_traceparent"}:
        assert isinstance(got, Envelope)
    else:
        assert isinstance(got, Unreadable)
        assert (got.subject, got.offset) == ("case-1", 11)
        assert got.reason.startswith("its envelope: ")


def test_an_unknown_type_is_said_before_what_else_is_wrong() -> None:
    bad = [(n, v) for n, v in with_value("ce_type", b"org.other.v1") if n != "ce_id"]
    assert read(bad) == Unreadable("case-1", "its type is not one of ours", 3, 11)
    assert read(with_value("ce_type", b"org.other.v1")) == read(bad)


def test_time_is_read_in_its_zone() -> None:
    zoned = with_value("ce_time", b"2026-01-05T13:00:00.123456+01:00")
    got = read(zoned)
    assert isinstance(got, Envelope)
    assert got.time.utcoffset() == timedelta(hours=1)
    assert got == written
