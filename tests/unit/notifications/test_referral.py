"""Referrals to the Practice Review Group, and what it answers."""

from typing import Any

import pytest

from services.notifications.domain import (
    AcceptReferral,
    DeclineReferral,
    DeclineToNotify,
    NotifyIncident,
    RecordAwareness,
    ReferCase,
    ReportIncident,
    decider,
)
from shared.events.codes import AcceptedAs, ReferralConcern
from shared.events.incidents import CaseReferred, ReferralAccepted, ReferralDeclined
from tests.support.cases import CUMBRIA, WILTSHIRE, at, child, day, message, sealed
from tests.support.given import given
from tests.unit.notifications.history import after

on = "2024-03-04"


def refer(**told: Any) -> ReferCase:
    base = {"authority": WILTSHIRE, "concern": ReferralConcern.NEAR_MISS}
    return ReferCase(asked_at=at(on), **{**base, "reason": sealed("nearly"), **told})


def accept(as_what: AcceptedAs = AcceptedAs.RAPID_REVIEW) -> AcceptReferral:
    return AcceptReferral(asked_at=at("2024-03-06"), as_what=as_what)


decline = DeclineReferral(asked_at=at("2024-03-06"), rationale=sealed("learnt elsewhere"))
report = ReportIncident(
    asked_at=at(on), authority=WILTSHIRE, children=(child(),), message=message(1)
)
aware = RecordAwareness(asked_at=at(on), aware_on=day(on))
notify = NotifyIncident(
    asked_at=at("2024-03-05"), notified_at=at("2024-03-05"), authority=WILTSHIRE
)
no_notification = DeclineToNotify(asked_at=at("2024-03-05"), rationale=sealed("below"))


def test_anyone_can_refer_a_case() -> None:
    found = given(decider).when(refer(organisation="A school")).then_one(CaseReferred)
    assert (found.concern, found.referred_on) == (ReferralConcern.NEAR_MISS, day(on))
    assert (found.organisation, found.reason) == ("A school", sealed("nearly"))


@pytest.mark.parametrize(
    "begun", [(report,), (report, aware), (report, aware, no_notification)]
)
def test_a_case_that_is_not_notified_can_be_referred(begun: tuple[Any, ...]) -> None:
    after(*begun).when(refer()).then_one(CaseReferred)


def test_a_notified_case_needs_no_referral() -> None:
    after(report, aware, notify).when(refer()).then_refused("needs no referral")


def test_the_same_referral_again_is_nothing_and_another_one_is_refused() -> None:
    after(refer()).when(refer()).then_nothing()
    after(refer()).when(refer(reason=sealed("more"))).then_refused("referred already")
    after(refer(), accept()).when(refer()).then_refused("referred already")


def test_a_declined_referral_can_be_made_anew() -> None:
    after(refer(), decline).when(refer()).then_one(CaseReferred)


def test_a_referral_is_judged_at_its_day() -> None:
    given(decider).when(refer(authority=CUMBRIA)).then_refused("Cumberland")


def test_an_accepted_referral_says_as_what_and_where() -> None:
    found = after(refer()).when(accept()).then_one(ReferralAccepted)
    assert (found.as_what, found.authority) == (AcceptedAs.RAPID_REVIEW, WILTSHIRE)
    assert found.accepted_on == day("2024-03-06")


def test_accepting_twice_is_nothing_and_accepting_as_something_else_is_refused() -> None:
    after(refer(), accept()).when(accept()).then_nothing()
    other = accept(AcceptedAs.LCSPR)
    after(refer(), accept()).when(other).then_refused("accepted already")


def test_a_referral_can_be_declined_once_and_says_why() -> None:
    found = after(refer()).when(decline).then_one(ReferralDeclined)
    assert found.rationale == sealed("learnt elsewhere")
    after(refer(), decline).when(decline).then_nothing()


def test_an_answer_needs_a_referral_that_waits_for_one() -> None:
    other = decline.model_copy(update={"rationale": sealed("another")})
    given(decider).when(accept()).then_refused("has to be referred first")
    given(decider).when(decline).then_refused("has to be referred first")
    after(refer(), decline).when(accept()).then_refused("has to be referred first")
    after(refer(), decline).when(other).then_refused("has to be referred first")
    after(refer(), accept()).when(decline).then_refused("no longer be declined")
