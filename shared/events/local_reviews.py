"""What reviews owns of a referral that is taken up without a rapid review."""

from typing import Literal

from shared.events.codes import AcceptedAs
from shared.events.event import Event
from shared.events.times import Day
from shared.events.values import AuthorityCode


class LocalReviewOpened(Event, version=1):
    """A local review began from a referral, without a rapid review and without its clocks.

    As a local child safeguarding practice review it is still to be commissioned.
    """

    as_what: Literal[AcceptedAs.LCSPR, AcceptedAs.LOCAL_LEARNING_REVIEW]
    authority: AuthorityCode
    opened_on: Day
