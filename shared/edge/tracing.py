"""What joins a request to what it caused: a correlation id, and W3C trace context."""

import re
import secrets
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any, TextIO

from opentelemetry import trace
from opentelemetry.propagate import extract, inject
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor

from shared.decisions.ids import new_id

correlation_header = "x-correlation-id"
_correlation = re.compile(r"[A-Za-z0-9._-]{8,64}")
_traceparent = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
Scope = MutableMapping[str, Any]


def start_tracing(service: str, spans_to: TextIO) -> None:
    """Write finished spans as JSON; a process that does not call this makes no spans."""
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(out=spans_to)))
    trace.set_tracer_provider(provider)


@contextmanager
def span(name: str, traceparent: str | None) -> Iterator[str]:
    """Do something as a part of a trace; gives the `traceparent` to hand on.

    What a fault says is not written into the span: it may quote what was sent.
    Without tracing the trace goes on all the same, under a new span id.
    """
    known = traceparent_from(traceparent)
    context = extract({"traceparent": known} if known else {})
    tracer = trace.get_tracer("cspr")
    with tracer.start_as_current_span(
        name, context, record_exception=False, set_status_on_exception=False
    ) as current:
        handed_on: dict[str, str] = {}
        if current.is_recording():
            inject(handed_on)
        yield handed_on.get("traceparent") or _next_span(known)


def traceparent_from(sent: str | None) -> str | None:
    """The trace context that was sent, where it is one: events carry it in clear, for ever."""
    return sent if sent and _traceparent.fullmatch(sent) else None


def correlation_from(headers: Mapping[str, str]) -> str:
    """The correlation id that was sent, where it looks like one, else a new one."""
    sent = headers.get(correlation_header, "")
    return sent if _correlation.fullmatch(sent) else new_id()


def correlation_of(scope: Scope) -> str:
    """The correlation id of a request; also the reference that an answer quotes."""
    return str(scope.setdefault("state", {}).setdefault("correlation_id", new_id()))


def traceparent_of(scope: Scope) -> str | None:
    """The trace context that events caused by a request carry."""
    found = scope.get("state", {}).get("traceparent")
    return found if isinstance(found, str) else None


def _next_span(known: str | None) -> str:
    trace_id = known[3:35] if known else secrets.token_hex(16)
    flags = known[53:55] if known else "00"
    return f"00-{trace_id}-{secrets.token_hex(8)}-{flags}"
