"""What is sealed in the events of a case: under which key, in which event and field."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.command.erase.here import Here
from services.command.place import names
from shared.events.sealed import Sealed

_parts = frozenset(Sealed.model_fields)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A field of an event, dotted; elements of lists are not told apart."""

    key: str
    event: str
    field: str


async def sealed_values(here: Here, case: str) -> list[tuple[Place, Sealed]]:
    """Every sealed value of a case, still sealed, from the stores of all services."""
    found: list[tuple[Place, Sealed]] = []
    for service in names:
        rows = await here.databases[service].execute(
            "select name, body from events where subject = %s order by position", [case]
        )
        async for name, body in rows:
            found += [
                (Place(sealed.key, name, field), sealed)
                for field, sealed in sealed_in(json.loads(bytes(body)))
            ]
    return found


async def counted(here: Here, case: str) -> Mapping[Place, int]:
    """How many values are sealed in each place; never what they say."""
    return Counter(place for place, _ in await sealed_values(here, case))


def sealed_in(value: Any, path: str = "") -> Iterator[tuple[str, Sealed]]:
    """Each sealed value of a JSON document, with the path of its field."""
    if isinstance(value, dict):
        if value.keys() == _parts:
            yield path, Sealed.model_validate(value)
            return
        for name, inner in value.items():
            yield from sealed_in(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from sealed_in(inner, path)
