"""The mails of reminders: a row each, made from the events; and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString

from psycopg.rows import class_row

from shared.decisions.database import Connection
from shared.events.event import decode
from shared.events.reminders import ReminderDecided, ReminderSent, ReminderTo

first_pause, longest_pause = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that waits, with the event that asks for it."""

    reminder: str
    subject: str
    message_id: str
    attempts: int
    decided_at: datetime
    event: ReminderDecided

    @property
    def to(self) -> tuple[str, ReminderTo, str | None]:
        """Who is to get it."""
        return self.event.authority, self.event.to, self.event.organisation


_noted: LiteralString = (
    "(select subject, time, convert_from(body, 'UTF8')::jsonb as said from events"
    " where name = 'ReminderSent') s"
)


async def take_in(connection: Connection, sender: str) -> int:
    """Make the rows that decided reminders have not got yet; says how many.

    Called in the transaction that decides. What a restored store took back from the log gets
    its row in the same way, sent where its `ReminderSent` says so; and a row that came back as
    it was before its `ReminderSent` is sent too.
    """
    await connection.execute(
        "update mails m set state = 'sent', settled_at = s.time, answer = null,"
        " message_id = s.said ->> 'message_id', addresses = (s.said ->> 'addresses')::integer"
        f" from {_noted} where m.state <> 'sent' and m.subject = s.subject"
        " and m.reminder = s.said ->> 'reminder'"
    )
    rows = await connection.execute(
        "select e.id, e.subject, e.version, e.body, e.time from events e"
        " where e.name = 'ReminderDecided'"
        " and not exists (select from mails m where m.reminder = e.id) order by e.seq"
    )
    lacking = await rows.fetchall()
    if not lacking:
        return 0
    sent = await _sent(connection, sorted({subject for _, subject, *_ in lacking}))
    domain = sender.rpartition("@")[2]
    values = []
    for id_, subject, version, body, time in lacking:
        event = decode(ReminderDecided.__name__, version, bytes(body))
        assert isinstance(event, ReminderDecided)
        handed = sent.get(id_)
        values.append(
            (
                *(id_, subject, event.about, event.item or "", event.due_on, event.stage),
                *(event.authority, time),
                handed[0].message_id if handed else f"<{id_}@{domain}>",
                "sent" if handed else "waiting",
                handed[1] if handed else None,
                handed[0].addresses if handed else None,
            )
        )
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into mails (reminder, subject, about, item, due_on, stage, authority,"
            " decided_at, message_id, state, settled_at, addresses)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
            values,
        )
    return len(values)


async def _sent(
    connection: Connection, subjects: Sequence[str]
) -> dict[str, tuple[ReminderSent, datetime]]:
    rows = await connection.execute(
        "select version, body, time from events"
        " where name = 'ReminderSent' and subject = any(%s)",
        [list(subjects)],
    )
    found = {}
    for version, body, time in await rows.fetchall():
        event = decode(ReminderSent.__name__, version, bytes(body))
        assert isinstance(event, ReminderSent)
        found[event.reminder] = (event, time)
    return found


async def next_mails(connection: Connection, now: datetime, limit: int) -> list[Mail]:
    """Those whose turn it is, the oldest first.

    A case that a fold has set aside is not shown as it stands: its mails wait for it. What was
    noted as sent is not, though a restored row may say that it waits.
    """
    rows = await connection.execute(
        "select m.reminder, m.subject, m.message_id, m.attempts, m.decided_at, e.version,"
        " e.body from mails m join events e on e.id = m.reminder"
        " where m.state = 'waiting' and m.next_at <= %s"
        " and not exists (select from parked_subjects p where p.subject = m.subject)"
        f" and not exists (select from {_noted} where s.subject = m.subject"
        " and s.said ->> 'reminder' = m.reminder)"
        " order by m.decided_at, m.reminder limit %s",
        [now, limit],
    )
    return [_mail(*row) for row in await rows.fetchall()]


def _mail(  # noqa: PLR0913, PLR0917 - a row
    reminder: str,
    subject: str,
    message_id: str,
    attempts: int,
    decided_at: datetime,
    version: int,
    body: bytes,
) -> Mail:
    event = decode(ReminderDecided.__name__, version, bytes(body))
    assert isinstance(event, ReminderDecided)
    return Mail(reminder, subject, message_id, attempts, decided_at, event)


async def settle(
    connection: Connection, mail: Mail, state: str, now: datetime, answer: str | None = None
) -> None:
    """Note that a mail is refused for good, has no address, or is called off."""
    await connection.execute(
        "update mails set state = %s, answer = %s, settled_at = %s, attempts = attempts + 1"
        " where reminder = %s and state = 'waiting'",
        [state, answer, now, mail.reminder],
    )


async def postpone(connection: Connection, mail: Mail, now: datetime, answer: str) -> None:
    """Note that it is to be tried again, each time after a longer pause."""
    pause = min(first_pause * 2 ** min(mail.attempts, 10), longest_pause)
    await connection.execute(
        "update mails set attempts = attempts + 1, next_at = %s, answer = %s"
        " where reminder = %s and state = 'waiting'",
        [now + pause, answer, mail.reminder],
    )


@dataclass(frozen=True, slots=True)
class Handed:
    """What a mail server took: for how many addresses, which text, and what to say of it."""

    addresses: int
    text: str
    answer: str | None = None


async def note_sent(connection: Connection, mail: Mail, now: datetime, handed: Handed) -> None:
    """Note that a mail server took it; in the transaction of its event."""
    await connection.execute(
        "update mails set state = 'sent', answer = %s, settled_at = %s, addresses = %s,"
        " text = %s, attempts = attempts + 1 where reminder = %s",
        [handed.answer, now, handed.addresses, handed.text, mail.reminder],
    )


async def try_those_without_address(connection: Connection) -> None:
    """Let those wait again for which no address was known: now one may be."""
    await connection.execute(
        "update mails set state = 'waiting', settled_at = null where state = 'no-address'"
    )


@dataclass(frozen=True, slots=True)
class Unsent:
    """How many mails are not handed over, by state, and since when the oldest waits."""

    waiting: int
    refused: int
    no_address: int
    oldest_seconds: float


async def unsent(connection: Connection) -> Unsent:
    """What is decided and not handed over; what was called off needs no mail."""
    async with connection.cursor(row_factory=class_row(Unsent)) as cursor:
        await cursor.execute(
            "select count(*) filter (where state = 'waiting') as waiting,"
            " count(*) filter (where state = 'refused') as refused,"
            " count(*) filter (where state = 'no-address') as no_address,"
            " coalesce(extract(epoch from now() - min(decided_at)), 0)::float8"
            "   as oldest_seconds from mails where state not in ('sent', 'called-off')"
        )
        return await cursor.fetchone() or Unsent(0, 0, 0, 0.0)
