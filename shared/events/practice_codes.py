"""The code sets of a local review, from its reviewers to its publication.

What they are about is published or widely known; which codes there are is our inference, for
no published set was found.
"""

from enum import StrEnum


class ReviewerLeft(StrEnum):
    """Why somebody reviews no more (our inference)."""

    REPLACED = "replaced"
    RESIGNED = "resigned"
    UNAVAILABLE = "unavailable"
    NOT_INDEPENDENT = "not-independent"
    OTHER = "other"


class Involved(StrEnum):
    """Who takes part in a review beside the agencies (our inference)."""

    CHILD = "child"
    FAMILY = "family"
    PRACTITIONERS = "practitioners"


class Involvement(StrEnum):
    """What came of involving them (our inference)."""

    INVITED = "invited"
    TOOK_PART = "took-part"
    DECLINED = "declined"
    NOT_POSSIBLE = "not-possible"


class TimeJudged(StrEnum):
    """How a review stands in time. That it is monitored is published (SI 2018/789 reg 14)."""

    ON_TIME = "on-time"
    AT_RISK = "at-risk"
    DELAYED = "delayed"


class QualityJudged(StrEnum):
    """How good a review is. That it is monitored is published (SI 2018/789 reg 14)."""

    SATISFACTORY = "satisfactory"
    CONCERNS = "concerns"
    NOT_JUDGED = "not-judged"


class DelayReason(StrEnum):
    """Why a review is published later. Criminal cases and inquests: guidance, unverified."""

    CRIMINAL_PROCEEDINGS = "criminal-proceedings"
    INQUEST = "inquest"
    OTHER_PROCEEDINGS = "other-proceedings"
    FAMILY = "family"
    REVIEWER = "reviewer"
    QUALITY = "quality"
    OTHER = "other"


class HeldBy(StrEnum):
    """What holds a publication until it is over (guidance, unverified)."""

    CRIMINAL_PROCEEDINGS = "criminal-proceedings"
    INQUEST = "inquest"


class PublishedAs(StrEnum):
    """The report in full, or the improvements alone (Children Act 2004 s16B, published)."""

    FULL = "full"
    IMPROVEMENTS = "improvements"


class NotInFull(StrEnum):
    """Why it is inappropriate to publish in full (our inference)."""

    CHILD_IDENTIFIABLE = "child-identifiable"
    PROCEEDINGS = "proceedings"
    HARM_TO_OTHERS = "harm-to-others"
    OTHER = "other"


class TakenDownFor(StrEnum):
    """Why a report is taken down (our inference)."""

    CHILD_IDENTIFIABLE = "child-identifiable"
    COURT_ORDER = "court-order"
    FAULT_IN_REPORT = "fault-in-report"
    OTHER = "other"
