"""The reminders of a running service, by a test's own hand and clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import psycopg

from services.reviews.reminders.deciding import decide_due, ends_now, shown_whole
from services.reviews.reminders.mailing import Mailer
from services.reviews.reminders.rules import ReminderRules
from shared.decisions.database import Connection
from shared.events.reminders import ReminderAbout, ReminderTo
from tests.support.cases import WILTSHIRE, at
from tests.support.mail_sink import Sink, mail_sink
from tests.support.reviews import Reviews
from tests.support.world import until

group, police = "group@p.example", "police@p.example"
rules = ReminderRules(
    "cspr@p.example",
    {about: 5 for about in ReminderAbout},
    60,
    {
        (WILTSHIRE, ReminderTo.GROUP, None): (group,),
        (WILTSHIRE, ReminderTo.ORGANISATION, "wiltshire police"): (police, "desk@p.example"),
    },
)


@dataclass
class MovedClock:
    """A clock that a test moves; it begins where that of reviews stands."""

    at: datetime = field(default_factory=lambda: at("2026-04-20"))

    def now(self) -> datetime:
        return self.at


@dataclass
class Hand:
    """Decides and hands over when it is told to."""

    v: Reviews
    connection: Connection
    sink: Sink
    clock: MovedClock = field(default_factory=MovedClock)

    async def decide(self) -> int:
        """Decide, once the read models show all that the log has."""

        async def whole() -> bool:
            ((waiting,),) = await self.v.rows("select count(*) from outbox")
            ends = await ends_now(self.v.config)
            return not waiting and await shown_whole(self.connection, ends)

        await until(whole)
        store = self.v.app.state.desk.store
        return await decide_due(self.connection, store, rules, self.clock)

    async def hand_over(self) -> int:
        """Hand over what waits."""
        store = self.v.app.state.desk.store
        address = "https://reviews.example"
        mailer = Mailer(store, rules, self.sink.server, address, self.clock)
        return await mailer.hand_over(self.connection)

    async def states(self) -> list[tuple[str, str, str]]:
        """What was decided and what became of it."""
        rows = await self.v.rows("select about, stage, state from mails order by decided_at")
        return [(about, stage, state) for about, stage, state in rows]


@asynccontextmanager
async def by_hand(v: Reviews) -> AsyncIterator[Hand]:
    """A hand, and a mail server, for one test."""
    async with (
        mail_sink() as sink,
        await psycopg.AsyncConnection.connect(v.config.dsn, autocommit=True) as connection,
    ):
        yield Hand(v, connection, sink)
