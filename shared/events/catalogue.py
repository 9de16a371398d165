"""Every event, who owns it and what it is about; importing this makes all of them known.

`python -m shared.events.reference` prints `docs/events.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType, ModuleType
from typing import Any

from shared.events import (
    actions,
    commissioning,
    described,
    erasures,
    incidents,
    learning,
    local_reviews,
    obligations,
    operations,
    operations_access,
    operations_calendar,
    operations_ledger,
    operations_parked,
    practice_reviews,
    publication,
    rapid_reviews,
    recomputed,
    records,
    reminders,
    reports,
    reviews,
    thematic,
    themes,
)
from shared.events.envelope import dataschema_prefix, source_prefix
from shared.events.event import Event

MAIN_TOPIC = "cspr-case-events"
"""The one log: each fact of each case, keyed by its subject, kept for ever."""

SUBJECT_KINDS = MappingProxyType(
    {
        "case": "an incident or a referral, and all that follows from it",
        "thematic": "a review over several cases",
        "record": "a published review from before or elsewhere, and what sorts such reviews",
        "operation": "what operators do, and who opened what was sealed",
    }
)

services = ("notifications", "reviews", "reporting")
every_service = "every service"
"""The owner of what operators do, written by the service whose database they act upon; and of
what each service says of its own clocks."""

_owned: tuple[tuple[str, ModuleType, str], ...] = (
    ("notifications", incidents, "case"),
    ("notifications", obligations, "case"),
    ("reviews", reviews, "case"),
    ("reviews", rapid_reviews, "case"),
    ("reviews", practice_reviews, "case"),
    ("reviews", publication, "case"),
    ("reviews", commissioning, "case"),
    ("reviews", local_reviews, "case"),
    ("reviews", learning, "case"),
    ("reviews", actions, "case"),
    ("reviews", thematic, "thematic"),
    ("reviews", reminders, "case"),
    ("reporting", reports, "case"),
    ("reporting", erasures, "case"),
    ("reporting", described, "case"),
    ("reporting", records, "record"),
    ("reporting", themes, "record"),
    (every_service, operations, "operation"),
    (every_service, operations_parked, "operation"),
    (every_service, operations_ledger, "operation"),
    (every_service, operations_access, "operation"),
    ("reviews", operations_calendar, "operation"),
    (every_service, recomputed, "case"),
)
_also_on = {erasures.__name__: ("thematic",)}
"""Whoever names people on a subject of its own can be asked to erase them there."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One event as declared: who owns it, and on which kinds of subject it is written."""

    event: type[Event]
    owner: str
    kinds: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.event.__name__

    @property
    def writers(self) -> tuple[str, ...]:
        """The services that write it: its owner alone, but for what operators do."""
        return services if self.owner == every_service else (self.owner,)


def _declared() -> Iterator[Declared]:
    for owner, module, kind in _owned:
        for found in vars(module).values():
            is_event = isinstance(found, type) and issubclass(found, Event)
            if is_event and found.__module__ == module.__name__:
                kinds = (kind, *_also_on.get(module.__name__, ()))
                yield Declared(found, owner, kinds)


CATALOGUE: MappingProxyType[str, Declared] = MappingProxyType(
    {declared.name: declared for declared in _declared()}
)
"""Every event by its name, in the order in which its owner declares it."""


def owner_of(event_name: str) -> str:
    """The service that owns an event and alone writes it, or `every_service`.

    Raises:
        KeyError: no such event is declared.
    """
    return CATALOGUE[event_name].owner


def describe() -> dict[str, dict[str, Any]]:
    """Each event with what somebody who consumes it needs, its JSON schema included."""
    return {
        declared.name: {
            "type": declared.event.type(),
            "sources": [source_prefix + writer for writer in declared.writers],
            "dataschema": f"{dataschema_prefix}{declared.name}:{declared.event.version}",
            "subjects": list(declared.kinds),
            "schema": declared.event.model_json_schema(),
        }
        for declared in CATALOGUE.values()
    }
