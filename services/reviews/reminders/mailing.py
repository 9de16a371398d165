"""Handing mails over to a mail server: at least once, and what it answers is noted."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage

import aiosmtplib

from services.reviews.config import MailServer
from services.reviews.domain.reminding import NoteSent, decider
from services.reviews.reminders.due import still_due
from services.reviews.reminders.letter import letter, words
from services.reviews.reminders.mails import (
    Handed,
    Mail,
    next_mails,
    note_sent,
    postpone,
    settle,
)
from services.reviews.reminders.rules import ReminderRules
from services.reviews.reminders.waiting import while_showing_life
from shared.decisions.clock import Clock, london_date
from shared.decisions.crash import crash_point
from shared.decisions.database import Connection
from shared.decisions.gate import StoreBehind
from shared.decisions.ids import new_id
from shared.decisions.store import Cause, DecisionFailed, EventStore, Request
from shared.edge.logs import logger

mails_at_once = 20
for_good = 500
"""From this answer on a mail server has refused for good (RFC 5321, 4.2.1)."""
not_noted = (
    "The mail server took the mail, but that could not be noted: the events of the case cannot"
    " be read."
)


class NotTaken(Exception):
    """A mail was not taken; `again`: it may be later. The words quote nothing of the server."""

    def __init__(self, words: str, *, again: bool) -> None:
        super().__init__(words)
        self.words = words
        self.again = again


class Away(NotTaken):
    """The server takes nothing now, whatever the mail."""

    def __init__(self, words: str) -> None:
        super().__init__(words, again=True)


@dataclass(frozen=True)
class Mailer:
    """Hands over what waits; `address` is where the pages of reviews are."""

    store: EventStore
    rules: ReminderRules
    server: MailServer = field(repr=False)
    address: str
    clock: Clock

    async def hand_over(self, connection: Connection) -> int:
        """Hand over the mails whose turn it is; says how many the server took.

        While the store has not all of its events nothing is sent: it may have been, before.
        Where the server is away, the others wait for the next time; so do they where the store
        falls behind meanwhile, and the mail that could not be noted for it comes again.
        """
        if not await self.store.gate.is_open(connection):
            return 0
        taken = 0
        for mail in await next_mails(connection, self.clock.now(), mails_at_once):
            try:
                taken += await self._one(connection, mail)
            except NotTaken as why:
                await self._note_refusal(connection, mail, why)
                if isinstance(why, Away):
                    break
            except StoreBehind:
                logger("remind").warning("a mail is not noted yet", reminder=mail.reminder)
                break
        return taken

    async def _one(self, connection: Connection, mail: Mail) -> bool:
        if not await still_due(connection, mail.reminder, london_date(self.clock.now())):
            await settle(connection, mail, "called-off", self.clock.now())
            return False
        to = self.rules.addresses_of(*mail.to)
        if not to:
            await settle(connection, mail, "no-address", self.clock.now())
            return False
        message = letter(mail, self.address, sender=self.rules.sender, to=to)
        refused = await while_showing_life(connection, hand(self.server, message))
        crash_point("mail-accepted")
        some = f"{len(refused)} of {len(to)} addresses were refused." if refused else None
        handed = Handed(len(to) - len(refused), words(mail, self.address), some)
        await self._note(connection, mail, handed)
        return True

    async def _note(self, connection: Connection, mail: Mail, handed: Handed) -> None:
        command = NoteSent(
            asked_at=self.clock.now(),
            reminder=mail.reminder,
            message_id=mail.message_id,
            addresses=handed.addresses,
        )
        cause = Cause("service:reviews", new_id(), mail.reminder)
        try:
            async with connection.transaction():
                await self.store.decide(
                    connection, decider, [Request(mail.subject, command, cause)]
                )
                await note_sent(connection, mail, self.clock.now(), handed)
        except DecisionFailed:
            logger("remind").error("a mail cannot be noted", reminder=mail.reminder)
            await settle(connection, mail, "refused", self.clock.now(), not_noted)

    async def _note_refusal(self, connection: Connection, mail: Mail, why: NotTaken) -> None:
        if why.again:
            await postpone(connection, mail, self.clock.now(), why.words)
        else:
            await settle(connection, mail, "refused", self.clock.now(), why.words)


async def hand(server: MailServer, message: EmailMessage) -> list[str]:
    """Give a mail to the server; the addresses that it refused, where it took others.

    Raises:
        NotTaken: it took it for none.
    """
    try:
        async with asyncio.timeout(server.seconds):
            refused, _ = await aiosmtplib.send(
                message,
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.security == "tls",
                start_tls=server.security == "starttls",
                cert_bundle=server.authorities if server.security != "none" else None,
                timeout=server.seconds,
            )
    except aiosmtplib.SMTPRecipientsRefused as error:
        codes = [each.code for each in error.recipients]
        raise NotTaken(
            f"The mail server refused every address ({_all(codes)}).",
            again=any(code < for_good for code in codes),
        ) from None
    except aiosmtplib.SMTPAuthenticationError:
        raise Away("The mail server does not let us in.") from None
    except aiosmtplib.SMTPResponseException as error:
        raise NotTaken(
            f"The mail server refused the mail ({error.code}).",
            again=error.code < for_good or not _of_the_mail(error),
        ) from None
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        raise Away("The mail server does not answer, or not as it is set.") from None
    return list(refused) if isinstance(refused, Mapping) else []


def _of_the_mail(error: aiosmtplib.SMTPResponseException) -> bool:
    """Whether it is this mail that was refused, rather than us or the way we came."""
    return isinstance(error, aiosmtplib.SMTPDataError | aiosmtplib.SMTPSenderRefused)


def _all(codes: list[int]) -> str:
    return ", ".join(str(code) for code in sorted(set(codes)))
