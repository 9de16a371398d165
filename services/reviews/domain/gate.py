"""The gate before a publication: who has to have had it for how long, and what holds it (R15).

Before is counted from the last copy that anybody was sent: a newer one begins it anew.
"""

from collections.abc import Mapping
from datetime import date

from services.reviews.domain.course import copies, holds, sees_it_first
from services.reviews.domain.review import Concluded
from shared.decisions.calendar import Calendar
from shared.decisions.decider import Refused
from shared.decisions.rule_sets import relaxed_on
from shared.decisions.rules import copies_by, rule_set_for, term
from shared.events.practice_codes import HeldBy, PublishedAs
from shared.events.publication import SeenFirst, SentCopy, Term, TooEarly
from shared.events.values import Recipient


def opens_on(sent: Mapping[Recipient, date], calendar: Calendar) -> Term | None:
    """The term that begins once everybody who sees it first has a copy; else none."""
    days = [sent.get(recipient) for recipient in sees_it_first]
    last = [day for day in days if day is not None]
    if len(last) < len(days):
        return None
    return term("pre-publication", "SENT", max(last), calendar=calendar)


def check_gate(review: Concluded, as_what: PublishedAs, on: date, calendar: Calendar) -> None:
    """Let a publication through on a day.

    Raises:
        Refused: not yet; with the reason, and the earliest day as far as it is known.
    """
    for held_by, held in holds(review).items():
        raise Refused(
            f"{_words[held_by]} held this publication since {held.held_on.isoformat()}. "
            "Record first that this is over; until then nothing is published."
        )
    check_seen_first(copies(review, as_what), _words[as_what], on, calendar)


def check_seen_first(
    sent: Mapping[Recipient, date], what: str, on: date, calendar: Calendar
) -> None:
    """Let through what went to whom on which day; `what` it is called in the words.

    Raises:
        Refused: somebody who sees it first has no copy, or has not had it for long enough.
    """
    opens = opens_on(sent, calendar)
    if opens is None:
        missing = _and([_words[each] for each in sees_it_first if each not in sent])
        earliest = term("pre-publication", "SENT", on, calendar=calendar).ends_on
        raise Refused(
            f"No copy of {what} has gone to {missing} yet. They see it at least "
            "seven working days before it is published: if it goes to them today, that is on "
            f"{earliest.isoformat()} at the earliest."
        )
    if on < opens.ends_on:
        raise Refused(
            "The last copy before publication counts from "
            f"{opens.counted_from.isoformat()}, and seven working days have not passed since. "
            f"It can be published on {opens.ends_on.isoformat()} at the earliest."
        )


def too_early(
    review: Concluded, as_what: PublishedAs, on: date, calendar: Calendar
) -> TooEarly | None:
    """What a publication on a day broke of the gate, if anything; a hold is never relaxed."""
    held = tuple(by for by, hold in holds(review).items() if hold.held_on <= on)
    return before_its_time(copies(review, as_what), on, calendar, held)


def before_its_time(
    sent: Mapping[Recipient, date],
    on: date,
    calendar: Calendar,
    held: tuple[HeldBy, ...] = (),
) -> TooEarly | None:
    """What a publication on a day broke, by what went to whom and what held it."""
    by_then = {who: day for who, day in sent.items() if day <= on}
    relaxed = None if held else relaxed_on("pre-publication", on)
    opens = opens_on(by_then, calendar)
    if opens is None:
        missing = tuple(each for each in sees_it_first if each not in by_then)
        return TooEarly(not_sent_to=missing, held_by=held, relaxed_by=relaxed)
    if held or on < opens.ends_on:
        return TooEarly(earliest_on=opens.ends_on, held_by=held, relaxed_by=relaxed)
    return None


def seen_first(
    review: Concluded, as_what: PublishedAs, on: date, calendar: Calendar
) -> SeenFirst | None:
    """By when those who see it first had to have it, and had; None: it cannot be counted."""
    sent = copies(review, as_what)
    try:
        by = copies_by(on, calendar=calendar)
    except Refused:
        return None
    return SeenFirst(
        by=by,
        rule_set=rule_set_for("pre-publication", on).name,
        calendar=calendar.version,
        copies=tuple(
            SentCopy(recipient=each, sent_on=sent[each])
            for each in sees_it_first
            if each in sent and sent[each] <= on
        ),
        relaxed_by=relaxed_on("pre-publication", on),
    )


def _and(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if words[1:] else words[0]


_words: dict[str, str] = {
    HeldBy.CRIMINAL_PROCEEDINGS: "Criminal proceedings have",
    HeldBy.INQUEST: "An inquest has",
    PublishedAs.FULL: "the report",
    PublishedAs.IMPROVEMENTS: "the improvements",
    Recipient.PANEL: "the Panel",
    Recipient.SECRETARY_OF_STATE: "the Secretary of State",
    Recipient.OFSTED: "Ofsted",
}
