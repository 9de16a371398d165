"""Reminders of a case: each decided once for a thing, its due day, stage and authority.

That a partnership is reminded is our own; no guidance asks for it, and nothing follows from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.decisions.commands import today
from shared.decisions.decider import Command, Decider
from shared.events.event import Event
from shared.events.reminders import (
    MessageId,
    ReminderAbout,
    ReminderDecided,
    ReminderItem,
    ReminderSent,
    ReminderStage,
    ReminderTo,
)
from shared.events.times import Day
from shared.events.values import AuthorityCode, Organisation, Reference


class Remind(Command):
    """What is due, and who should know; ahead or overdue by the day on which it is asked."""

    about: ReminderAbout
    item: ReminderItem | None = None
    rule: str | None = None
    due_on: Day
    authority: AuthorityCode
    to: ReminderTo
    organisation: Organisation | None = None


class NoteSent(Command):
    """A mail server took the mail of a reminder."""

    reminder: Reference
    message_id: MessageId
    addresses: int


Once = tuple[ReminderAbout, str | None, date, ReminderStage, str]
"""What, which of them, by when, ahead or overdue, and in a case of which authority."""


@dataclass(frozen=True, slots=True)
class Reminders:
    """What was decided on in a case, and the ids of the reminders that were handed over."""

    decided: frozenset[Once] = frozenset()
    sent: frozenset[str] = frozenset()


def decide(command: Remind | NoteSent, before: Reminders) -> Sequence[Event]:
    """Say what `command` makes happen; nothing, if it has happened already."""
    day = today(command)
    match command:
        case NoteSent(reminder=reminder):
            if reminder in before.sent:
                return []
            return [
                ReminderSent(
                    reminder=reminder,
                    message_id=command.message_id,
                    addresses=command.addresses,
                    handed_on=day,
                )
            ]
        case Remind():
            stage = ReminderStage.OVERDUE if command.due_on < day else ReminderStage.AHEAD
            once = (command.about, command.item, command.due_on, stage, command.authority)
            if once in before.decided:
                return []
            said = {name: getattr(command, name) for name in _as_asked}
            return [ReminderDecided(**said, stage=stage, decided_on=day)]


_as_asked = ("about", "item", "rule", "due_on", "authority", "to", "organisation")


def evolve(before: Reminders, event: Event) -> Reminders:
    """What is known of reminders after `event`."""
    match event:
        case ReminderDecided():
            once = (event.about, event.item, event.due_on, event.stage, event.authority)
            return replace(before, decided=before.decided | {once})
        case ReminderSent(reminder=reminder):
            return replace(before, sent=before.sent | {reminder})
        case _:
            return before


decider: Decider[Remind | NoteSent, Reminders] = Decider(Reminders(), decide, evolve)
