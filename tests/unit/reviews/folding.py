"""Given events of any service, the rows that a read model makes of them."""

from collections.abc import Sequence
from typing import Any

from shared.events.catalogue import owner_of
from shared.events.envelope import Envelope, Recorded
from shared.events.event import Event
from shared.folds.read_model import ReadModel
from tests.support.cases import at, subject


def recorded(event: Event, number: int) -> Recorded:
    """An event as the log has it, `number` in its case."""
    name = type(event).__name__
    source = owner_of(name)
    envelope = Envelope(
        id=f"event-{number}",
        source=source,
        subject=subject,
        position=number,
        name=name,
        version=event.version,
        time=at("2024-03-04", number % 24),
        actor="policy:reviews" if name == "RapidReviewOpened" else "somebody",
        correlation_id="flow",
        causation_id=f"event-{number - 1}" if number > 1 else None,
        traceparent=None,
        body=event.encode(),
    )
    return Recorded(envelope, event)


def fold(model: ReadModel[Any], *events: Event) -> Sequence[Any]:
    """The rows after these events."""
    rows: tuple[Any, ...] = ()
    for number, event in enumerate(events, 1):
        rows = model.evolve(rows, recorded(event, number))
    return rows
