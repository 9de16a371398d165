"""The clocks of a case, given events: what starts, stops and cancels them, and what is late."""

from services.reviews.read_models.clocks import ClockRow, Clocks
from shared.events.codes import PanelAnswer, WithdrawalReason
from shared.events.event import Event
from shared.events.incidents import NotificationWithdrawn
from shared.events.reviews import RapidReviewCancelled
from tests.support.cases import day
from tests.unit.reviews.folding import fold
from tests.unit.reviews.test_read_models import (
    answered,
    aware,
    commissioned,
    completed,
    notified,
    opened,
    reported,
    submitted,
)


def clocks(*events: Event) -> dict[tuple[str, str], ClockRow]:
    return {(row.clock, row.start): row for row in fold(Clocks(), *events)}


def test_a_report_only_presumes_and_awareness_takes_its_place() -> None:
    presumed = clocks(reported)["notification", "REPORTED"]
    assert (presumed.state, presumed.governs) == ("running", False)
    both = clocks(reported, aware)
    assert both["notification", "REPORTED"].state == "cancelled"
    assert both["notification", "REPORTED"].ended_why == "superseded"
    assert both["notification", "AWARE"].state == "running"


def test_a_notification_stops_its_clock_in_time_or_late() -> None:
    in_time = clocks(aware, notified)["notification", "AWARE"]
    assert (in_time.state, in_time.breached, in_time.days_late) == ("stopped", False, 0)
    late = notified.model_copy(update={"notified_on": day("2024-03-12")})
    row = clocks(aware, late)["notification", "AWARE"]
    assert (row.stopped_on, row.breached, row.days_late) == (day("2024-03-12"), True, 4)


def test_who_was_never_aware_is_not_late_by_a_presumption() -> None:
    late = notified.model_copy(update={"notified_on": day("2024-03-12")})
    row = clocks(reported, late)["notification", "REPORTED"]
    assert (row.state, row.breached, row.days_late) == ("stopped", False, 5)


def test_both_starts_of_a_rapid_review_run_until_the_report_is_with_the_panel() -> None:
    running = clocks(notified, opened, completed)
    assert {row.state for row in running.values()} == {"running"}
    stopped = clocks(notified, opened, completed, submitted)
    judged, shown = (
        stopped["rapid-review", "NOTIFIED"],
        stopped["rapid-review", "AWARE"],
    )
    # Submitted on 26 March: one day after 25 March, four days after 22 March.
    assert (judged.governs, judged.breached, judged.days_late) == (True, True, 1)
    assert (shown.governs, shown.breached, shown.days_late) == (False, False, 4)


def test_the_start_that_governs_is_the_one_that_is_judged_by() -> None:
    by_awareness = opened.model_copy(update={"governing": "AWARE"})
    rows = clocks(notified, by_awareness, completed, submitted)
    assert rows["rapid-review", "AWARE"].breached
    assert not rows["rapid-review", "NOTIFIED"].breached


def test_a_clock_says_which_days_were_not_counted_and_by_what() -> None:
    row = clocks(opened)["rapid-review", "NOTIFIED"]
    assert row.skipped == (
        *("2024-03-09", "2024-03-10", "2024-03-16", "2024-03-17"),
        *("2024-03-23", "2024-03-24"),
    )
    assert (row.rule, row.rule_set) == ("R7", "rapid-review 2018-06")
    assert "england-and-wales" in row.calendar


def test_the_panels_answer_is_watched_and_never_a_breach() -> None:
    watched = clocks(opened, submitted)["panel-answer", "RECEIVED"]
    assert watched.state == "watched"
    slow = answered(PanelAnswer.AGREES).model_copy(update={"responded_on": day("2024-04-25")})
    row = clocks(opened, submitted, slow)["panel-answer", "RECEIVED"]
    assert (row.state, row.breached, row.days_late) == ("stopped", False, 20)


def test_a_withdrawal_cancels_what_runs_and_leaves_what_has_stopped() -> None:
    withdrawn = NotificationWithdrawn(
        reason=WithdrawalReason.CRITERIA_NOT_MET, withdrawn_on=day("2024-03-08")
    )
    cancelled = RapidReviewCancelled(
        reason=WithdrawalReason.CRITERIA_NOT_MET, cancelled_on=day("2024-03-08")
    )
    rows = clocks(aware, notified, opened, withdrawn, cancelled)
    assert rows["notification", "AWARE"].state == "stopped"
    assert rows["rapid-review", "NOTIFIED"].state == "cancelled"
    assert rows["rapid-review", "NOTIFIED"].stopped_on == day("2024-03-08")
    again = clocks(aware, notified, opened, withdrawn, cancelled, opened)
    assert again["rapid-review", "NOTIFIED"].state == "running"


def test_a_commissioned_review_is_due_six_months_from_its_decision() -> None:
    row = clocks(opened, completed, commissioned)["publication", "DECIDED"]
    assert (row.due_on, row.state, row.skipped) == (day("2024-09-20"), "running", ())
