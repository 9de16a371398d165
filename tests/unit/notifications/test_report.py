"""What partners and people report, correct and take back."""

from typing import Any

import pytest

from services.notifications.domain import (
    CorrectReport,
    RecordAwareness,
    ReportIncident,
    WithdrawReport,
    decider,
)
from shared.decisions.rules import due
from shared.events.codes import AbuseOrNeglect, Outcome
from shared.events.incidents import (
    IncidentReportCorrected,
    IncidentReported,
    IncidentReportWithdrawn,
)
from tests.support.cases import CUMBRIA, WILTSHIRE, at, child, day, message, sealed
from tests.support.given import given
from tests.unit.notifications.history import after

wed = "2022-09-14"


def report(on: str = wed, **told: Any) -> ReportIncident:
    base = {"authority": WILTSHIRE, "children": (child(),), "message": message(1)}
    return ReportIncident(asked_at=at(on), **{**base, **told})


def reported(**told: Any) -> IncidentReported:
    return IncidentReported(
        authority=WILTSHIRE,
        children=(child(),),
        **{"message": message(1), "reported_at": at(wed), "reported_on": day(wed), **told},
    )


def correction(of: int = 1, number: int = 2, on: str = wed, **told: Any) -> CorrectReport:
    return CorrectReport(
        asked_at=at(on),
        message=message(number),
        corrects=message(of),
        **{"authority": WILTSHIRE, "children": (child(Outcome.DEATH),), **told},
    )


def withdrawal(of: int = 1, number: int = 3) -> WithdrawReport:
    return WithdrawReport(asked_at=at(wed), message=message(number), withdraws=message(of))


def test_a_report_is_recorded_with_a_presumed_clock_from_its_receipt() -> None:
    found = given(decider).when(report()).then_one(IncidentReported)
    # From Wed 14 Sep 2022 over the state funeral: Thu 22 Sep.
    assert found.presumed_due == due("notification", "REPORTED", day(wed))
    assert found.presumed_due.due_on == day("2022-09-22")
    assert (found.reported_on, found.reported_at, found.message) == (
        day(wed),
        at(wed),
        message(1),
    )


def test_the_day_of_receipt_is_the_one_in_london() -> None:
    # 23:30 UTC on 30 June 2024 is half past midnight on 1 July in summer time.
    late = report().model_copy(update={"asked_at": at("2024-06-30", 23).replace(minute=30)})
    found = given(decider).when(late).then_one(IncidentReported)
    assert found.reported_on == day("2024-07-01")


def test_a_report_of_which_nobody_has_to_be_told_presumes_no_clock() -> None:
    harmed = child(Outcome.SERIOUS_HARM, AbuseOrNeglect.NOT_SUSPECTED)
    found = given(decider).when(report(children=(harmed,))).then_one(IncidentReported)
    assert found.presumed_due is None


def test_a_report_without_a_listed_child_presumes_the_clock_to_be_safe() -> None:
    found = given(decider).when(report(children=())).then_one(IncidentReported)
    assert found.presumed_due is not None


def test_the_same_message_again_is_nothing_whichever_way_it_came() -> None:
    given(decider, reported()).when(report()).then_nothing()
    given(decider, reported()).when(report(message=message(1, channel="http"))).then_nothing()
    after(report(), withdrawal()).when(report()).then_nothing()


def test_the_same_entered_by_hand_twice_is_nothing_the_second_time() -> None:
    by_hand = report(message=None, reporter=sealed("N. N."))
    after(by_hand).when(by_hand).then_nothing()


def test_another_report_does_not_go_into_a_case_that_has_begun() -> None:
    given(decider, reported()).when(report(message=message(9))).then_refused("known already")
    given(decider, reported(message=None)).when(report()).then_refused("known already")
    after(report(), withdrawal()).when(report(message=message(9))).then_refused("known already")


def test_an_incident_in_the_future_is_refused() -> None:
    given(decider).when(report(incident_on=day("2022-09-15"))).then_refused("in the future")


@pytest.mark.parametrize("field", ["authority", "lives_in"])
def test_cumbria_is_right_in_2022_and_in_2024_an_error_that_names_who_came_after(
    field: str,
) -> None:
    told: dict[str, Any] = {"authority": CUMBRIA}
    if field == "lives_in":
        told = {"children": (child(lives_in=CUMBRIA),)}
    given(decider).when(report("2022-09-14", **told)).then_one(IncidentReported)
    refused = given(decider).when(report("2024-03-04", **told))
    refused.then_refused("Cumberland (E06000063) or Westmorland and Furness (E06000064)")
    assert refused.refusal is not None
    assert (
        refused.refusal.field
        == {
            "authority": "authority",
            "lives_in": "children.0.lives_in",
        }[field]
    )


def test_a_code_that_is_no_authoritys_is_refused_without_repeating_it() -> None:
    refused = given(decider).when(report(authority="E99999999"))
    refused.then_refused("not the code of a children's services authority")
    assert "E99999999" not in str(refused.refusal)


def test_a_correction_puts_new_facts_in_place_and_says_of_which_message() -> None:
    found = given(decider, reported()).when(correction()).then_one(IncidentReportCorrected)
    assert found.children == (child(Outcome.DEATH),)
    assert (found.corrects, found.message) == (message(1), message(2))


def test_a_correction_can_be_corrected() -> None:
    after(report(), correction()).when(correction(of=2, number=4)).then_one(
        IncidentReportCorrected
    )


def test_the_same_correction_again_is_nothing() -> None:
    after(report(), correction()).when(correction()).then_nothing()


def test_what_was_never_received_cannot_be_corrected_or_withdrawn() -> None:
    given(decider).when(correction()).then_refused("No message with this source and id")
    given(decider, reported()).when(correction(of=8)).then_refused(
        "No message with this source"
    )
    given(decider).when(withdrawal()).then_refused("No message with this source and id")
    given(decider, reported()).when(withdrawal(of=8)).then_refused(
        "No message with this source"
    )


def test_a_correction_is_judged_like_a_report() -> None:
    wrong = correction(authority=CUMBRIA, on="2024-03-04")
    given(decider, reported()).when(wrong).then_refused("Cumberland")


def test_a_report_can_be_withdrawn_once() -> None:
    found = given(decider, reported()).when(withdrawal()).then_one(IncidentReportWithdrawn)
    assert (found.withdraws, found.withdrawn_on) == (message(1), day(wed))
    after(report(), withdrawal()).when(withdrawal(number=5)).then_nothing()


def test_a_withdrawn_report_cannot_be_corrected() -> None:
    after(report(), withdrawal()).when(correction()).then_refused("withdrawn")


def test_a_report_can_be_corrected_and_withdrawn_after_the_authority_is_aware() -> None:
    aware = RecordAwareness(asked_at=at(wed), aware_on=day(wed))
    after(report(), aware).when(correction()).then_one(IncidentReportCorrected)
    after(report(), aware).when(withdrawal()).then_one(IncidentReportWithdrawn)
