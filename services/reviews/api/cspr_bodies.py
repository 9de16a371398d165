"""What people send about a local review, as JSON; free texts and names are sealed at once."""

from typing import Annotated, Any

from pydantic import Field

from services.reviews.api.bodies import Name, Sent, Text
from shared.events.codes import SubmissionChannel
from shared.events.practice_codes import (
    DelayReason,
    HeldBy,
    Involved,
    Involvement,
    NotInFull,
    PublishedAs,
    QualityJudged,
    ReviewerLeft,
    TakenDownFor,
    TimeJudged,
)
from shared.events.practice_reviews import ReviewerRef
from shared.events.publication import Address
from shared.events.times import Day
from shared.events.values import AuthorityCode, Digest, Organisation, Recipient

SentRecipients = Annotated[tuple[Recipient, ...], Field(min_length=1, max_length=10)]


class SentIndependence(Sent):
    """What a reviewer declared: independent of the agencies under review, or not, and why."""

    independent: bool
    declaration: Text | None = None
    declared_on: Day


class Appointment(Sent):
    """Somebody reviews from a day on; `replaces` is the reference of whom they replace."""

    name: Name
    organisation: Organisation | None = None
    independence: SentIndependence
    replaces: ReviewerRef | None = None
    appointed_on: Day


class Declaration(Sent):
    """What a reviewer who is at work declared."""

    reviewer: ReviewerRef
    independence: SentIndependence


class Removal(Sent):
    """Somebody reviews no more."""

    reviewer: ReviewerRef
    reason: ReviewerLeft
    note: Text | None = None
    removed_on: Day


class Terms(Sent):
    """The terms of reference, as text or as the SHA-256 of a document kept elsewhere."""

    terms: Text | None = None
    document: Digest | None = None
    agreed_on: Day


class SentInvolvement(Sent):
    """Who was involved, and what came of it."""

    who: Involved
    how: Involvement
    note: Text | None = None
    happened_on: Day


class Draft(Sent):
    """A draft that the reviewers handed in; `document` is its SHA-256."""

    document: Digest
    note: Text | None = None
    received_on: Day


class Monitoring(Sent):
    """How the partners found its time and its quality; `next_on`: when they look again."""

    time: TimeJudged
    quality: QualityJudged
    note: Text | None = None
    monitored_on: Day
    next_on: Day | None = None


class Delay(Sent):
    """Why publication is late, and until when."""

    reason: DelayReason
    note: Text | None = None
    until: Day | None = None
    delayed_on: Day


class Explanation(Sent):
    """Who was told why publication is delayed, and how."""

    recipients: SentRecipients
    channel: SubmissionChannel
    evidence: Digest | None = None
    evidence_note: Text | None = None
    explained_on: Day


class Hold(Sent):
    """A trial or an inquest holds the publication."""

    held_by: HeldBy
    note: Text | None = None
    held_on: Day


class HoldOver(Sent):
    """What held the publication is over."""

    held_by: HeldBy
    note: Text | None = None
    ended_on: Day


class Copy(Sent):
    """What a person sent before publication, to whom; `document` is its SHA-256."""

    recipients: SentRecipients
    copy_of: PublishedAs
    document: Digest
    channel: SubmissionChannel
    evidence_note: Text | None = None
    sent_on: Day


class PublishingSent(Sent):
    """Where it is published: an address, or the SHA-256 of the document, or both."""

    address: Address | None = None
    document: Digest | None = None
    jointly_with: Annotated[tuple[AuthorityCode, ...], Field(max_length=20)] = ()


class ImprovementsSent(PublishingSent):
    """The improvements alone are published, since the report in full is inappropriate."""

    reason: NotInFull
    why: Text


class ElsewhereSent(PublishingSent):
    """It was published outside this system; with `reason` and `why`, the improvements alone."""

    published_on: Day
    reason: NotInFull | None = None
    why: Text | None = None


class TakingDown(Sent):
    """What is published is taken down today, and who decided so."""

    reason: TakenDownFor
    note: Text | None = None
    decided_by: Name
    organisation: Organisation | None = None


class TakenElsewhere(TakingDown):
    """What was published was taken down outside this system."""

    taken_down_on: Day


example_independence: dict[str, Any] = {
    "independent": True,
    "declaration": "I have worked for none of the agencies.",
    "declared_on": "2024-05-21",
}
example_appointment: dict[str, Any] = {
    "name": "A. Reviewer",
    "organisation": "Independent",
    "independence": example_independence,
    "appointed_on": "2024-05-21",
}
example_copy: dict[str, Any] = {
    "recipients": ["panel", "secretary-of-state", "ofsted"],
    "copy_of": "full",
    "document": "0" * 64,
    "channel": "secure-email",
    "sent_on": "2024-10-21",
}
example_publishing: dict[str, Any] = {
    "address": "https://partnership.example/reviews/child-x",
    "document": "0" * 64,
}
example_taking_down: dict[str, Any] = {
    "reason": "child-identifiable",
    "note": "A newspaper put the name beside it.",
    "decided_by": "B. Chair",
    "organisation": "Wiltshire partnership",
}
