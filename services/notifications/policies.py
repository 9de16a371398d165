"""None: nothing that the other services decide asks anything of notifications."""

from collections.abc import Callable, Mapping

from shared.decisions.decider import Command
from shared.events.envelope import Recorded
from shared.events.event import Event

policies: Mapping[type[Event], Callable[[Recorded], Command | None]] = {}
