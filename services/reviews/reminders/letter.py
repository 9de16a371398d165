"""The mail of a reminder: what is due, when and why, and where to look; nothing of a person."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from services.reviews.read_models.reminder_words import what_is_due
from services.reviews.read_models.wording import day
from services.reviews.reminders.mails import Mail
from shared.events.authorities import NotAnAuthority, authority
from shared.events.reminders import ReminderStage


def heading(mail: Mail) -> str:
    """The subject line."""
    word = "Overdue since" if mail.event.stage is ReminderStage.OVERDUE else "Due on"
    return f"{word} {day(mail.event.due_on)}: case {mail.subject[-8:]}"


def words(mail: Mail, address: str) -> str:
    """The text; `address` is where the pages of reviews are."""
    event = mail.event
    when = "was due on" if event.stage is ReminderStage.OVERDUE else "is due on"
    rule = f" (rule {event.rule})" if event.rule else ""
    return "\n".join(
        [
            f"In case {mail.subject} of {_name(event.authority)},",
            f"{what_is_due(event)} {when} {day(event.due_on)}{rule}.",
            "",
            "What the day was counted from, and what there is to do, is shown to who signs in:",
            f"{address}/cases/{mail.subject}",
            "",
            f"This was decided on {day(event.decided_on)} and is sent by a program. It may come"
            " twice; then it is the same mail.",
            "",
        ]
    )


def letter(mail: Mail, address: str, *, sender: str, to: tuple[str, ...]) -> EmailMessage:
    """The whole mail; made again, it is the same: its date is that of the decision."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = ", ".join(to)
    message["Subject"] = heading(mail)
    message["Date"] = format_datetime(mail.decided_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words(mail, address))
    return message


def _name(code: str) -> str:
    try:
        return authority(code).name
    except NotAnAuthority:
        return code
