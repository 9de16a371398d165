"""Examples of the events of actions that arise from reviews."""

from datetime import date

from shared.events.actions import (
    ActionClosed,
    ActionProgress,
    ActionProgressed,
    ActionRaised,
    ActionReopened,
    ActionRescheduled,
    ActionSource,
)
from shared.events.event import Event
from tests.contract.example_parts import text


def of_actions() -> tuple[Event, ...]:
    """One of each, of one action."""
    return (
        ActionRaised(
            number=1,
            arises_from=ActionSource.PRACTICE_REVIEW,
            owner="Wiltshire Police",
            action=text(80),
            recommendation=text(81),
            raised_on=date(2023, 5, 15),
            due_on=date(2023, 9, 30),
        ),
        ActionRescheduled(
            number=1,
            due_on=date(2023, 12, 31),
            due_before=date(2023, 9, 30),
            reason=text(82),
            rescheduled_on=date(2023, 9, 20),
        ),
        ActionProgressed(
            number=1,
            progress=ActionProgress.DONE,
            note=text(83),
            evidence="e" * 64,
            noted_on=date(2023, 12, 1),
            by="member-wiltshire",
        ),
        ActionClosed(
            number=1, effect=text(84), closed_on=date(2023, 12, 11), by="chair-wiltshire"
        ),
        ActionReopened(number=1, reason=text(85), reopened_on=date(2024, 2, 1)),
    )
