"""One obligation to tell somebody, as a row: what it is called, met and late."""

from dataclasses import dataclass, replace
from datetime import date

from shared.events.values import Obligation

Name = tuple[str, str, str]
"""A rule, a recipient and an area."""


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """One recipient who has to be told, under one rule; `area` is empty but for another area.

    `state` is open, met, passed-on (the Panel tells them, R5) or dropped (the notification was
    withdrawn, or its facts amended). `how` says what met it: notification, amendment, told by
    a person, copy (what is published, R15) or panel. `expected_only`: no duty is known, so it
    is never overdue (R3), or only a target until something is published (R15).
    `days_late` are calendar days. `was_due_on`: the day before it was last counted anew.
    `wanted`: what is met is still asked for, and so open again if that is taken back.
    """

    subject: str
    rule: str
    recipient: str
    area: str
    state: str
    expected_only: bool = False
    due_on: date | None = None
    counted_from: date | None = None
    met_on: date | None = None
    how: str | None = None
    channel: str | None = None
    reference: str | None = None
    evidence: str | None = None
    event_id: str | None = None
    breached: bool = False
    days_late: int = 0
    was_due_on: date | None = None
    wanted: bool = True


def key_of(row: ObligationRow) -> Name:
    return row.rule, row.recipient, row.area


def name_of(rule: str, recipient: str, area: str | None = None) -> Name:
    return rule, str(recipient), area or ""


def owed_row(subject: str, owed: Obligation) -> ObligationRow:
    """What is owed, and open."""
    return ObligationRow(
        subject,
        *name_of(owed.rule, owed.recipient, owed.area),
        state="open",
        expected_only=owed.expected_only,
        due_on=owed.due.due_on if owed.due else None,
        counted_from=owed.due.counted_from if owed.due else None,
    )


def met_on(row: ObligationRow, on: date) -> ObligationRow:
    """Late is breached only where telling is a duty."""
    days_late = max(0, (on - row.due_on).days) if row.due_on else 0
    return replace(
        row,
        state="met",
        met_on=on,
        days_late=days_late,
        breached=days_late > 0 and not row.expected_only,
    )


def reopened(row: ObligationRow) -> ObligationRow:
    """What met it was taken back: it is open as it was, if it is still asked for."""
    return replace(
        row,
        state="open" if row.wanted else "dropped",
        met_on=None,
        how=None,
        channel=None,
        reference=None,
        evidence=None,
        event_id=None,
        breached=False,
        days_late=0,
    )
