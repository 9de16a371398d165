"""The codes of local learning reviews: what practice they look at, why learning is hidden."""

from enum import StrEnum


class Practice(StrEnum):
    """What a local learning review looks at. Source: Wiltshire's page (published).

    A referral may say *other*; who begins the review decides which of these it is.
    """

    GOOD_PRACTICE = "good-practice"
    POOR_PRACTICE = "poor-practice"
    NEAR_MISS = "near-miss"


class LearningHidden(StrEnum):
    """Why learning is no longer shown in the library. The set is our inference."""

    CHILD_MAY_BE_IDENTIFIED = "child-may-be-identified"
    ENTERED_BY_MISTAKE = "entered-by-mistake"
    OUT_OF_DATE = "out-of-date"
