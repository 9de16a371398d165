"""What reviews owns of a local review at work: who reviews, on what terms, and how it goes."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.events.event import Event, Value
from shared.events.practice_codes import (
    Involved,
    Involvement,
    QualityJudged,
    ReviewerLeft,
    TimeJudged,
)
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import Digest, Organisation

ReviewerRef = Annotated[str, StringConstraints(pattern="^[a-z0-9-]{1,60}$")]
"""A reviewer without the name: the last part of the key under which the name is sealed."""


def reviewer_ref(name: Sealed) -> str:
    """How a reviewer is referred to."""
    return name.key.rpartition("/")[2]


class Independence(Value):
    """What a reviewer declared: independent of the agencies under review, or not, and why."""

    independent: bool
    declaration: Sealed | None = None
    declared_on: Day


class ReviewerAppointed(Event, version=1):
    """Somebody reviews from a day on, perhaps in the place of another."""

    name: Sealed
    organisation: Organisation | None = None
    independence: Independence
    replaces: ReviewerRef | None = None
    appointed_on: Day


class IndependenceDeclared(Event, version=1):
    """A reviewer who was named already declared independence, or declared it anew."""

    reviewer: ReviewerRef
    independence: Independence


class ReviewerRemoved(Event, version=1):
    """Somebody reviews no more."""

    reviewer: ReviewerRef
    reason: ReviewerLeft
    note: Sealed | None = None
    removed_on: Day


class TermsOfReferenceAgreed(Event, version=1):
    """What the review is to find out, as text or as a document; agreed anew, they replace."""

    terms: Sealed | None = None
    document: Digest | None = None
    agreed_on: Day


class InvolvementRecorded(Event, version=1):
    """The child, the family or practitioners were invited, took part, or did not."""

    who: Involved
    how: Involvement
    note: Sealed | None = None
    happened_on: Day


class DraftReceived(Event, version=1):
    """The reviewers handed in a draft; `number` counts them.

    Partners may ask for one in writing: SI 2018/789 reg 14 (published).
    """

    number: int = Field(ge=1, le=999)
    document: Digest
    note: Sealed | None = None
    received_on: Day


class ReviewMonitored(Event, version=1):
    """The partners looked at the time taken and the quality of a review.

    At regular intervals: SI 2018/789 reg 14 (published). How long these are was not found, so
    `next_on` is the day that the partners choose.
    """

    time: TimeJudged
    quality: QualityJudged
    note: Sealed | None = None
    monitored_on: Day
    next_on: Day | None = None
