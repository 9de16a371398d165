"""Telling those who have to be told of an incident, besides the Panel."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.notifications.domain.case import (
    Aware,
    Case,
    Declined,
    NotAware,
    Notified,
    Withdrawn,
)
from shared.decisions.commands import Since, has_happened, repeats, today
from shared.decisions.decider import Command, Refused
from shared.decisions.recounting import moved, overtaken
from shared.events.codes import NotificationChannel
from shared.events.event import Event
from shared.events.obligations import RecipientTold, TellingWithdrawn
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import (
    AuthorityCode,
    Breach,
    Digest,
    Obligation,
    Recipient,
    Reference,
    breach_of,
)


class RecordTold(Command):
    """Record that a person told somebody who has to be told; `area` is whose partners."""

    recipient: Recipient
    area: AuthorityCode | None = None
    told_on: Day
    channel: NotificationChannel
    reference: Reference | None = None
    evidence: Digest | None = None
    evidence_note: Sealed | None = None


class WithdrawTelling(Command):
    """Take back that somebody was told on a day, and say why it was recorded wrongly."""

    recipient: Recipient
    area: AuthorityCode | None = None
    told_on: Day
    reason: Sealed


Telling = RecordTold | WithdrawTelling


def decide(command: Telling, case: Case) -> Sequence[Event]:
    """Say what telling somebody, or taking that back, makes happen.

    Raises:
        Refused: nobody has to be told, this recipient need not be, or was told already; or
            no such telling stands.
    """
    match case.notification:
        case Notified() as notified:
            if isinstance(command, WithdrawTelling):
                return _withdraw(command, notified)
            return _tell(command, notified)
        case NotAware() | Aware() | Declined() | Withdrawn():
            raise Refused(
                "No notification of this case stands, so nobody has to be told under one. "
                "Record the notification first."
            )


def _tell(command: RecordTold, notified: Notified) -> Sequence[Event]:
    if any(repeats(command, known) for known in notified.told):
        return []
    return [_told(command, notified, _owed(command, notified))]


def obligations_now(notified: Notified) -> tuple[Obligation, ...]:
    """Who has to be told by the facts that stand."""
    return (notified.amended or notified.notification).obligations


def open_obligations(notified: Notified) -> tuple[Obligation, ...]:
    """Those of them that nobody has met; the notification itself has told the Panel."""
    met = {(one.recipient, one.area, rule) for one in notified.told for rule in one.rules}
    return tuple(
        one
        for one in obligations_now(notified)
        if one.recipient is not Recipient.PANEL
        and (one.recipient, one.area, one.rule) not in met
    )


def _owed(command: RecordTold, notified: Notified) -> tuple[Obligation, ...]:
    """What is owed to a recipient and was not met before; those of an amendment come anew."""
    if command.recipient is Recipient.PANEL:
        raise Refused("The notification itself has told the Panel.", field="recipient")
    owed = [one for one in obligations_now(notified) if _is_for(command, one)]
    if not owed:
        raise Refused(
            "This notification obliges nobody to tell them. Check the recipient, and for the "
            "partners of another area say which area.",
            field="recipient",
        )
    open_ = tuple(one for one in open_obligations(notified) if _is_for(command, one))
    if not open_:
        before = [one for one in notified.told if (one.recipient, one.area) == _whom(command)]
        on = before[-1].told_on.isoformat()
        raise Refused(f"They were told on {on}, and nothing more is owed to them.")
    return open_


def _told(
    command: RecordTold, notified: Notified, owed: tuple[Obligation, ...]
) -> RecipientTold:
    aware_on = notified.notification.aware_on
    since = Since(aware_on, "The authority has been aware since") if aware_on else None
    has_happened(command, "told_on", command.told_on, since)
    return RecipientTold(
        recipient=command.recipient,
        area=command.area,
        rules=tuple(one.rule for one in owed),
        told_on=command.told_on,
        channel=command.channel,
        reference=command.reference,
        evidence=command.evidence,
        evidence_note=command.evidence_note,
        breach=_breach(owed, command.told_on),
    )


def _breach(owed: tuple[Obligation, ...], told_on: date) -> Breach | None:
    """Late under the earliest due date of a duty; where telling is expected only, none."""
    dues = [one.due for one in owed if one.due is not None and not one.expected_only]
    return breach_of(min(dues, key=lambda due: due.due_on, default=None), told_on)


def _withdraw(command: WithdrawTelling, notified: Notified) -> Sequence[Event]:
    for known in notified.told:
        if (known.recipient, known.area, known.told_on) == (*_whom(command), command.told_on):
            withdrawn = TellingWithdrawn(
                recipient=known.recipient,
                area=known.area,
                rules=known.rules,
                told_on=known.told_on,
                reason=command.reason,
                withdrawn_on=today(command),
            )
            return [withdrawn, *_counted_anew(command, _taken_back(notified, withdrawn))]
    if any(repeats(command, known) for known in notified.taken_back):
        return []
    raise Refused(
        "It is not recorded that they were told on that day, so there is nothing to take back. "
        "Check the recipient and the day, and for the partners of another area the area.",
        field="told_on",
    )


def _counted_anew(command: WithdrawTelling, notified: Notified) -> Sequence[Event]:
    """What is open again was over when another calendar was adopted, and is not any more."""
    return [
        event
        for one in open_obligations(notified)
        if (one.recipient, one.area) == _whom(command)
        for due in overtaken(command, one.due)
        for event in moved(command, due, of=one)
    ]


def _whom(command: Telling) -> tuple[Recipient, str | None]:
    return command.recipient, command.area


def _is_for(command: RecordTold, owed: Obligation) -> bool:
    return (owed.recipient, owed.area) == _whom(command)


def evolve(case: Case, event: Event) -> Case:
    """The case after somebody was told."""
    match event, case.notification:
        case RecipientTold(), Notified(told=told) as notified:
            return replace(case, notification=replace(notified, told=(*told, event)))
        case TellingWithdrawn(), Notified() as notified:
            return replace(case, notification=_taken_back(notified, event))
        case _:
            return case


def _taken_back(notified: Notified, event: TellingWithdrawn) -> Notified:
    gone = (event.recipient, event.area, event.told_on, event.rules)
    left = tuple(
        one
        for one in notified.told
        if (one.recipient, one.area, one.told_on, one.rules) != gone
    )
    return replace(notified, told=left, taken_back=(*notified.taken_back, event))
