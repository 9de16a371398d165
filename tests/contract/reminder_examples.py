"""Examples of the events of reminders."""

from datetime import date

from shared.events.event import Event
from shared.events.reminders import (
    ReminderAbout,
    ReminderDecided,
    ReminderSent,
    ReminderStage,
    ReminderTo,
)

_decided = "01833fd2-7c00-7000-8000-0000000000aa"


def of_reminders() -> tuple[Event, ...]:
    """One of each, of one reminder."""
    return (
        ReminderDecided(
            about=ReminderAbout.ACTION,
            item="1",
            rule="R19",
            due_on=date(2023, 9, 30),
            stage=ReminderStage.AHEAD,
            authority="E06000054",
            to=ReminderTo.ORGANISATION,
            organisation="Wiltshire Police",
            decided_on=date(2023, 9, 25),
        ),
        ReminderSent(
            reminder=_decided,
            message_id=f"<{_decided}@partnership.example>",
            addresses=2,
            handed_on=date(2023, 9, 25),
        ),
    )
