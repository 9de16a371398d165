"""Reminders that were decided and mails that were handed over, as `cspr reconcile` sums up."""

from dataclasses import dataclass
from typing import LiteralString

from shared.decisions.database import Connection
from shared.proof.discrepancies import Discrepancies, faults_named


@dataclass
class MailBalance(Discrepancies):
    """Reminders by what became of their mails, and what does not agree."""

    decided: int = 0
    sent: int = 0
    unsent: int = 0
    called_off: int = 0

    @property
    def balances(self) -> bool:
        """Whether each reminder has its mail, and each mail that was sent its event."""
        return not self.discrepancies


async def balance_mails(connection: Connection) -> MailBalance:
    """Compare the events of reminders with the mails; all of one moment."""
    balance = MailBalance()
    async with connection.transaction():
        await connection.execute("set transaction isolation level repeatable read, read only")
        row = await (await connection.execute(_counts)).fetchone()
        if row is not None:
            balance.decided, balance.sent, balance.unsent, balance.called_off = row
        for kind, statement in _queries.items():
            found = await connection.execute(statement, [faults_named])
            async for subject, reminder, since in found:
                balance.found(kind, subject, f"reminder {reminder}", since)
    return balance


_counts: LiteralString = (
    "select (select count(*) from events where name = 'ReminderDecided'),"
    " count(*) filter (where state = 'sent'),"
    " count(*) filter (where state not in ('sent', 'called-off')),"
    " count(*) filter (where state = 'called-off') from mails"
)
_sent: LiteralString = (
    "(select subject, position, time,"
    " convert_from(body, 'UTF8')::jsonb ->> 'reminder' as reminder"
    " from events where name = 'ReminderSent') s"
)
_queries: dict[str, LiteralString] = {
    "decided, and no mail": (
        "select e.subject, e.id, e.time from events e where e.name = 'ReminderDecided'"
        " and not exists (select from mails m where m.reminder = e.id) order by e.seq limit %s"
    ),
    "a mail, and nothing decided": (
        "select m.subject, m.reminder, m.decided_at from mails m where not exists"
        " (select from events e where e.id = m.reminder and e.subject = m.subject"
        " and e.name = 'ReminderDecided') order by m.reminder limit %s"
    ),
    "sent, and no event": (
        "select m.subject, m.reminder, m.settled_at from mails m where m.state = 'sent'"
        f" and not exists (select from {_sent} where s.reminder = m.reminder)"
        " order by m.reminder limit %s"
    ),
    "an event, and not sent": (
        f"select s.subject, s.reminder, s.time from {_sent} where not exists"
        " (select from mails m where m.reminder = s.reminder and m.subject = s.subject"
        " and m.state = 'sent') order by s.subject, s.position limit %s"
    ),
    "noted as sent twice": (
        f"select min(s.subject), s.reminder, max(s.time) from {_sent}"
        " group by s.reminder having count(*) > 1 order by s.reminder limit %s"
    ),
}
