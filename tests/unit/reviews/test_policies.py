"""What reviews does when others' facts come along the log."""

from typing import Any

import pytest

from services.reviews.domain import (
    CancelRapidReview,
    NotePanelAnswer,
    OpenLocalReview,
    OpenRapidReview,
)
from services.reviews.policies import judged_by, policies
from shared.events.codes import (
    AbuseOrNeglect,
    AcceptedAs,
    Outcome,
    PanelAnswer,
    WithdrawalReason,
)
from shared.events.incidents import (
    IncidentNotified,
    NotificationAmended,
    NotificationWithdrawn,
    ReferralAccepted,
)
from shared.events.reports import PanelResponded
from tests.support.cases import WILTSHIRE, at, child, day, recorded, sealed

on = "2024-03-04"
unsuspected = child(Outcome.DEATH, AbuseOrNeglect.NOT_SUSPECTED, looked_after=True)


def notified(**told: Any) -> IncidentNotified:
    base = {"authority": WILTSHIRE, "children": (child(),), "aware_on": day("2024-03-01")}
    return IncidentNotified(**{**base, "notified_at": at(on), "notified_on": day(on), **told})


def amended(**told: Any) -> NotificationAmended:
    base = {"authority": WILTSHIRE, "children": (child(),), "reason": sealed("why")}
    return NotificationAmended(**{**base, "amended_on": day("2024-03-11"), **told})


def asked_by(event: Any, on_day: str = on) -> Any:
    return policies[type(event)](recorded(event, on_day))


def test_a_notification_with_abuse_opens_a_rapid_review_counted_from_both() -> None:
    assert asked_by(notified()) == OpenRapidReview(
        asked_at=at(on),
        authority=WILTSHIRE,
        notified_on=day(on),
        aware_on=day("2024-03-01"),
        governing="NOTIFIED",
    )


def test_one_suspected_child_of_several_is_enough() -> None:
    siblings = (unsuspected, child(number=2))
    assert isinstance(asked_by(notified(children=siblings)), OpenRapidReview)


def test_a_looked_after_death_without_abuse_opens_none() -> None:
    assert asked_by(notified(children=(unsuspected,))) is None
    assert asked_by(amended(children=(unsuspected,))) is None


def test_imported_history_makes_nothing_happen() -> None:
    assert asked_by(notified(imported=True)) is None
    assert asked_by(amended(imported=True)) is None


def test_an_amendment_that_brings_abuse_opens_a_review_counted_from_the_amendment() -> None:
    assert asked_by(amended(), "2024-03-11") == OpenRapidReview(
        asked_at=at("2024-03-11"), authority=WILTSHIRE, notified_on=day("2024-03-11")
    )


def test_a_withdrawal_cancels() -> None:
    event = NotificationWithdrawn(
        reason=WithdrawalReason.CRITERIA_NOT_MET, note=sealed("why"), withdrawn_on=day(on)
    )
    assert asked_by(event) == CancelRapidReview(
        asked_at=at(on), reason=WithdrawalReason.CRITERIA_NOT_MET, note=sealed("why")
    )


@pytest.mark.parametrize("as_what", list(AcceptedAs))
def test_a_referral_opens_what_it_was_accepted_as(as_what: AcceptedAs) -> None:
    event = ReferralAccepted(as_what=as_what, authority=WILTSHIRE, accepted_on=day(on))
    opened = asked_by(event)
    if as_what is AcceptedAs.RAPID_REVIEW:
        assert opened == OpenRapidReview(asked_at=at(on), authority=WILTSHIRE)
    else:
        assert opened == OpenLocalReview(asked_at=at(on), as_what=as_what, authority=WILTSHIRE)
    assert asked_by(event.model_copy(update={"authority": None})) is None


def test_the_panels_answer_is_passed_on_unopened() -> None:
    event = PanelResponded(
        answer=PanelAnswer.ASKS_TO_RECONSIDER,
        responded_on=day(on),
        note=sealed("why"),
        national_ref="CSI-1",
        round=2,
    )
    assert asked_by(event) == NotePanelAnswer(
        asked_at=at(on),
        answer=PanelAnswer.ASKS_TO_RECONSIDER,
        responded_on=day(on),
        note=sealed("why"),
        national_ref="CSI-1",
        round=2,
    )


def test_a_partnership_may_judge_by_awareness() -> None:
    by_awareness = judged_by("AWARE")
    opened = by_awareness[IncidentNotified](recorded(notified(), on))
    assert isinstance(opened, OpenRapidReview) and opened.governing == "AWARE"
    assert by_awareness[IncidentNotified](recorded(notified(imported=True), on)) is None
    assert set(by_awareness) == set(policies)
