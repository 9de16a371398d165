"""Obligations as they are shown, with words and how late they stand on a day."""

from dataclasses import dataclass
from datetime import date

from services.reviews.obligations import OverdueRow
from services.reviews.read_models import ObligationRow
from services.reviews.read_models.publication_words import recipient_words
from shared.events.authorities import NotAnAuthority, authority


@dataclass(frozen=True, slots=True)
class ObligationShown:
    """Somebody who has to be told: by when, and when and how that was met.

    `state`: open, met, passed-on (the Panel tells them, R5) or dropped. `how`: notification,
    amendment, told, copy (R15) or panel. `evidence` is the SHA-256 of what was sent, `event_id`
    the event that met it. `was_due_on`: the day before it was last counted anew.
    """

    rule: str
    recipient: str
    recipient_words: str
    area: str | None
    area_name: str | None
    state: str
    expected_only: bool
    due_on: date | None
    counted_from: date | None
    met_on: date | None
    how: str | None
    channel: str | None
    reference: str | None
    evidence: str | None
    event_id: str | None
    breached: bool
    days_late: int
    overdue: bool
    was_due_on: date | None


@dataclass(frozen=True, slots=True)
class ObligationsOfCase:
    """Who has to be told in a case; `overdue` counts the open ones that are late."""

    overdue: int
    obligations: list[ObligationShown]


@dataclass(frozen=True, slots=True)
class OverdueShown:
    """What one authority has not told one recipient in time; a hundred cases are named."""

    authority: str | None
    authority_name: str | None
    recipient: str
    recipient_words: str
    overdue: int
    earliest_due_on: date
    days_late: int
    cases: list[str]


@dataclass(frozen=True, slots=True)
class OverdueObligations:
    """What is overdue on a day, by authority and recipient, the longest first."""

    on: date
    overdue: list[OverdueShown]


def shown_obligations(rows: list[ObligationRow], today: date) -> ObligationsOfCase:
    """The obligations of a case as they stand on a day."""
    shown = [_shown(row, today) for row in rows]
    return ObligationsOfCase(sum(one.overdue for one in shown), shown)


def shown_overdue(rows: list[OverdueRow], today: date) -> OverdueObligations:
    """What is overdue on a day."""
    return OverdueObligations(
        today,
        [
            OverdueShown(
                authority=row.authority,
                authority_name=_name(row.authority),
                recipient=row.recipient,
                recipient_words=recipient_words[row.recipient],
                overdue=row.overdue,
                earliest_due_on=row.earliest_due_on,
                days_late=(today - row.earliest_due_on).days,
                cases=row.cases,
            )
            for row in rows
        ],
    )


def _shown(row: ObligationRow, today: date) -> ObligationShown:
    open_since = row.due_on if row.state == "open" else None
    late = max(0, (today - open_since).days) if open_since else 0
    return ObligationShown(
        rule=row.rule,
        recipient=row.recipient,
        recipient_words=recipient_words[row.recipient],
        area=row.area or None,
        area_name=_name(row.area or None),
        state=row.state,
        expected_only=row.expected_only,
        due_on=row.due_on,
        counted_from=row.counted_from,
        met_on=row.met_on,
        how=row.how,
        channel=row.channel,
        reference=row.reference,
        evidence=row.evidence,
        event_id=row.event_id,
        breached=row.breached,
        days_late=late or row.days_late,
        overdue=late > 0 and not row.expected_only,
        was_due_on=row.was_due_on,
    )


def _name(code: str | None) -> str | None:
    try:
        return authority(code).name if code else None
    except NotAnAuthority:
        return code
