"""What happens around every request: its size, its trace, its headers, its last resort."""

import asyncio
import re
import time
from collections.abc import Mapping
from contextlib import suppress

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.edge.logs import frames_of, logger
from shared.edge.metrics import faults, http_requests, http_seconds
from shared.edge.problems import ErrorPage, answer, problem_of
from shared.edge.refusals import TooBig
from shared.edge.tracing import correlation_from, correlation_header, correlation_of, span

security_headers: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""Set where an answer does not set its own. `same-origin`, because with `no-referrer`
browsers send `Origin: null` with a form, and the check against forged forms needs it."""
lingering_seconds = 2.0
lingering_bytes = 8 * 1024 * 1024
"""How long, and how much, a refused body is read on, so that its answer arrives."""
_length = re.compile("[0-9]{1,15}")
_methods = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Around:
    """The outermost layer: correlation, trace, headers, metrics, and faults without a trace."""

    def __init__(self, app: ASGIApp, page: ErrorPage | None = None) -> None:
        self._app, self._page = app, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        state = scope.setdefault("state", {})
        state["correlation_id"] = correlation_from(request.headers)
        sending = _Sending(scope, send)
        began = time.monotonic()
        context = structlog.contextvars.bound_contextvars(
            correlation_id=state["correlation_id"]
        )
        with context, span("http", request.headers.get("traceparent")) as traceparent:
            state["traceparent"] = traceparent
            try:
                await self._app(scope, receive, sending)
            except Exception as error:  # noqa: BLE001 - the last resort; the fault is logged
                await self._fail(request, receive, sending, error)
        _count(scope, sending.status, time.monotonic() - began)

    async def _fail(
        self, request: Request, receive: Receive, sending: "_Sending", error: Exception
    ) -> None:
        faults.labels(type(error).__name__).inc()
        logger("edge").error(
            "a request ended in a fault",
            error=type(error).__name__,
            frames=frames_of(error),
            reference=correlation_of(request.scope),
        )
        if sending.status == 0:
            response = answer(request, problem_of(error), self._page)
            await response(request.scope, receive, sending)


class _Sending:
    """Sends an answer with the headers that every answer has, and knows its status."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send, self.status = scope, send, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in security_headers.items():
                headers.setdefault(name, value)
            headers.setdefault(correlation_header, correlation_of(self._scope))
        await self._send(message)


class BodyLimit:
    """Refuses a body above `max_bytes`, at its announced length or at the byte too many.

    A body is read whole before the application is asked: nothing there meets half a body.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, page: ErrorPage | None = None) -> None:
        self._app, self._max, self._page = app, max_bytes, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        announced = request.headers.get("content-length", "0")
        if not _length.fullmatch(announced) or int(announced) > self._max:
            await self._refuse(request, receive, send, more=True)
            return
        body, more = await _whole_body(receive, self._max)
        if body is None:
            await self._refuse(request, receive, send, more=more)
            return
        await self._app(scope, Replayed(body, receive), send)

    async def _refuse(
        self, request: Request, receive: Receive, send: Send, *, more: bool
    ) -> None:
        response = answer(request, problem_of(TooBig(self._max)), self._page)
        response.headers["connection"] = "close"
        await response(request.scope, receive, _Lingering(receive, send) if more else send)


class _Lingering:
    """Sends the whole answer, then reads on a little before the connection is closed.

    To close while a client still sends makes the kernel throw away what it was answered.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send

    async def __call__(self, message: Message) -> None:
        is_last = message["type"] == "http.response.body" and not message.get("more_body")
        await self._send({**message, "more_body": True} if is_last else message)
        if is_last:
            await self._read_on()
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _read_on(self) -> None:
        read = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(lingering_seconds):
                while read <= lingering_bytes:
                    message = await self._receive()
                    read += len(message.get("body", b""))
                    if not message.get("more_body", False):
                        return


class Replayed:
    """A body that has been read, as the application receives it."""

    def __init__(self, body: bytes, then: Receive) -> None:
        self._body: bytes | None = body
        self._then = then

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._then()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


async def _whole_body(receive: Receive, max_bytes: int) -> tuple[bytes | None, bool]:
    """All of a body, None as soon as it is too long; and whether there is more of it."""
    read, more = bytearray(), True
    while more:
        message = await receive()
        read += message.get("body", b"")
        more = message.get("more_body", False)
        if len(read) > max_bytes:
            return None, more
    return bytes(read), False


def _count(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "none")
    method = scope["method"] if scope["method"] in _methods else "other"
    http_requests.labels(method, route, str(status)).inc()
    http_seconds.labels(route).observe(seconds)
