"""The play: history, the living cases, published reviews; then what is to be seen of them."""

import time

from deploy.local.processes import Say
from deploy.local.system import System
from deploy.local.worked_example.asking import Asking, NotPlayed
from deploy.local.worked_example.checks import Seen, look
from deploy.local.worked_example.expectation import Expectation
from deploy.local.worked_example.history import import_history
from deploy.local.worked_example.referral import play_referral
from deploy.local.worked_example.repository import import_records, look_into_repository
from deploy.local.worked_example.stories import play_stories

__all__ = ["Expectation", "NotPlayed", "play"]


async def play(system: System, say: Say) -> list[Expectation]:
    """Play the worked example on a running system; a second time it changes nothing.

    Raises:
        NotPlayed: a service refused what was asked of it, or what was due did not come.
    """
    begun = time.monotonic()
    async with Asking(system) as asking:
        receipts = await import_history(system, asking, say)
        played = await play_stories(system, asking, say)
        referred = await play_referral(asking, say)
        imported = await import_records(asking, say)
        expectations = await look(system, asking, Seen(receipts, played, referred))
        expectations += [each async for each in look_into_repository(asking, imported)]
    say(f"the worked example was played in {time.monotonic() - begun:.0f} s")
    return expectations
