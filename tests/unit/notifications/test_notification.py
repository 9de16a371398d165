"""The notification: in time or late, corrected, withdrawn, imported."""

from typing import Any

import pytest

from services.notifications.domain import decider
from shared.events.children import IncidentFacts
from shared.events.codes import AbuseOrNeglect, NotificationChannel, Outcome, WithdrawalReason
from shared.events.incidents import (
    AwarenessRecorded,
    IncidentNotified,
    NotificationAmended,
    NotificationWithdrawn,
)
from shared.events.values import Breach
from tests.support.cases import CUMBRIA, WILTSHIRE, at, child, day, sealed
from tests.support.given import given
from tests.unit.notifications.history import (
    after,
    amend,
    aware,
    decline,
    due_on,
    imported,
    notify,
    report,
    wed,
    withdraw,
)


def test_a_notification_in_time_is_recorded_without_breach() -> None:
    found = after(report, aware()).when(notify(due_on)).then_one(IncidentNotified)
    assert (found.notified_on, found.aware_on, found.breach) == (day(due_on), day(wed), None)
    assert (found.national_ref, found.imported) == ("CSI-1", False)


def test_a_late_notification_is_recorded_with_its_breach_and_never_refused() -> None:
    found = after(report, aware()).when(notify("2022-09-26")).then_one(IncidentNotified)
    assert found.breach == Breach(
        clock="notification", due_on=day(due_on), done_on=day("2022-09-26"), days_late=4
    )


def test_the_end_of_the_day_it_is_due_is_that_in_london() -> None:
    # 22 Sep 2022, 23:30 UTC is 23 Sep, 00:30 in London: too late by a day.
    late = notify("2022-09-23").model_copy(
        update={"notified_at": at(due_on, 23).replace(minute=30)}
    )
    found = after(report, aware()).when(late).then_one(IncidentNotified)
    assert found.notified_on == day("2022-09-23")
    assert found.breach is not None and found.breach.days_late == 1


def test_the_same_notification_again_is_nothing() -> None:
    after(report, aware(), notify()).when(notify()).then_nothing()


def test_another_notification_of_the_same_incident_is_refused() -> None:
    other = notify("2022-09-21")
    after(report, aware(), notify()).when(other).then_refused("notified on 2022-09-20")


@pytest.mark.parametrize("begun", [(), (report,), (report, aware(), notify(), withdraw)])
def test_a_notification_needs_a_day_of_awareness(begun: tuple[Any, ...]) -> None:
    after(*begun).when(notify()).then_refused("Record first since when")


def test_a_notification_in_the_future_is_refused_to_the_minute() -> None:
    ahead = notify().model_copy(update={"notified_at": at("2022-09-20", 14)})
    after(report, aware()).when(ahead).then_refused("lies in the future")


def test_a_notification_before_awareness_or_before_the_incident_is_refused() -> None:
    after(report, aware()).when(notify("2022-09-13")).then_refused("after that of the notif")
    early = notify().model_copy(
        update={"incident_on": day("2022-09-21"), "asked_at": at("2023-01-05")}
    )
    after(report, aware()).when(early).then_refused("after that of the notification")


def test_a_notification_of_the_year_one_is_refused_in_words() -> None:
    ancient = notify().model_copy(update={"notified_at": at("0001-01-01", 0)})
    after(report, aware()).when(ancient).then_refused("too far in the past")
    mistyped = notify(incident_on=day("0222-09-14"))
    after(report, aware()).when(mistyped).then_refused("too far in the past")
    given(decider).when(imported(aware_on=day("0222-09-14"))).then_refused("too far in the")


def test_the_authority_is_judged_at_the_day_of_the_notification() -> None:
    after(report, aware()).when(notify(authority=CUMBRIA)).then_one(IncidentNotified)
    later = notify("2024-03-04", authority=CUMBRIA)
    after(report, aware()).when(later).then_refused("abolished")


def test_where_nobody_has_to_be_told_no_clock_starts_and_lateness_is_no_breach() -> None:
    harmed = child(abuse=AbuseOrNeglect.NOT_SUSPECTED)
    told = aware(facts=IncidentFacts(authority=WILTSHIRE, children=(harmed,)))
    assert given(decider).when(told).events[1] == AwarenessRecorded(aware_on=day(wed))
    late = notify("2022-11-01", children=(harmed,))
    found = after(told).when(late).then_one(IncidentNotified)
    assert (found.breach, found.obligations) == (None, ())


