"""The play: history, the living cases, published reviews; then what is to be seen of them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from deploy.local.processes import Say
from deploy.local.system import System
from deploy.local.worked_example.asking import Asking, NotPlayed
from deploy.local.worked_example.checks import Seen, look
from deploy.local.worked_example.expectation import Expectation
from deploy.local.worked_example.history import import_history
from deploy.local.worked_example.repository import import_records, look_into_repository
from deploy.local.worked_example.stories import Played, play_stories
from deploy.local.worked_example.story_files import read_stories
from deploy.local.worked_example.thematic_files import read_thematic_stories
from deploy.local.worked_example.thematic_play import play_thematic
from shared.decisions.clock import SystemClock, london_date

__all__ = ["Expectation", "NotPlayed", "Playing", "play"]


@dataclass(frozen=True)
class Playing:
    """What was played, and what was then expected and found."""

    played: Sequence[Played]
    expectations: Sequence[Expectation]

    @property
    def unmet(self) -> list[Expectation]:
        """What is not as it should be."""
        return [each for each in self.expectations if not each.met]


async def play(system: System, say: Say) -> Playing:
    """Play the worked example on a running system; a second time it changes nothing.

    Raises:
        NotPlayed: a story cannot be read, a service refused what was asked of it, or what was
            due did not come.
    """
    begun = time.monotonic()
    today = london_date(SystemClock().now())
    stories, thematic_stories = read_stories(today), read_thematic_stories(today)
    async with Asking(system) as asking:
        receipts = await import_history(system, asking, say)
        played = await play_stories(system, asking, say, stories)
        thematic = await play_thematic(asking, say, thematic_stories, played)
        imported = await import_records(asking, say)
        expectations = await look(system, asking, Seen(receipts, played, thematic))
        expectations += [each async for each in look_into_repository(asking, imported)]
    say(f"the worked example was played in {time.monotonic() - begun:.0f} s")
    return Playing(played, expectations)
