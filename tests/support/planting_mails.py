"""Faults between reminders that were decided and mails that were sent."""

from shared.events.reminders import ReminderDecided, ReminderSent
from tests.contract.examples import EXAMPLES
from tests.support.planting import Case, Named, Plant

decided, sent = EXAMPLES["ReminderDecided"], EXAMPLES["ReminderSent"]


async def a_reminder_without_its_mail(c: Case) -> list[Named]:
    reminder = await _decided(c)
    return [Named("mails", "decided, and no mail", f"reminder {reminder} ({c.subject}")]


async def a_mail_that_nothing_asked_for(c: Case) -> list[Named]:
    await _mail(c, "made-up-1", "waiting")
    return [Named("mails", "a mail, and nothing decided", f"reminder made-up-1 ({c.subject}")]


async def a_mail_marked_as_sent(c: Case) -> list[Named]:
    reminder = await _decided(c)
    await _mail(c, reminder, "sent")
    return [Named("mails", "sent, and no event", f"reminder {reminder} ({c.subject}")]


async def a_mail_noted_as_sent_twice_that_waits(c: Case) -> list[Named]:
    reminder = await _decided(c)
    await _mail(c, reminder, "waiting")
    assert isinstance(sent, ReminderSent)
    told = sent.model_copy(update={"reminder": reminder})
    await c.s.append("reviews", c.subject, told, told)
    where = f"reminder {reminder} ({c.subject}"
    return [
        Named("mails", "an event, and not sent", where),
        Named("mails", "noted as sent twice", where),
    ]


async def _decided(c: Case) -> str:
    assert isinstance(decided, ReminderDecided)
    await c.s.append("reviews", c.subject, decided)
    ((id_,),) = await c.s.rows(
        "reviews",
        "select id from events where subject = %s and name = 'ReminderDecided'",
        c.subject,
    )
    return str(id_)


async def _mail(c: Case, reminder: str, state: str) -> None:
    await c.s.harm(
        "reviews",
        "insert into mails (reminder, subject, about, item, due_on, stage, authority,"
        " decided_at, message_id, state)"
        " values (%s, %s, 'action', '1', '2023-09-30', 'ahead', 'E06000054', now(), '<x@y>',"
        " %s)",
        reminder,
        c.subject,
        state,
    )


of_mails: list[Plant] = [
    a_reminder_without_its_mail,
    a_mail_that_nothing_asked_for,
    a_mail_marked_as_sent,
    a_mail_noted_as_sent_twice_that_waits,
]
