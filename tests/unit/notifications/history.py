"""Histories of a notification, for the tests of its rules; Wed 14 Sept 2022 begins them."""

from typing import Any

from services.notifications.domain import (
    AmendNotification,
    DeclineToNotify,
    ImportNotification,
    NotifyIncident,
    RecordAwareness,
    ReportIncident,
    WithdrawNotification,
    decider,
)
from shared.events.children import IncidentFacts
from shared.events.codes import Outcome, WithdrawalReason
from shared.events.event import Event
from tests.support.cases import WILTSHIRE, at, child, day, message, sealed
from tests.support.given import Given, given

# Five working days over the state funeral on Mon 19: 15, 16, 20, 21, Thu 22 September.
wed, due_on = "2022-09-14", "2022-09-22"
facts = IncidentFacts(authority=WILTSHIRE, children=(child(),))
report = ReportIncident(
    asked_at=at(wed), authority=WILTSHIRE, children=(child(),), message=message(1)
)


def aware(aware_on: str = wed, on: str = "2022-10-03", **told: Any) -> RecordAwareness:
    return RecordAwareness(asked_at=at(on), aware_on=day(aware_on), **told)


def notify(on: str = "2022-09-20", **told: Any) -> NotifyIncident:
    base = {"authority": WILTSHIRE, "children": (child(),), "national_ref": "CSI-1"}
    return NotifyIncident(asked_at=at(on, 13), notified_at=at(on), **{**base, **told})


def imported(on: str = wed, **told: Any) -> ImportNotification:
    base = {"authority": WILTSHIRE, "children": (child(),)}
    return ImportNotification(asked_at=at("2026-01-05"), notified_at=at(on), **{**base, **told})


def amend(on: str = "2022-09-28", **told: Any) -> AmendNotification:
    base = {
        "authority": WILTSHIRE,
        "children": (child(Outcome.DEATH),),
        "reason": sealed("died since"),
    }
    return AmendNotification(asked_at=at(on), **{**base, **told})


decline = DeclineToNotify(asked_at=at("2022-09-21"), rationale=sealed("an accident"))
withdraw = WithdrawNotification(
    asked_at=at("2022-09-30"), reason=WithdrawalReason.ENTERED_BY_MISTAKE
)


def after(*commands: Any) -> Given:
    """The history that commands lead to; each of them has to be taken."""
    history: list[Event] = []
    for command in commands:
        when = given(decider, *history).when(command)
        assert when.events, when.refusal
        history.extend(when.events)
    return given(decider, *history)
