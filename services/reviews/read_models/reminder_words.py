"""What reminders say on a timeline, and who is reminded of what, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from services.reviews.read_models.publication_words import recipient_words
from services.reviews.read_models.wording import Happening, day
from shared.events.event import Event
from shared.events.reminders import (
    ReminderAbout,
    ReminderDecided,
    ReminderSent,
    ReminderStage,
    ReminderTo,
)

_what: Mapping[ReminderAbout, str] = {
    ReminderAbout.NOTIFICATION: "the decision whether to notify the Panel",
    ReminderAbout.RAPID_REVIEW: "the report of the rapid review to the Panel",
    ReminderAbout.PANEL_ANSWER: "the Panel's answer, a target and no duty",
    ReminderAbout.PUBLICATION: "the publication of the review",
    ReminderAbout.AGENCY_SUMMARY: "the summary that {item} was asked for",
    ReminderAbout.OBLIGATION: "telling {item}",
    ReminderAbout.ACTION: "action {item}",
}
_who: Mapping[ReminderTo, str] = {
    ReminderTo.AUTHORITY: "the authority",
    ReminderTo.GROUP: "the Practice Review Group",
}


def what_is_due(event: ReminderDecided) -> str:
    """The thing itself: `the report of the rapid review to the Panel`."""
    item = event.item or ""
    if event.about is ReminderAbout.OBLIGATION:
        recipient = item.split(" ")[1] if " " in item else item
        item = recipient_words.get(recipient, recipient)
    return _what[event.about].replace("{item}", item)


def who_is_reminded(event: ReminderDecided) -> str:
    """A part of the partnership, or the body that is named."""
    return event.organisation or _who.get(event.to, "somebody")


def _decided(event: ReminderDecided) -> Happening:
    when = "is due on" if event.stage is ReminderStage.AHEAD else "was due on"
    return Happening(
        event.decided_on,
        f"{_capital(who_is_reminded(event))} is to be reminded of {what_is_due(event)}:"
        f" it {when} {day(event.due_on)}.",
    )


def _sent(event: ReminderSent) -> Happening:
    count = event.addresses
    return Happening(
        event.handed_on,
        f"A reminder was handed to the mail server for {count}"
        f" address{'' if count == 1 else 'es'}.",
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


says_of_reminders: Mapping[type[Event], Callable[[Any], Happening]] = {
    ReminderDecided: _decided,
    ReminderSent: _sent,
}
