"""What the national statistics count: one row a notified incident."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.reporting.financial_year import quarter_of, year_of
from shared.events.children import ChildFacts, IncidentFacts, age_band_of, nature_of
from shared.events.codes import AgeBand, Disability, Ethnicity, Sex
from shared.events.envelope import Recorded
from shared.events.incidents import (
    IncidentNotified,
    NotificationAmended,
    NotificationWithdrawn,
)
from shared.folds.changed import changed
from shared.folds.read_model import ReadModel, Rows


@dataclass(slots=True)
class FactsRow:
    """One notified incident; from `age_band` on, of its first-listed or harmed child.

    `year` ends on 31 March of it, `quarter` 1 is April to June. None means not known.
    `care_leavers_only`: every child is a care leaver of 18 or more, which the main figures
    leave out.
    """

    subject: str
    authority: str
    notified_on: date
    year: int
    quarter: int
    nature: str
    withdrawn: bool
    imported: bool
    care_leavers_only: bool
    children: int
    age_band: str
    sex: str
    ethnicity: str
    disabled: bool | None
    looked_after: bool | None
    placement: str | None
    child_in_need_plan: bool | None
    protection_plan: str | None
    known_to_agencies: bool | None


class NotificationFacts(ReadModel[FactsRow]):
    """One row a case that was notified. Page: /statistics.

    An amendment replaces all but the day of the notification; what was withdrawn stays, marked.
    """

    name, version, row = "notification_facts", 1, FactsRow
    indexes = ("year, authority", "authority, notified_on")
    follows = (IncidentNotified, NotificationAmended, NotificationWithdrawn)

    def evolve(self, rows: Rows[FactsRow], event: Recorded) -> Rows[FactsRow]:
        fact = event.event
        if isinstance(fact, IncidentNotified):
            return (_row(event.subject, fact, fact.notified_on, fact.imported, False),)
        if not rows:
            return rows
        (before,) = rows
        if isinstance(fact, NotificationAmended):
            notified_on, imported = before.notified_on, before.imported
            return (_row(event.subject, fact, notified_on, imported, before.withdrawn),)
        if isinstance(fact, NotificationWithdrawn):
            return (changed(before, withdrawn=True),)
        return rows


def _row(
    subject: str, facts: IncidentFacts, notified_on: date, imported: bool, withdrawn: bool
) -> FactsRow:
    children = facts.children
    first = children[0] if children else None
    return FactsRow(
        subject,
        facts.authority,
        notified_on,
        year_of(notified_on),
        quarter_of(notified_on),
        nature_of(children),
        withdrawn,
        imported,
        _care_leavers_only(children),
        len(children) + facts.further_children,
        *(_unknown if first is None else _of_child(first)),
    )


_Characteristics = tuple[
    str, str, str, bool | None, bool | None, str | None, bool | None, str | None, bool | None
]
_unknown: _Characteristics = (
    AgeBand.UNKNOWN,
    Sex.UNKNOWN,
    Ethnicity.NOT_YET_OBTAINED,
    None,
    None,
    None,
    None,
    None,
    None,
)


def _of_child(child: ChildFacts) -> _Characteristics:
    return (
        age_band_of(child),
        child.sex,
        child.ethnicity,
        Disability.NONE not in child.disabilities if child.disabilities else None,
        child.looked_after,
        child.placement,
        child.child_in_need_plan,
        child.protection_plan,
        child.known_to_agencies,
    )


def _care_leavers_only(children: Sequence[ChildFacts]) -> bool:
    """Whether all listed children are care leavers of 18 or more; kept apart (published)."""
    for child in children:
        if not child.care_leaver or child.age_years is None or child.age_years < 18:
            return False
    return bool(children)
