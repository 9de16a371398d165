"""Folding events as a replay does, for tests of reporting's read models."""

from typing import Any

from shared.events.children import ChildFacts
from shared.events.codes import AbuseOrNeglect, Outcome
from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.events.incidents import IncidentNotified, NotificationAmended
from shared.folds.read_model import ReadModel
from tests.support.cases import WILTSHIRE, at, child, day, recorded, sealed


def fold(model: ReadModel[Any], *events: Event) -> tuple[Any, ...]:
    """The rows after these events of one case."""
    rows: tuple[Any, ...] = ()
    for place, event in enumerate(events):
        told = recorded(event, "2026-04-01")
        envelope = told.envelope._replace(
            id=f"event-{place}", position=place + 1, partition=2, offset=10 + place
        )
        rows = model.evolve(rows, Recorded(envelope, event))
    return rows


def notified(on: str, *children: ChildFacts, **facts: Any) -> IncidentNotified:
    """A notification of one child, if no others are given."""
    return IncidentNotified(
        **{
            "authority": WILTSHIRE,
            "children": children or (child(),),
            "notified_at": at(on),
            "notified_on": day(on),
            **facts,
        }
    )


def amended(*children: ChildFacts, **facts: Any) -> NotificationAmended:
    """An amendment to these children."""
    return NotificationAmended(
        **{
            "authority": WILTSHIRE,
            "children": children,
            "reason": sealed("mistaken"),
            "amended_on": day("2024-04-20"),
            **facts,
        }
    )


def died(number: int = 1, **facts: Any) -> ChildFacts:
    """A child who died."""
    return child(Outcome.DEATH, AbuseOrNeglect.KNOWN, **{"number": number, **facts})
