"""What is due for review before destruction, by the schedule; nothing is destroyed by it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.command.erase.here import Here
from services.reporting.domain.erasure import Keeping, erasing
from shared.decisions.clock import london_date
from shared.events.children import ChildFacts
from shared.events.erasures import HoldReason
from shared.events.event import Event, decode
from shared.events.incidents import (
    CaseReferred,
    IncidentNotified,
    IncidentReportCorrected,
    IncidentReported,
    NotificationAmended,
)
from shared.privacy.retention import DueForReview, KeptCase, Period, due, years_later

_events = """
select subject, name, version, body, written_at, source from ledger
where subject like 'case-%%' order by subject, leaf_index
"""
_telling = (
    IncidentReported,
    IncidentReportCorrected,
    IncidentNotified,
    NotificationAmended,
    CaseReferred,
)


@dataclass(frozen=True, slots=True)
class ToReview:
    """A case that is due, and what holds it."""

    due: DueForReview
    holds: frozenset[HoldReason]


async def to_review(here: Here, schedule: Sequence[Period], on: date) -> list[ToReview]:
    """Which cases are due by a day, or cannot be told; those that are erased are left out."""
    kept: dict[str, KeptCase] = {}
    standing: dict[str, Keeping] = {}
    async with (
        here.databases["reporting"].transaction(),
        here.databases["reporting"].cursor("kept_cases") as rows,
    ):
        await rows.execute(_events.encode())
        async for subject, name, version, body, written_at, source in rows:
            if name not in Event.known:
                continue
            event = decode(name, version, bytes(body))
            if source == "reporting":
                before = standing.get(subject, Keeping())
                standing[subject] = erasing.evolve(before, event)
            if not name.startswith(("Erasure", "LegalHold")):
                contact = london_date(written_at)
                kept[subject] = _told(kept.get(subject), subject, event, contact)
    found = due(kept.values(), schedule, on)
    return [
        ToReview(each, standing.get(each.case.case, Keeping()).holds)
        for each in found
        if not standing.get(each.case.case, Keeping()).everything
        and (each.due_on is None or each.due_on <= on)
    ]


def _told(known: KeptCase | None, subject: str, event: Event, on: date) -> KeptCase:
    case = known or KeptCase(subject, None, on, None)
    case = replace(case, last_contact_on=max(case.last_contact_on, on))
    if not isinstance(event, _telling):
        return case
    births = [born_by(child, event.incident_on or on) for child in event.children]
    return replace(case, authority=event.authority, born_by=max(births, default=case.born_by))


def born_by(child: ChildFacts, on: date) -> date:
    """The latest day on which a child can have been born, by its age on a day, without a seal.

    Nothing known: as if born on that day, so that nothing is told due too early.
    """
    if child.unborn:
        return on + timedelta(days=300)
    return years_later(on, -(child.age_years or 0))
