"""The steps of a notification's life, each a form; and which of them make sense in a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.notifications.api import forms
from services.notifications.domain import (
    DeclineToNotify,
    RecordAwareness,
    RecordTold,
    WithdrawNotification,
    WithdrawTelling,
)
from services.notifications.domain.case import (
    Aware,
    Case,
    Declined,
    NotAware,
    Notification,
    Notified,
    NotReported,
    Withdrawn,
)
from services.notifications.domain.telling import open_obligations
from services.notifications.intake.inbound import Sent
from shared.decisions.decider import Command
from shared.events.values import AuthorityCode, Recipient


@dataclass(frozen=True, slots=True)
class Step:
    """One form: its heading and button, what it sends, and what is said when it was done.

    `facts`: what happened is on the form, opened for who writes it. `command`: what its fields
    become, where nothing else is needed.
    """

    title: str
    button: str
    body: type[Sent]
    done: str
    facts: bool = False
    command: type[Command] | None = None


steps: Mapping[str, Step] = {
    "aware": Step(
        "Record since when the authority is aware",
        "Record it",
        forms.Awareness,
        "It is recorded since when the authority is aware.",
        command=RecordAwareness,
    ),
    "aware-with-facts": Step(
        "Record since when the authority is aware",
        "Record it",
        forms.Beginning,
        "It is recorded since when the authority is aware, and of what.",
        facts=True,
    ),
    "notified": Step(
        "Record that the Panel was notified",
        "Record the notification",
        forms.Notification,
        "The notification is recorded.",
    ),
    "notified-otherwise": Step(
        "Record a notification that told of other facts",
        "Record the notification",
        forms.Notification,
        "The notification is recorded, with what it told.",
        facts=True,
    ),
    "declined": Step(
        "Record that the authority does not notify",
        "Record it",
        forms.Decline,
        "It is recorded that the authority does not notify, and why.",
        command=DeclineToNotify,
    ),
    "amended": Step(
        "Amend the notification",
        "Record the amendment",
        forms.Amendment,
        "The notification is amended.",
        facts=True,
    ),
    "told": Step(
        "Record who else was told",
        "Record it",
        forms.Telling,
        "It is recorded that they were told.",
        command=RecordTold,
    ),
    "taken-back": Step(
        "Take back that somebody was told",
        "Take it back",
        forms.WrongTelling,
        "It is taken back, and what is owed to them is open again.",
        command=WithdrawTelling,
    ),
    "withdrawn": Step(
        "Withdraw the notification",
        "Withdraw it",
        forms.Withdrawal,
        "The notification is withdrawn.",
        command=WithdrawNotification,
    ),
}


def steps_of(case: Case) -> list[str]:
    """The steps that make sense now, the one that comes next first.

    A case that was only referred has no report: awareness says what happened, too.
    """
    match case.notification:
        case NotAware() | Withdrawn():
            return ["aware-with-facts" if isinstance(case.report, NotReported) else "aware"]
        case Aware():
            return ["notified", "notified-otherwise", "declined", "aware"]
        case Declined():
            return ["notified", "notified-otherwise"]
        case Notified() as notified:
            return _of_a_notification(notified)


def _of_a_notification(notified: Notified) -> list[str]:
    found = ["told"] if open_obligations(notified) else []
    return [*found, "amended", *(["taken-back"] if notified.told else []), "withdrawn"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody to be chosen in a form: the value of the choice, and who it is."""

    value: str
    recipient: Recipient
    area: AuthorityCode | None
    on: date | None = None


def to_tell(notification: Notification) -> list[Choice]:
    """Each to whom something is still owed, once."""
    if not isinstance(notification, Notified):
        return []
    whom = {(one.recipient, one.area): None for one in open_obligations(notification)}
    return [Choice(_joined(recipient, area), recipient, area) for recipient, area in whom]


def told_before(notification: Notification) -> list[Choice]:
    """Each telling that stands."""
    if not isinstance(notification, Notified):
        return []
    return [
        Choice(
            f"{one.told_on.isoformat()} {_joined(one.recipient, one.area)}",
            one.recipient,
            one.area,
            one.told_on,
        )
        for one in notification.told
    ]


def _joined(recipient: Recipient, area: AuthorityCode | None) -> str:
    return f"{recipient.value} {area}" if area else recipient.value


def whom(fields: Mapping[str, str], step: str) -> dict[str, str]:
    """The fields with the choice of a form taken apart: recipient, area, and the day."""
    said = dict(fields)
    if step == "taken-back" and "told_on" in said:
        said["told_on"], _, said["recipient"] = said["told_on"].partition(" ")
    if "recipient" in said:
        said["recipient"], _, area = said["recipient"].partition(" ")
        said |= {"area": area} if area else {}
    return said
