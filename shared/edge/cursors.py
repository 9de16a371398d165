"""Pages of a list, and the place in a stream that a reader has to have seen."""

import base64
import json
import re
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query

from shared.decisions.store import Position as Position
from shared.edge.refusals import BadInput, Fault

Limit = Annotated[int, Query(ge=1, le=200, description="At most so many in one answer.")]
default_limit = 50
_odd = re.compile("[\0\ud800-\udfff]")
"""What no database takes for text: NUL, and halves of characters."""
_position = re.compile(r"([a-z]{1,40}):([a-z]{1,20}-[0-9A-Za-z-]{1,80}):([0-9]{1,12})")


def write_cursor(listing: str, *values: str | int) -> str:
    """Where a list goes on after these values, as an opaque text.

    It is not a secret and gives no rights: a list checks them with every page.
    """
    raw = json.dumps([listing, *values], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def read_cursor(listing: str, kinds: Sequence[type], cursor: str) -> tuple[Any, ...]:
    """The values of a cursor that this listing wrote, of these kinds (str or int).

    Raises:
        BadInput: it is not such a cursor.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor[:2000] + "=" * (-len(cursor[:2000]) % 4))
        named, *values = json.loads(raw)
        right = named == listing and [type(value) for value in values] == list(kinds)
    except (ValueError, TypeError, RecursionError):
        right = False
    if not right or any(type(value) is str and _odd.search(value) for value in values):
        raise BadInput(
            Fault(
                "cursor",
                "It is not a cursor of this list.",
                "Begin again without it, or use `next` of the page before.",
            )
        )
    return tuple(values)


def parse_position(text: str) -> Position:
    """`source:subject:position`, as in `after=`.

    Raises:
        BadInput: it is not of that form.
    """
    found = _position.fullmatch(text)
    if found is None:
        raise BadInput(
            Fault(
                "after",
                "It is not a position.",
                "Use the position that a command has answered with, unchanged.",
            )
        )
    return Position(found[1], found[2], int(found[3]))


def _after(
    after: Annotated[
        str | None, Query(description="Answer no sooner than this is seen.")
    ] = None,
) -> Position | None:
    return None if after is None else parse_position(after)


after_parameter = _after
"""A dependency: the position that this request has to have seen, None if it does not say."""
