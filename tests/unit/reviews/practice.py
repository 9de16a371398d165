"""A commissioned review for the tests of its rules: decided on 20 March 2024.

Copies that go out on Mon 2 September 2024 are seven working days old on Wed 11 September.
"""

from typing import Any

from services.reviews.domain import (
    AgreeTermsOfReference,
    AppointReviewer,
    EndHold,
    HoldPublication,
    PublishImprovements,
    PublishReport,
    RecordCopySent,
    RecordDelay,
    RecordDelayExplained,
    RecordPublishedElsewhere,
    RecordTakenDownElsewhere,
    TakeDownReport,
)
from shared.events.codes import SubmissionChannel
from shared.events.practice_codes import (
    DelayReason,
    HeldBy,
    NotInFull,
    PublishedAs,
    TakenDownFor,
)
from shared.events.practice_reviews import Independence
from shared.events.sealed import Sealed
from shared.events.values import Recipient
from tests.support.cases import at, day, sealed, subject
from tests.unit.reviews.history import commission, complete, opening

commissioned = (opening, complete(), commission())
due_on = "2024-09-20"
sent_on, earliest_on, too_early_on = "2024-09-02", "2024-09-11", "2024-09-10"
everybody = (Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.OFSTED)


def name(reviewer: str) -> Sealed:
    """A reviewer's name, sealed under a key of its own."""
    return Sealed(
        key=f"{subject}/{reviewer}", seal=f"{sum(reviewer.encode()):032x}", box="y" * 40
    )


def appoint(reviewer: str = "person-1", on: str = "2024-04-20", **told: Any) -> AppointReviewer:
    declared = Independence(independent=True, declaration=sealed("free"), declared_on=day(on))
    base = {"independence": declared, "organisation": "Example Reviews"}
    return AppointReviewer(
        asked_at=at(on), name=name(reviewer), appointed_on=day(on), **{**base, **told}
    )


def agree_terms(on: str = "2024-04-22", **told: Any) -> AgreeTermsOfReference:
    base = told or {"terms": sealed("terms")}
    return AgreeTermsOfReference(asked_at=at(on), agreed_on=day(on), **base)


def delay(
    reason: DelayReason = DelayReason.FAMILY, on: str = "2024-08-01", **told: Any
) -> RecordDelay:
    base = {"note": sealed("note"), "until": day("2024-10-31"), "delayed_on": day(on)}
    return RecordDelay(asked_at=at(on), reason=reason, **{**base, **told})


def explain(on: str = "2024-08-02", to: Any = everybody[:2]) -> RecordDelayExplained:
    return RecordDelayExplained(
        asked_at=at(on),
        recipients=to,
        channel=SubmissionChannel.EMAIL,
        explained_on=day(on),
    )


def hold(by: HeldBy = HeldBy.CRIMINAL_PROCEEDINGS, on: str = "2024-06-03") -> HoldPublication:
    return HoldPublication(asked_at=at(on), held_by=by, held_on=day(on))


def end_hold(by: HeldBy = HeldBy.CRIMINAL_PROCEEDINGS, on: str = "2024-08-30") -> EndHold:
    return EndHold(asked_at=at(on), held_by=by, ended_on=day(on))


def send(
    on: str = sent_on, to: Any = everybody, of: PublishedAs = PublishedAs.FULL
) -> RecordCopySent:
    return RecordCopySent(
        asked_at=at(on),
        recipients=to,
        copy_of=of,
        document="a" * 64,
        channel=SubmissionChannel.SECURE_EMAIL,
        sent_on=day(on),
    )


def publish(on: str = earliest_on, **told: Any) -> PublishReport:
    base = told or {"address": "https://partnership.example/child-x", "document": "a" * 64}
    return PublishReport(asked_at=at(on), **base)


def publish_improvements(on: str = earliest_on) -> PublishImprovements:
    return PublishImprovements(
        asked_at=at(on), document="b" * 64, reason=NotInFull.PROCEEDINGS, why=sealed("trial")
    )


def elsewhere(on: str = earliest_on, **told: Any) -> RecordPublishedElsewhere:
    base = {"address": "https://council.example/child-x"}
    return RecordPublishedElsewhere(asked_at=at(on), published_on=day(on), **{**base, **told})


def take_down(
    reason: TakenDownFor = TakenDownFor.CHILD_IDENTIFIABLE, on: str = "2024-12-02"
) -> TakeDownReport:
    return TakeDownReport(
        asked_at=at(on), reason=reason, note=sealed("why"), decided_by=name("person-9")
    )


def taken_elsewhere(
    reason: TakenDownFor = TakenDownFor.OTHER, on: str = "2024-12-02"
) -> RecordTakenDownElsewhere:
    return RecordTakenDownElsewhere(
        asked_at=at(on), reason=reason, decided_by=name("person-9"), taken_down_on=day(on)
    )
