"""Asking the services over HTTP, as the command's own actor."""

import json
import os
from typing import Any

import httpx

from services.command.output import fail
from services.command.place import place
from shared.edge.issuer import local_actor


def get(service: str, path: str, **query: object) -> Any:
    """The JSON of an address of a service; see `get_text`."""
    return json.loads(get_text(service, path, **query))


def get_text(service: str, path: str, **query: object) -> str:
    """The text of an address of a service, asked with `CSPR_TOKEN`, else as the local auditor.

    Raises:
        typer.Exit: the service refused, in its own words, or does not answer.
    """
    given = {name: str(value) for name, value in query.items() if value is not None}
    headers = {"Authorization": f"Bearer {_token()}", "Accept": "application/json"}
    address = place().address(service) + path
    try:
        answer = httpx.get(address, params=given, headers=headers, timeout=30, trust_env=False)
    except httpx.HTTPError:
        raise fail(
            f"{service} does not answer. Is the system running? `make run` starts it.", 2
        ) from None
    if answer.status_code != 200:
        raise fail(_words(answer), 1)
    return answer.text


def post(
    service: str, path: str, body: object, *, who: str = "operator", **query: object
) -> Any:
    """Send JSON to a service, with `CSPR_TOKEN`, else as somebody of the local run.

    Raises:
        typer.Exit: the service refused, in its own words, or does not answer.
    """
    given = {name: str(value) for name, value in query.items() if value is not None}
    headers = {"Authorization": f"Bearer {_token(who)}", "Accept": "application/json"}
    address = place().address(service) + path
    try:
        answer = httpx.post(
            address, params=given, json=body, headers=headers, timeout=60, trust_env=False
        )
    except httpx.HTTPError:
        raise fail(
            f"{service} does not answer. Is the system running? `make run` starts it.", 2
        ) from None
    if not answer.is_success:
        raise fail(_words(answer), 1)
    return answer.json()


def get_all(service: str, path: str, rows: str, **query: object) -> list[dict[str, Any]]:
    """All rows of a list, page by page."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = get(service, path, cursor=cursor, limit=200, **query)
        found += page[rows]
        cursor = page.get("next")
        if cursor is None:
            return found


def _token(who: str = "auditor") -> str:
    given = os.environ.get("CSPR_TOKEN")
    if given:
        if not (given.isascii() and given.isprintable() and " " not in given):
            raise fail("CSPR_TOKEN is not a token: it holds more than one word of ASCII.", 2)
        return given
    issuer = place().issuer()
    if issuer is None:
        raise fail("Set CSPR_TOKEN to a token of this system's issuer.", 2)
    return issuer.token(local_actor(who), 300)


def _words(answer: httpx.Response) -> str:
    try:
        said = answer.json()
        return str(said.get("detail") or said.get("title"))
    except ValueError:
        return f"The service answered {answer.status_code}."
