"""A review that was published through cspr is given its title and themes by a keeper."""

from collections.abc import Sequence
from typing import Any

from shared.decisions.commands import today
from shared.decisions.decider import Command, Decider
from shared.events.described import Description, PublishedReviewDescribed
from shared.events.event import Event


class DescribePublished(Description, Command):
    """Say this of a review that is published from here; whether it is, its record knows.

    `lost`: what was said last is not shown any more, since the review was taken down since.
    """

    lost: bool = False


Described = PublishedReviewDescribed | None


def decide(command: DescribePublished, described: Described) -> Sequence[Event]:
    """Say it, unless it was said last and is shown."""
    wanted = _said(command)
    if described is not None and _said(described) == wanted and not command.lost:
        return []
    return [PublishedReviewDescribed(**wanted, described_on=today(command))]


def _said(of: Description) -> dict[str, Any]:
    return {name: getattr(of, name) for name in Description.model_fields}


def evolve(described: Described, event: Event) -> Described:
    """What was said last, after one more event of the case."""
    return event if isinstance(event, PublishedReviewDescribed) else described


decider: Decider[DescribePublished, Described] = Decider(None, decide, evolve)
