"""One example of each event as it is written today, with every field filled.

`python -m tests.contract.history_files` writes those that `history/` lacks.
"""

from datetime import UTC, date, datetime
from typing import Any

from shared.events.codes import (
    AcceptedAs,
    Criterion,
    Decision,
    NotificationChannel,
    PanelAnswer,
    ReferralConcern,
    SubmissionChannel,
    WithdrawalReason,
)
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
from shared.events.reports import (
    PanelReportRendered,
    PanelReportRequired,
    PanelReportSubmitted,
    PanelResponded,
)
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    CSPRCommissioned,
    ImmediateActionRecorded,
    PanelAnswerReceived,
    RapidReviewCancelled,
    RapidReviewCompleted,
    RapidReviewOpened,
    RapidReviewReconsidered,
    Reviewer,
)
from shared.events.sealed import person_key
from shared.events.values import (
    Obligation,
    Recipient,
    breach_of,
)
from tests.contract.action_examples import of_actions
from tests.contract.calendar_examples import of_calendars
from tests.contract.example_operations import (
    of_erasures,
    of_operations,
    of_operators,
    of_readers,
    of_the_ledger,
)
from tests.contract.example_parts import (
    both_due,
    due_answer,
    due_aware,
    due_notification,
    due_notified,
    due_publication,
    facts,
    message,
    obligations,
    presumed_due,
    sealed,
    sign_offs,
    subject,
    text,
    wiltshire,
)
from tests.contract.example_records import of_records
from tests.contract.learning_examples import of_learning
from tests.contract.obligation_examples import of_obligations
from tests.contract.publication_examples import of_practice_reviews, of_publication
from tests.contract.reminder_examples import of_reminders
from tests.contract.thematic_examples import of_thematic
from tests.contract.waiting_examples import of_waiting


def _of_incidents() -> tuple[Event, ...]:
    reported = datetime(2022, 9, 14, 9, 30, tzinfo=UTC)
    notified = datetime(2022, 9, 23, 10, 15, 30, 250_000, tzinfo=UTC)
    return (
        IncidentReported(
            **facts,
            message=message(1),
            reported_at=reported,
            reported_on=date(2022, 9, 14),
            reporter=text(20),
            presumed_due=presumed_due,
        ),
        IncidentReportCorrected(
            **facts,
            message=message(2),
            corrects=message(1),
            corrected_at=reported,
            corrected_on=date(2022, 9, 14),
            reason=text(21),
        ),
        IncidentReportWithdrawn(
            message=message(3),
            withdraws=message(1),
            withdrawn_at=reported,
            withdrawn_on=date(2022, 9, 14),
            reason=text(22),
        ),
        AwarenessRecorded(aware_on=date(2022, 9, 14), how=text(23), due=due_notification),
        IncidentNotified(
            **facts,
            notified_at=notified,
            notified_on=date(2022, 9, 23),
            aware_on=date(2022, 9, 14),
            national_ref="SIN-2022-000123",
            channel=NotificationChannel.NATIONAL_FORM,
            notifier=text(24),
            evidence="e" * 64,
            evidence_note=text(25),
            obligations=obligations,
            breach=breach_of(due_notification, date(2022, 9, 23)),
            imported=True,
        ),
        NotificationDeclined(rationale=text(26), declined_on=date(2022, 9, 15)),
        NotificationAmended(
            **facts, reason=text(27), amended_on=date(2022, 9, 26), obligations=obligations
        ),
        NotificationWithdrawn(
            reason=WithdrawalReason.CRITERIA_NOT_MET,
            note=text(28),
            withdrawn_on=date(2022, 9, 27),
        ),
        CaseReferred(
            **facts,
            concern=ReferralConcern.NEAR_MISS,
            reason=text(29),
            referrer=text(30),
            organisation="Wiltshire Council",
            message=message(4),
            referred_on=date(2022, 9, 14),
        ),
        ReferralAccepted(
            as_what=AcceptedAs.LOCAL_LEARNING_REVIEW,
            authority="E06000054",
            note=text(31),
            accepted_on=date(2022, 9, 20),
        ),
        ReferralDeclined(rationale=text(32), declined_on=date(2022, 9, 20)),
    )


