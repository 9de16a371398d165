"""Static files of the pages, each at an address that holds the hash of what is in it."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

_types = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_cached_for_ever = {"cache-control": "public, max-age=31536000, immutable"}


@cache
def _contents() -> Mapping[str, tuple[bytes, str]]:
    """What is served, by its address."""
    found = {}
    for file in files("shared.edge.pages").joinpath("static").iterdir():
        media_type = _types.get("." + file.name.rpartition(".")[2])
        if media_type is not None:
            content = file.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:16]
            found[f"/static/{digest}/{file.name}"] = (content, media_type)
    return found


@cache
def address_of(name: str) -> str:
    """Where a static file is served.

    Raises:
        KeyError: there is none of that name.
    """
    for address in _contents():
        if address.endswith(f"/{name}"):
            return address
    raise KeyError(name)


def mount_static(app: FastAPI) -> None:
    """Serve the static files, and none besides; a browser may keep them for ever."""

    async def serve(request: Request) -> Response:
        content, media_type = _contents()[request.url.path]
        return Response(content, media_type=media_type, headers=_cached_for_ever)

    for address in _contents():
        app.add_route(address, serve, include_in_schema=False)
