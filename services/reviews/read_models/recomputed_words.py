"""What it says on a timeline that a day was counted anew: both days, and by which calendars."""

from collections.abc import Callable, Mapping
from typing import Any

from services.reviews.read_models.publication_words import recipient_words
from services.reviews.read_models.wording import Happening, day
from shared.events.event import Event
from shared.events.publication import Term
from shared.events.recomputed import DueDateRecomputed, TermRecomputed
from shared.events.thematic import ThematicTermRecomputed
from shared.events.values import Due


def _due(event: DueDateRecomputed) -> Happening:
    what = _clocks[event.was.clock]
    if event.recipient is not None:
        what = f"Telling {recipient_words[event.recipient]} ({event.was.rule})"
    start = " as counted from awareness" if event.was.start == "AWARE" else ""
    moved = f"{what}{start} is due on {day(event.now.due_on)}, not on {day(event.was.due_on)}."
    return Happening(event.recomputed_on, moved + _why(event.was, event.now))


def term_anew(event: TermRecomputed | ThematicTermRecomputed) -> Happening:
    """Of a case, or of a thematic review."""
    moved = (
        f"The review can be published from {day(event.now.ends_on)} on, not from "
        f"{day(event.was.ends_on)}."
    )
    return Happening(event.recomputed_on, moved + _why(event.was, event.now))


def _why(was: Due | Term, now: Due | Term) -> str:
    return (
        f" It was counted anew, since another calendar was adopted: {now.calendar}, in place "
        f"of {was.calendar}."
    )


_clocks = {
    "notification": "The notification",
    "rapid-review": "The report of the rapid review",
    "publication": "Publication",
    "panel-answer": "The Panel's answer",
}
says_of_recomputed: Mapping[type[Event], Callable[[Any], Happening]] = {
    DueDateRecomputed: _due,
    TermRecomputed: term_anew,
}
