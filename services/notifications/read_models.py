"""What is shown of cases: one row a case, and how it came to be so."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import shared.events.catalogue  # noqa: F401 - makes every event known
from shared.events.children import IncidentFacts, nature_of
from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.events.incidents import (
    AwarenessRecorded,
    CaseReferred,
    IncidentNotified,
    IncidentReportCorrected,
    IncidentReported,
    IncidentReportWithdrawn,
    NotificationAmended,
    NotificationDeclined,
    NotificationWithdrawn,
    ReferralAccepted,
    ReferralDeclined,
)
from shared.events.recomputed import DueDateRecomputed
from shared.folds.read_model import ReadModel, Rows


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One case: whose it is, who told of it, and how far it has come.

    `stage` is the furthest of: reported, report-withdrawn, referred, referral-accepted,
    referral-declined, aware, declined, notified, notification-withdrawn.
    """

    subject: str
    authority: str
    stage: str
    nature: str
    children: int
    imported: bool
    partner: str | None = None
    message_source: str | None = None
    message_id: str | None = None
    incident_on: date | None = None
    reported_at: datetime | None = None
    corrected_at: datetime | None = None
    report_withdrawn_on: date | None = None
    aware_on: date | None = None
    due_on: date | None = None
    declined_on: date | None = None
    notified_at: datetime | None = None
    notified_on: date | None = None
    national_ref: str | None = None
    amended_on: date | None = None
    notification_withdrawn_on: date | None = None
    referred_on: date | None = None
    referral_answered_on: date | None = None
    accepted_as: str | None = None


class Incidents(ReadModel[IncidentRow]):
    """One row a case. Endpoints: /incidents, /cases/{id}, /referrals; who may see a case."""

    name, version, row = "incidents", 3, IncidentRow
    indexes = ("authority, subject", "partner, subject")
    follows = (
        IncidentReported,
        IncidentReportCorrected,
        IncidentReportWithdrawn,
        AwarenessRecorded,
        NotificationDeclined,
        IncidentNotified,
        NotificationAmended,
        NotificationWithdrawn,
        CaseReferred,
        ReferralAccepted,
        ReferralDeclined,
        DueDateRecomputed,
    )

    def evolve(self, rows: Rows[IncidentRow], event: Recorded) -> Rows[IncidentRow]:
        """A case begins with facts: a report, an imported notification or a referral."""
        happened = event.event
        row = rows[0] if rows else None
        if isinstance(happened, _telling):
            row = _with_facts(row, event.subject, happened)
        if row is None:
            return rows
        return (_answered(_notified(_reported(row, happened), happened), happened),)


_telling = (
    IncidentReported,
    IncidentReportCorrected,
    IncidentNotified,
    NotificationAmended,
    CaseReferred,
)


def _with_facts(row: IncidentRow | None, subject: str, facts: IncidentFacts) -> IncidentRow:
    children = len(facts.children) + facts.further_children
    nature = nature_of(facts.children)
    if row is None:
        row = IncidentRow(subject, facts.authority, "reported", nature, children, False)
    return replace(
        row,
        authority=facts.authority,
        nature=str(nature),
        children=children,
        incident_on=facts.incident_on,
    )


def _reported(row: IncidentRow, event: Event) -> IncidentRow:
    match event:
        case IncidentReported(message=message, presumed_due=due):
            return replace(
                row,
                stage="reported",
                partner=message.partner if message else None,
                message_source=message.source if message else None,
                message_id=message.id if message else None,
                reported_at=event.reported_at,
                due_on=due.due_on if due else None,
            )
        case IncidentReportCorrected():
            return replace(row, corrected_at=event.corrected_at)
        case IncidentReportWithdrawn(withdrawn_on=day):
            stage = "report-withdrawn" if row.stage == "reported" else row.stage
            due_on = None if row.stage == "reported" else row.due_on
            return replace(row, stage=stage, report_withdrawn_on=day, due_on=due_on)
        case _:
            return row


def _notified(row: IncidentRow, event: Event) -> IncidentRow:
    match event:
        case AwarenessRecorded(aware_on=aware_on, due=due):
            return replace(
                row, stage="aware", aware_on=aware_on, due_on=due.due_on if due else None
            )
        case DueDateRecomputed(recipient=None, now=due) if row.due_on is not None:
            counts = due.clock == "notification"
            return replace(row, due_on=due.due_on) if counts else row
        case NotificationDeclined(declined_on=day):
            return replace(row, stage="declined", declined_on=day, due_on=None)
        case IncidentNotified():
            return replace(
                row,
                stage="notified",
                aware_on=event.aware_on,
                due_on=None,
                notified_at=event.notified_at,
                notified_on=event.notified_on,
                national_ref=event.national_ref,
                imported=event.imported,
                notification_withdrawn_on=None,
            )
        case NotificationAmended(amended_on=day):
            return replace(row, amended_on=day)
        case NotificationWithdrawn(withdrawn_on=day):
            return replace(row, stage="notification-withdrawn", notification_withdrawn_on=day)
        case _:
            return row


def _answered(row: IncidentRow, event: Event) -> IncidentRow:
    match event:
        case CaseReferred(referred_on=day):
            return replace(
                row,
                stage="referred",
                referred_on=day,
                referral_answered_on=None,
                accepted_as=None,
            )
        case ReferralAccepted(accepted_on=day, as_what=as_what):
            return replace(
                row,
                stage="referral-accepted",
                referral_answered_on=day,
                accepted_as=str(as_what),
            )
        case ReferralDeclined(declined_on=day):
            return replace(row, stage="referral-declined", referral_answered_on=day)
        case _:
            return row


read_models = (Incidents(),)
