"""A message that is too long to be read at all is accounted for like any other: by its size."""

import hashlib
import re

from starlette.types import ASGIApp, Receive, Scope, Send

from services.notifications.intake.arrived import Unread
from shared.edge.around import Replayed

drained_bytes = 16 * 1024 * 1024
"""So much of it is read and thrown away, for a sender that is cut off hears no answer."""
_intake = re.compile("/incidents(/[^/]+/(corrections|withdrawal))?")


class LongMessages:
    """Lets the routes of the intake answer a body above `max_bytes`, without its bytes.

    They find it as `request.state.unread`. Elsewhere the edge refuses such a body, and nobody
    has to know of it.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app, self._max = app, max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_message(scope):
            await self._app(scope, receive, send)
            return
        body, unread = await _read(receive, self._max)
        if unread is not None:
            scope = {**scope, "headers": _without_length(scope["headers"])}
            scope["state"] = {**scope.get("state", {}), "unread": unread}
        await self._app(scope, Replayed(body, receive), send)


def _is_message(scope: Scope) -> bool:
    return scope["method"] == "POST" and _intake.fullmatch(scope["path"]) is not None


async def _read(receive: Receive, max_bytes: int) -> tuple[bytes, Unread | None]:
    """A body; or nothing, and what is known of one that is too long."""
    kept, size, digest, more = bytearray(), 0, hashlib.sha256(), True
    while more and size <= drained_bytes:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        digest.update(part)
        if size <= max_bytes:
            kept += part
        more = message.get("more_body", False)
    if size <= max_bytes:
        return bytes(kept), None
    return b"", Unread(size, digest.digest())


def _without_length(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [pair for pair in headers if pair[0].lower() != b"content-length"]