def _of_reviews() -> tuple[Event, ...]:
    decided = date(2022, 10, 12)
    why: dict[str, Any] = {
        "criteria": frozenset({Criterion.WORKING_TOGETHER, Criterion.IMPROVEMENTS})
    }
    return (
        RapidReviewOpened(
            **both_due,
            authority=wiltshire,
            opened_on=date(2022, 9, 23),
            notified_on=date(2022, 9, 23),
            imported=True,
        ),
        RapidReviewCancelled(
            reason=WithdrawalReason.ENTERED_BY_MISTAKE,
            note=text(40),
            cancelled_on=date(2022, 9, 27),
        ),
        AgencySummaryRequested(
            agency="Wiltshire Police",
            asked_for=text(41),
            requested_on=date(2022, 9, 26),
            due_on=date(2022, 10, 7),
        ),
        AgencySummaryReceived(
            agency="Wiltshire Police",
            document="d" * 64,
            summary=text(42),
            received_on=date(2022, 10, 5),
        ),
        ImmediateActionRecorded(
            action=text(43), agency="Wiltshire Council", taken_on=date(2022, 9, 26)
        ),
        RapidReviewCompleted(
            **both_due,
            **why,
            decision=Decision.LCSPR,
            rationale=text(44),
            signed_off_by=sign_offs,
            completed_on=decided,
            breach=breach_of(due_aware, decided),
            imported=True,
        ),
        PanelAnswerReceived(
            answer=PanelAnswer.ASKS_TO_RECONSIDER,
            responded_on=date(2022, 10, 25),
            note=text(45),
            national_ref="RR-2022-0456",
            round=2,
        ),
        RapidReviewReconsidered(
            **why,
            decision=Decision.THEMATIC_OR_LOCAL_LEARNING,
            rationale=text(46),
            signed_off_by=sign_offs,
            reconsidered_on=date(2022, 11, 2),
            round=2,
        ),
        CSPRCommissioned(
            reviewers=(
                Reviewer(
                    name=sealed(person_key(subject, 20), 47), organisation="Example Reviews"
                ),
            ),
            decided_on=decided,
            commissioned_on=date(2022, 11, 9),
            due=due_publication,
            obligations=(Obligation(recipient=Recipient.SECRETARY_OF_STATE, rule="R13"),),
        ),
    )


def _of_reports() -> tuple[Event, ...]:
    sent = date(2022, 10, 17)
    return (
        PanelReportRequired(
            **both_due, decision=Decision.LCSPR, completed_on=date(2022, 10, 12), round=2
        ),
        PanelReportSubmitted(
            document_digest="c" * 64,
            channel=SubmissionChannel.SECURE_EMAIL,
            national_ref="RR-2022-0456",
            evidence_note=text(50),
            submitted_on=sent,
            round=2,
            breach=breach_of(due_notified, sent),
            answer_due=due_answer,
        ),
        PanelReportRendered(
            round=2,
            document_digest="c" * 64,
            ciphertext="d" * 64,
            size_bytes=61_718,
            rendered_on=sent,
        ),
        PanelResponded(
            answer=PanelAnswer.AGREES,
            responded_on=date(2022, 10, 25),
            note=text(51),
            national_ref="RR-2022-0456",
            round=2,
        ),
    )


_all = (
    *_of_incidents(),
    *_of_reviews(),
    *of_waiting(),
    *of_obligations(),
    *of_learning(),
    *of_practice_reviews(),
    *of_publication(),
    *of_actions(),
    *of_thematic(),
    *of_reminders(),
    *_of_reports(),
    *of_erasures(),
    *of_records(),
    *of_operations(),
    *of_operators(),
    *of_the_ledger(),
    *of_readers(),
    *of_calendars(),
)
EXAMPLES: dict[str, Event] = {type(event).__name__: event for event in _all}
