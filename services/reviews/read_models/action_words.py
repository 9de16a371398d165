"""What the events of actions say on a timeline."""

from collections.abc import Callable, Mapping
from typing import Any

from services.reviews.read_models.wording import Happening, code, day
from shared.events.actions import (
    ActionClosed,
    ActionProgressed,
    ActionRaised,
    ActionReopened,
    ActionRescheduled,
)
from shared.events.event import Event

says_of_actions: Mapping[type[Event], Callable[[Any], Happening]] = {
    ActionRaised: lambda e: Happening(
        e.raised_on, f"Action {e.number} was raised for {e.owner}, due on {day(e.due_on)}."
    ),
    ActionProgressed: lambda e: Happening(
        e.noted_on, f"Action {e.number} is {code(e.progress)}."
    ),
    ActionRescheduled: lambda e: Happening(
        e.rescheduled_on,
        f"Action {e.number} is due on {day(e.due_on)} instead of {day(e.due_before)}.",
    ),
    ActionClosed: lambda e: Happening(e.closed_on, f"Action {e.number} was closed."),
    ActionReopened: lambda e: Happening(e.reopened_on, f"Action {e.number} was reopened."),
}
