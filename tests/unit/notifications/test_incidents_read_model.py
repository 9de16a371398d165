"""The fold behind /incidents: what became of a case, from its events alone."""

from datetime import UTC, date, datetime

from services.notifications.read_models import IncidentRow, Incidents
from shared.decisions.rules import due
from shared.events.children import ChildFacts
from shared.events.codes import (
    AbuseOrNeglect,
    AcceptedAs,
    Outcome,
    ReferralConcern,
    WithdrawalReason,
)
from shared.events.envelope import Envelope, Recorded
from shared.events.event import Event
from shared.events.incidents import (
    AwarenessRecorded,
    CaseReferred,
    IncidentNotified,
    IncidentReportCorrected,
    IncidentReported,
    IncidentReportWithdrawn,
    NotificationDeclined,
    NotificationWithdrawn,
    ReferralAccepted,
)
from shared.events.sealed import Sealed
from shared.events.values import MessageRef

case = "case-0198a000-0000-7000-8000-000000000001"
at = datetime(2026, 1, 5, 12, tzinfo=UTC)
day = date(2026, 1, 5)
sealed = Sealed(key=f"{case}/narrative", seal="0" * 32, box="A" * 40)
message = MessageRef(partner="police", source="/records", id="1", channel="kafka")
child = ChildFacts(
    number=1, outcome=Outcome.SERIOUS_HARM, abuse_or_neglect=AbuseOrNeglect.SUSPECTED
)
reported = IncidentReported(
    authority="E06000054",
    children=(child,),
    message=message,
    reported_at=at,
    reported_on=day,
    presumed_due=due("notification", "REPORTED", day),
)
aware = AwarenessRecorded(aware_on=day, due=due("notification", "AWARE", day))
notified = IncidentNotified(
    authority="E06000054", children=(child,), notified_at=at, notified_on=day, aware_on=day
)


def folded(*events: Event) -> IncidentRow:
    rows: tuple[IncidentRow, ...] = ()
    for position, event in enumerate(events, 1):
        envelope = Envelope(
            id=str(position),
            source="notifications",
            subject=case,
            position=position,
            name=type(event).__name__,
            version=1,
            time=at,
            actor="tester",
            correlation_id="flow",
            causation_id=None,
            traceparent=None,
            body=b"",
        )
        rows = Incidents().evolve(rows, Recorded(envelope, event))
    (row,) = rows
    return row


def test_a_report_names_its_message_and_when_a_notification_would_be_due() -> None:
    row = folded(reported)
    assert (row.stage, row.partner, row.message_id) == ("reported", "police", "1")
    # Monday 5 January 2026: the 6th is day 1, Monday the 12th is day 5.
    assert (row.due_on, row.nature, row.children) == (date(2026, 1, 12), "Serious harm", 1)


def test_a_correction_puts_facts_in_place_and_keeps_the_stage() -> None:
    corrected = IncidentReportCorrected(
        authority="E06000054",
        further_children=2,
        message=message,
        corrects=message,
        corrected_at=at,
        corrected_on=day,
    )
    row = folded(reported, aware, corrected)
    assert (row.stage, row.children, row.nature) == ("aware", 2, "Other")


def test_a_withdrawn_report_changes_nothing_of_what_the_authority_did() -> None:
    withdrawn = IncidentReportWithdrawn(
        message=message, withdraws=message, withdrawn_at=at, withdrawn_on=day
    )
    assert folded(reported, withdrawn).stage == "report-withdrawn"
    assert folded(reported, withdrawn).due_on is None
    assert folded(reported, aware, notified, withdrawn).stage == "notified"


def test_a_notification_stops_the_clock_and_can_be_withdrawn() -> None:
    row = folded(reported, aware, notified)
    assert (row.stage, row.notified_on, row.due_on) == ("notified", day, None)
    gone = NotificationWithdrawn(reason=WithdrawalReason.ENTERED_BY_MISTAKE, withdrawn_on=day)
    assert folded(reported, aware, notified, gone).stage == "notification-withdrawn"


def test_what_is_not_notified_can_be_referred() -> None:
    declined = NotificationDeclined(rationale=sealed, declined_on=day)
    referred = CaseReferred(
        authority="E06000054",
        concern=ReferralConcern.NEAR_MISS,
        reason=sealed,
        referred_on=day,
    )
    accepted = ReferralAccepted(
        as_what=AcceptedAs.LOCAL_LEARNING_REVIEW, authority="E06000054", accepted_on=day
    )
    assert folded(reported, aware, declined).stage == "declined"
    assert folded(referred).stage == "referred"
    row = folded(reported, aware, declined, referred, accepted)
    assert (row.stage, row.accepted_as) == ("referral-accepted", "local-learning-review")
