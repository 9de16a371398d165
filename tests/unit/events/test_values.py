"""Breaches, and the due date that governs."""

from datetime import date

from shared.events.reviews import PanelReportDue
from shared.events.values import Breach, Due, breach_of

notified = Due(
    clock="rapid-review",
    rule="R7",
    start="NOTIFIED",
    counted_from=date(2026, 4, 1),
    due_on=date(2026, 4, 24),
    rule_set="2018-06-29",
    calendar="england-and-wales-2026",
)
aware = notified.model_copy(update={"start": "AWARE", "due_on": date(2026, 4, 20)})


def test_what_is_done_on_its_last_day_is_no_breach() -> None:
    assert breach_of(notified, date(2026, 4, 24)) is None
    assert breach_of(None, date(2026, 4, 24)) is None


def test_a_breach_counts_calendar_days() -> None:
    assert breach_of(notified, date(2026, 4, 27)) == Breach(
        clock="rapid-review",
        due_on=date(2026, 4, 24),
        done_on=date(2026, 4, 27),
        days_late=3,
    )


def test_the_governing_start_decides_and_the_other_stands_in() -> None:
    both = PanelReportDue(due_notified=notified, due_aware=aware)
    assert both.due == notified
    assert both.model_copy(update={"governing": "AWARE"}).due == aware
    assert PanelReportDue(due_aware=aware).due == aware
    assert PanelReportDue(due_notified=notified, governing="AWARE").due == notified
    assert PanelReportDue().due is None
