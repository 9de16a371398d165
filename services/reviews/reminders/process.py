"""The process of reminders, `python -m services.reviews remind`: it decides, and hands over.

Apart from `work`, so that no fault of it and no slow mail server holds up a policy; and started
by nothing that replays.
"""

import asyncio
from dataclasses import dataclass
from time import monotonic

from aiokafka.errors import KafkaError

from services.reviews.config import mail_server, reminders_file
from services.reviews.reminders.deciding import decide_due, ends_now, shown_whole
from services.reviews.reminders.mailing import Mailer
from services.reviews.reminders.mails import try_those_without_address
from services.reviews.reminders.rules import BadReminders, ReminderRules, read_rules
from services.reviews.reminders.waiting import while_showing_life
from shared.decisions.cancellation import still_wanted
from shared.decisions.clock import Clock, SystemClock
from shared.decisions.database import Connection
from shared.decisions.gate import StoreBehind
from shared.decisions.store import EventStore
from shared.edge.config import Config, SettingMissing
from shared.edge.logs import logger
from shared.edge.pages.navigation import addresses_from
from shared.edge.service import own_events
from shared.log.lease import lease

mail_seconds = 1.0
decide_seconds = 30.0
again_seconds = 2.0


async def remind(config: Config) -> None:
    """Decide on what is due and hand mails over, until cancelled or an error.

    Raises:
        BadReminders: the file of reminders is not one.
        SettingMissing: the mail server is not of its form.
    """
    try:
        place, server = reminders_file(), mail_server()
        rules = None if place is None else read_rules(place)
    except (BadReminders, SettingMissing) as bad:
        logger("remind").error("a setting is wrong", reason=str(bad))
        raise
    if rules is None:
        logger("remind").info("nobody is reminded: CSPR_REMINDERS is not set")
        await asyncio.Event().wait()
        return
    clock, mailer = SystemClock(), None
    store = EventStore("reviews", clock)
    if server is None:
        logger("remind").info("no mail is sent: CSPR_SMTP is not set")
    else:
        mailer = Mailer(store, rules, server, addresses_from()["reviews"], clock)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(own_events(config, store).guard())
        tasks.create_task(Reminding(config, store, rules, clock, mailer).run())


@dataclass
class Reminding:
    """Decides twice a minute, and looks for mails each second; one process of all does it."""

    config: Config
    store: EventStore
    rules: ReminderRules
    clock: Clock
    mailer: Mailer | None
    _decided: float = float("-inf")

    async def run(self) -> None:
        """Go on until cancelled; Kafka may be away for a while."""
        async with lease(self.config.dsn, "remind") as connection:
            await try_those_without_address(connection)
            while True:
                still_wanted()
                await connection.execute("select 1")
                if monotonic() - self._decided > decide_seconds:
                    await self._decide(connection)
                if self.mailer is not None:
                    await self.mailer.hand_over(connection)
                await asyncio.sleep(mail_seconds)

    async def _decide(self, connection: Connection) -> None:
        """Decide, or put it off for a moment where not all is there to decide by."""
        self._decided = monotonic() - decide_seconds + again_seconds
        if not await self.store.gate.is_open(connection):
            return
        try:
            ends = await while_showing_life(connection, ends_now(self.config))
            if not await shown_whole(connection, ends):
                return
            if await decide_due(connection, self.store, self.rules, self.clock):
                logger("remind").info("reminders decided")
            self._decided = monotonic()
        except (KafkaError, OSError, StoreBehind) as fault:
            logger("remind").warning("not decided yet", error=type(fault).__name__)
