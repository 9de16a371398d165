"""The codes of thematic reviews; no published set was found, so all are our inference."""

from enum import StrEnum


class LeftOutFor(StrEnum):
    """Why a case is no longer looked at in a thematic review (our inference)."""

    NOT_OF_THE_THEME = "not-of-the-theme"
    OWN_REVIEW = "own-review"
    PROCEEDINGS = "proceedings"
    WITHDRAWN = "withdrawn"
    ASKED_BY_FAMILY = "asked-by-family"
    ENTERED_BY_MISTAKE = "entered-by-mistake"
    OTHER = "other"


class LearntAs(StrEnum):
    """Whether something that was learnt is a finding or a recommendation (our inference)."""

    FINDING = "finding"
    RECOMMENDATION = "recommendation"
