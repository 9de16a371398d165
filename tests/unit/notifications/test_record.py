"""What of a partner's headers goes on into events, which are in clear and for ever."""

from datetime import UTC, datetime

import pytest
from aiokafka import ConsumerRecord

from services.notifications.intake.arrived import Place, Sender
from services.notifications.intake.record import arrived_from

at = datetime(2026, 1, 7, 10, tzinfo=UTC)
trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.mark.parametrize(
    ("sent", "goes_on"), [(trace, trace), ("Annabel of 3 High Street", None), ("", None)]
)
def test_only_a_trace_context_goes_on_as_one(sent: str, goes_on: str | None) -> None:
    headers = (("ce_traceparent", sent.encode()), ("ce_correlationid", sent.encode()))
    record = ConsumerRecord("in", 0, 0, 0, 0, b"k", b"{}", None, 1, 2, headers)
    arrived = arrived_from(record, Sender("police"), Place("in", 0, 0), at)
    assert arrived.cause.traceparent == goes_on
    assert "Annabel" not in arrived.cause.correlation_id
