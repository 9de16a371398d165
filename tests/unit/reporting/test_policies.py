"""What reporting does when reviews decides."""

from typing import Any

from services.reporting.domain import RequirePanelReport
from services.reporting.policies import policies
from shared.decisions.rules import due
from shared.events.codes import Decision
from shared.events.reviews import RapidReviewCompleted, RapidReviewReconsidered
from tests.support.cases import at, day, recorded, sealed

on = "2024-03-20"
notified = due("rapid-review", "NOTIFIED", day("2024-03-04"))


def completed(*, imported: bool = False) -> RapidReviewCompleted:
    return RapidReviewCompleted(
        decision=Decision.LCSPR,
        rationale=sealed("why"),
        completed_on=day(on),
        due_notified=notified,
        governing="AWARE",
        imported=imported,
    )


def asked_by(event: Any) -> Any:
    return policies[type(event)](recorded(event, on))


def test_a_completed_review_requires_a_report_by_its_own_dates() -> None:
    assert asked_by(completed()) == RequirePanelReport(
        asked_at=at(on),
        decision=Decision.LCSPR,
        completed_on=day(on),
        due_notified=notified,
        governing="AWARE",
    )


def test_imported_history_requires_none() -> None:
    assert asked_by(completed(imported=True)) is None


def test_a_reconsidered_review_requires_another_one_without_a_clock() -> None:
    event = RapidReviewReconsidered(
        decision=Decision.LCSPR, rationale=sealed("why"), reconsidered_on=day(on), round=2
    )
    assert asked_by(event) == RequirePanelReport(
        asked_at=at(on), decision=Decision.LCSPR, completed_on=day(on), round=2
    )
