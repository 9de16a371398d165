"""A thematic review of two cases for the tests of its rules, opened on Monday 4 March 2024.

Copies that go on Monday 2 September 2024 let it be published seven working days later:
3-6 (4), 9, 10, 11 September (7).
"""

from typing import Any

from services.reviews.domain.thematic import (
    AppointThematicReviewer,
    CaseStanding,
    ConcludeThematicReview,
    IncludeCase,
    LeaveOutCase,
    OpenThematicReview,
    PublishThematicReview,
    RecordThematicCopySent,
    RecordThematicLearning,
    RecordThematicPublishedElsewhere,
    RemoveThematicReviewer,
    Standing,
    TakeDownThematicReview,
    decider,
)
from shared.events.codes import SubmissionChannel
from shared.events.event import Event
from shared.events.practice_codes import ReviewerLeft, TakenDownFor
from shared.events.practice_reviews import Independence
from shared.events.sealed import Sealed
from shared.events.thematic_codes import LearntAs, LeftOutFor
from shared.events.values import Recipient
from tests.support.cases import WILTSHIRE, at, day, sealed
from tests.support.given import Given, given

first, second = (f"case-01890a5d-ac96-774b-bcce-00000000000{number}" for number in (1, 2))
theme = "Physical abuse in children under one"
everybody = (Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.OFSTED)
words = "Ask who lives in the home."


def person(number: int) -> Sealed:
    return Sealed(key=f"thematic-1/person-{number}", seal=f"{number:032x}", box="x" * 40)


def begin(on: str = "2024-03-04", **told: Any) -> OpenThematicReview:
    base = {"theme": theme, "authorities": (WILTSHIRE,), "question": sealed("question")}
    return OpenThematicReview(asked_at=at(on), **{**base, "opened_on": day(on), **told})


def include(case: str = first, on: str = "2024-03-05", **told: Any) -> IncludeCase:
    base = {"reviewed": True, "why": sealed("why"), "included_on": day(on)}
    return IncludeCase(asked_at=at(on), case=case, **{**base, **told})


def leave_out(case: str = first, on: str = "2024-03-20", **told: Any) -> LeaveOutCase:
    base = {"reason": LeftOutFor.PROCEEDINGS, "note": sealed("note"), "left_out_on": day(on)}
    return LeaveOutCase(asked_at=at(on), case=case, **{**base, **told})


def appoint(number: int = 1, on: str = "2024-03-06", **told: Any) -> AppointThematicReviewer:
    independence = Independence(independent=True, declared_on=day(on))
    base = {"independence": independence, "appointed_on": day(on), "lead": number == 1}
    return AppointThematicReviewer(asked_at=at(on), name=person(number), **{**base, **told})


def remove(number: int = 1, on: str = "2024-04-02", **told: Any) -> RemoveThematicReviewer:
    base = {"reason": ReviewerLeft.RESIGNED, "removed_on": day(on)}
    return RemoveThematicReviewer(
        asked_at=at(on), reviewer=f"person-{number}", **{**base, **told}
    )


def learn(
    text: str = "learnt", on: str = "2024-05-07", learnt_as: LearntAs = LearntAs.FINDING
) -> RecordThematicLearning:
    return RecordThematicLearning(
        asked_at=at(on), learnt_as=learnt_as, text=sealed(text), recorded_on=day(on)
    )


def conclude(on: str = "2024-08-05", **told: Any) -> ConcludeThematicReview:
    base = {"summary": sealed("summary"), "concluded_on": day(on)}
    return ConcludeThematicReview(asked_at=at(on), **{**base, **told})


def send(on: str = "2024-09-02", to: Any = everybody) -> RecordThematicCopySent:
    return RecordThematicCopySent(
        asked_at=at(on),
        recipients=to,
        document="a" * 64,
        channel=SubmissionChannel.SECURE_EMAIL,
        sent_on=day(on),
    )


def standings(**of: Standing) -> tuple[CaseStanding, ...]:
    told = {"first": Standing.NOTHING, "second": Standing.NOTHING} | of
    cases = {"first": first, "second": second}
    return tuple(CaseStanding(case=cases[name], standing=told[name]) for name in told)


_public: dict[str, Any] = {
    "title": "Thematic review: babies",
    "learning": words,
    "recommendations": "One pathway.",
    "cleared_by": person(9),
}


def publish(on: str = "2024-09-11", **told: Any) -> PublishThematicReview:
    base = {**_public, "cleared_on": day(on), "standings": standings()}
    return PublishThematicReview(asked_at=at(on), **{**base, **told})


def elsewhere(on: str = "2024-09-04", **told: Any) -> RecordThematicPublishedElsewhere:
    where = "https://partnership.example/babies"
    base = {**_public, "address": where, "cleared_on": day(on), "published_on": day(on)}
    return RecordThematicPublishedElsewhere(asked_at=at(on), **{**base, **told})


def take_down(
    reason: TakenDownFor = TakenDownFor.CHILD_IDENTIFIABLE, on: str = "2024-10-07"
) -> TakeDownThematicReview:
    return TakeDownThematicReview(asked_at=at(on), reason=reason, note=sealed("note"))


two_cases = (begin(), include(), include(second))
done = (*two_cases, learn(), conclude())


def lived(*commands: Any) -> Given:
    """The history that commands lead to; each of them has to be taken."""
    history: list[Event] = []
    for command in commands:
        when = given(decider, *history).when(command)
        assert when.events, when.refusal
        history.extend(when.events)
    return given(decider, *history)
