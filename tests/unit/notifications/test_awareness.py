"""Since when the authority is aware, and whether it notifies."""

from typing import Any

import pytest

from services.notifications.domain import decider
from shared.decisions.rules import due
from shared.events.children import IncidentFacts
from shared.events.codes import AbuseOrNeglect, Outcome
from shared.events.incidents import (
    AwarenessRecorded,
    IncidentNotified,
    IncidentReported,
    NotificationDeclined,
)
from tests.support.cases import WILTSHIRE, child, day, sealed
from tests.support.given import given
from tests.unit.notifications.history import (
    after,
    aware,
    decline,
    due_on,
    facts,
    notify,
    report,
    wed,
    withdraw,
)


def test_awareness_starts_the_clock_of_five_working_days() -> None:
    found = after(report).when(aware(how=sealed("a call"))).then_one(AwarenessRecorded)
    assert found.due == due("notification", "AWARE", day(wed))
    assert (found.due.due_on, found.due.rule) == (day(due_on), "R1")


def test_an_officer_can_begin_a_case_without_any_partners_report() -> None:
    told, found = given(decider).when(aware(facts=facts)).events
    assert isinstance(told, IncidentReported) and isinstance(found, AwarenessRecorded)
    assert (told.message, told.presumed_due, told.authority) == (None, None, WILTSHIRE)
    assert found.due is not None and found.due.due_on == day(due_on)


def test_the_same_awareness_again_is_nothing() -> None:
    after(report, aware()).when(aware()).then_nothing()
    after(aware(facts=facts)).when(aware(facts=facts)).then_nothing()


def test_awareness_of_nothing_told_is_refused() -> None:
    given(decider).when(aware()).then_refused("Say what happened")


def test_facts_of_a_reported_incident_are_not_told_twice() -> None:
    after(report).when(aware(facts=facts)).then_refused("reported already")


def test_awareness_in_the_future_is_refused() -> None:
    after(report).when(aware("2022-10-04")).then_refused("in the future")


def test_a_day_of_awareness_can_be_corrected_until_it_is_notified() -> None:
    found = after(report, aware()).when(aware("2022-09-13")).then_one(AwarenessRecorded)
    assert found.aware_on == day("2022-09-13")
    after(report, aware(), notify()).when(aware("2022-09-13")).then_refused(
        "entered by mistake"
    )


def test_awareness_after_a_decision_not_to_notify_is_refused() -> None:
    after(report, aware(), decline).when(aware("2022-09-13")).then_refused("notify it")


def test_a_looked_after_childs_death_without_abuse_starts_no_panel_clock() -> None:
    died = child(Outcome.DEATH, AbuseOrNeglect.NOT_SUSPECTED, looked_after=True)
    told = aware(facts=IncidentFacts(authority=WILTSHIRE, children=(died,)))
    found = given(decider).when(told).events[1]
    assert isinstance(found, AwarenessRecorded) and found.due is not None
    # It is still due to the Secretary of State and to Ofsted, as long as R1.
    assert (found.due.rule, found.due.due_on) == ("R2", day(due_on))


def test_the_authority_can_decide_not_to_notify_once_and_say_why() -> None:
    found = after(report, aware()).when(decline).then_one(NotificationDeclined)
    assert (found.rationale, found.declined_on) == (sealed("an accident"), day("2022-09-21"))
    after(report, aware(), decline).when(decline).then_nothing()
    other = decline.model_copy(update={"rationale": sealed("another")})
    after(report, aware(), decline).when(other).then_refused("already not to notify")


def test_what_was_declined_can_still_be_notified_and_counts_from_the_same_day() -> None:
    found = (
        after(report, aware(), decline).when(notify("2022-09-23")).then_one(IncidentNotified)
    )
    assert found.breach is not None and found.breach.due_on == day(due_on)


@pytest.mark.parametrize(
    ("begun", "words"),
    [
        ((), "Record first since when"),
        ((report,), "Record first since when"),
        ((report, aware(), notify()), "Withdraw the notification"),
        ((report, aware(), notify(), withdraw), "withdrawn already"),
    ],
)
def test_not_notifying_is_refused_elsewhere(begun: tuple[Any, ...], words: str) -> None:
    after(*begun).when(decline).then_refused(words)
