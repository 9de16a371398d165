"""A record of a partner's topic, or a request, as a message that arrived."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast
from urllib.parse import unquote

from aiokafka import ConsumerRecord

from services.notifications.intake.arrived import Arrived, Place, Sender
from shared.decisions.store import Cause
from shared.edge.tracing import correlation_from, correlation_header, traceparent_from

Headers = Iterable[tuple[str, bytes | None]]


def arrived_from(record: ConsumerRecord, sender: Sender, place: Place, at: datetime) -> Arrived:
    """A record as it stands on Kafka; never raises, whatever its headers are."""
    headers = [
        (name.lower(), _text(value)) for name, value in cast(Headers, record.headers or ())
    ]
    attributes = {
        name.removeprefix("ce_"): value for name, value in headers if name.startswith("ce_")
    }
    content_type = next((value for name, value in headers if name == "content-type"), None)
    return Arrived(
        sender=sender,
        channel="kafka",
        attributes=attributes,
        content_type=content_type,
        body=cast("bytes | None", record.value) or b"",
        at=at,
        cause=_cause(sender, attributes),
        place=place,
    )


def arrived_unread(sender: Sender, place: Place, at: datetime) -> Arrived:
    """A record that the Kafka client could not take apart: one header that is no text."""
    return Arrived(
        sender=sender,
        channel="kafka",
        attributes={"": None},
        content_type=None,
        body=b"",
        at=at,
        cause=_cause(sender, {}),
        place=place,
    )


def arrived_over_http(
    sender: Sender,
    headers: Mapping[str, str],
    body: bytes,
    at: datetime,
    cause: Cause,
    *,
    supposed: Mapping[str, Any],
) -> Arrived:
    """A request's headers and body, as CloudEvents' HTTP binding says or as plain JSON."""
    attributes: dict[str, str | None] = {
        name.lower().removeprefix("ce-"): unquote(value) or None
        for name, value in headers.items()
        if name.lower().startswith("ce-")
    }
    implied = dict(supposed)
    if "idempotency-key" in headers:
        implied["id"] = headers["idempotency-key"]
    return Arrived(
        sender=sender,
        channel="http",
        attributes=attributes,
        content_type=headers.get("content-type"),
        body=body,
        at=at,
        cause=cause,
        supposed=implied,
    )


def _text(value: bytes | None) -> str | None:
    try:
        return (value or b"").decode() or None
    except UnicodeDecodeError:
        return None


def _cause(sender: Sender, attributes: Mapping[str, str | None]) -> Cause:
    sent = {correlation_header: attributes.get("correlationid") or ""}
    return Cause(
        f"partner-{sender.name}",
        correlation_from(sent),
        traceparent=traceparent_from(attributes.get("traceparent")),
    )
