from services.reporting.read_models.panel_facts import PanelFacts
from services.reporting.read_models.submissions import SubmissionRow, Submissions
from services.reporting.stages import on_time, stage_of
from shared.events.codes import PanelAnswer, WithdrawalReason
from shared.events.event import Event
from shared.events.reviews import RapidReviewCancelled
from shared.events.values import breach_of
from tests.support.cases import WILTSHIRE, day
from tests.support.panel import (
    answered,
    completed,
    due_notified,
    opened,
    reconsidered,
    required,
    sent,
)
from tests.unit.reporting.world import fold

cancelled = RapidReviewCancelled(
    reason=WithdrawalReason.ENTERED_BY_MISTAKE, cancelled_on=day("2026-04-10")
)


def register(*events: Event) -> list[SubmissionRow]:
    return list(fold(Submissions(), *events))


def test_a_report_is_expected_from_the_opening_of_its_review() -> None:
    (row,) = register(opened())
    assert (row.authority, row.due_on, stage_of(row)) == (
        WILTSHIRE,
        day("2026-04-24"),
        "expected",
    )


def test_a_late_report_says_how_late() -> None:
    late = sent("2026-04-27", breach=breach_of(due_notified, day("2026-04-27")))
    (row,) = register(opened(), required(), late)
    assert (stage_of(row), on_time(row), row.days_late) == ("sent", False, 3)


def test_what_the_panel_asked_for_in_addition_keeps_the_first_day() -> None:
    late = sent("2026-04-27", breach=breach_of(due_notified, day("2026-04-27")))
    more = answered("2026-05-04", PanelAnswer.ASKS_FOR_MORE)
    again = sent("2026-05-05", document_digest="cd" * 32)
    (row,) = register(opened(), required(), late, more, again)
    assert (row.submitted_on, row.sent_again_on) == (day("2026-04-27"), day("2026-05-05"))
    assert (row.days_late, row.document_digest, stage_of(row)) == (3, "cd" * 32, "sent")


def test_each_reconsidered_decision_is_a_round_of_its_own() -> None:
    rows = register(
        opened(),
        required(),
        sent("2026-04-20"),
        answered("2026-04-28", PanelAnswer.ASKS_TO_RECONSIDER),
        required(round=2, due_notified=None),
    )
    assert [(row.round, row.authority, stage_of(row)) for row in rows] == [
        (1, WILTSHIRE, "answered"),
        (2, WILTSHIRE, "required"),
    ]
    assert rows[1].due_on is None and on_time(rows[1]) is None


def test_a_cancelled_review_owes_nothing_and_what_was_sent_stays() -> None:
    assert register(opened(), required(), cancelled) == []
    (row,) = register(opened(), required(), sent("2026-04-20"), cancelled)
    assert stage_of(row) == "sent"


def test_imported_history_owes_nothing() -> None:
    assert register(opened(imported=True)) == []


def test_a_cancelled_review_is_marked_for_the_panels_figures() -> None:
    (row,) = fold(PanelFacts(), opened(), completed(), cancelled)
    assert (row.cancelled, row.decision, row.year) == (True, "lcspr", 2027)


def test_the_latest_decision_counts_for_the_panel() -> None:
    (row,) = fold(PanelFacts(), opened(), completed(), reconsidered())
    assert row.decision == "no-further-review"