def test_a_late_word_about_a_care_leaver_is_no_breach_for_it_is_no_duty() -> None:
    died = child(Outcome.DEATH, AbuseOrNeglect.NOT_SUSPECTED, care_leaver=True, age_years=24)
    late = notify("2022-11-01", children=(died,))
    found = after(report, aware()).when(late).then_one(IncidentNotified)
    assert found.breach is None
    assert {duty.rule for duty in found.obligations} == {"R3"}


def test_an_amendment_puts_all_facts_in_place_with_what_follows_from_them() -> None:
    died = child(Outcome.DEATH, looked_after=True)
    found = (
        after(report, aware(), notify())
        .when(amend(children=(died,)))
        .then_one(NotificationAmended)
    )
    assert (found.children, found.amended_on) == ((died,), day("2022-09-28"))
    assert [duty.rule for duty in found.obligations] == ["R1", "R2", "R2", "R4"]


def test_the_same_amendment_again_is_nothing_and_another_one_is_recorded() -> None:
    begun = (report, aware(), notify(), amend())
    after(*begun).when(amend("2022-09-29")).then_nothing()
    after(*begun).when(amend(reason=sealed("again"))).then_one(NotificationAmended)


def test_an_amendment_is_judged_at_the_day_of_the_notification() -> None:
    begun = (report, aware(), notify())
    after(*begun).when(amend("2024-03-04", authority=CUMBRIA)).then_one(NotificationAmended)
    late = amend(incident_on=day("2022-09-21"))
    after(*begun).when(late).then_refused("after that of the notification")


@pytest.mark.parametrize(
    ("begun", "words"),
    [
        ((), "has not been notified"),
        ((report,), "has not been notified"),
        ((report, aware()), "has not been notified"),
        ((report, aware(), decline), "has not been notified"),
        ((report, aware(), notify(), withdraw), "was withdrawn"),
    ],
)
def test_only_a_notification_can_be_amended(begun: tuple[Any, ...], words: str) -> None:
    after(*begun).when(amend()).then_refused(words)


def test_a_notification_can_be_withdrawn_once() -> None:
    found = after(report, aware(), notify()).when(withdraw).then_one(NotificationWithdrawn)
    assert (found.reason, found.withdrawn_on) == (
        WithdrawalReason.ENTERED_BY_MISTAKE,
        day("2022-09-30"),
    )
    after(report, aware(), notify(), withdraw).when(withdraw).then_nothing()


@pytest.mark.parametrize(
    "begun", [(), (report,), (report, aware()), (report, aware(), decline)]
)
def test_what_was_not_notified_cannot_be_withdrawn(begun: tuple[Any, ...]) -> None:
    after(*begun).when(withdraw).then_refused("has not been notified")


def test_after_a_withdrawal_it_can_begin_anew() -> None:
    begun = (report, aware(), notify(), withdraw, aware("2022-09-29"))
    found = after(*begun).when(notify("2022-10-03")).then_one(IncidentNotified)
    assert (found.aware_on, found.breach) == (day("2022-09-29"), None)


def test_imported_history_owes_nothing_and_says_that_it_is_imported() -> None:
    when = given(decider).when(imported(channel=NotificationChannel.EMAIL))
    found = when.then_one(IncidentNotified)
    assert (found.imported, found.obligations, found.breach) == (True, (), None)
    assert (found.notified_on, found.channel) == (day(wed), NotificationChannel.EMAIL)


def test_the_same_history_again_is_nothing_and_other_history_is_refused() -> None:
    after(imported()).when(imported()).then_nothing()
    after(imported()).when(imported("2022-09-15")).then_refused("a case of its own")
    after(report).when(imported()).then_refused("a case of its own")
    after(report, aware(), notify()).when(imported()).then_refused("a case of its own")


def test_imported_history_is_judged_at_its_own_day() -> None:
    given(decider).when(imported("2022-04-01", authority=CUMBRIA)).then_one(IncidentNotified)
    given(decider).when(imported("2024-04-01", authority=CUMBRIA)).then_refused("abolished")
    ahead = imported("2026-01-06")
    given(decider).when(ahead).then_refused("lies in the future")


def test_imported_history_can_be_amended_and_stays_imported() -> None:
    found = after(imported()).when(amend("2026-02-02")).then_one(NotificationAmended)
    assert (found.imported, found.obligations) == (True, ())
