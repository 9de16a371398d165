"""The code sets of published reviews: of which kind, at which level, about which agencies."""

from enum import StrEnum


class RecordKind(StrEnum):
    """What was published, as whoever published it calls it.

    The names are those found on partnerships' pages (published); as a set they are ours.
    """

    LCSPR = "lcspr"
    CSPR = "cspr"
    SPR = "spr"
    SCR = "scr"
    LCSPR_BRIEFING = "lcspr-briefing"
    IMPROVEMENTS_BRIEFING = "improvements-briefing"
    LEARNING_REVIEW = "learning-review"
    THEMATIC_REVIEW = "thematic-review"
    NATIONAL_REVIEW = "national-review"


class RecordLevel(StrEnum):
    """At which level a review was made, as the NSPCC's repository divides them (published)."""

    LOCAL = "local"
    REGIONAL = "regional"
    NATIONAL = "national"


class AgencyKind(StrEnum):
    """Which kind of agency a review is about. The set is our inference."""

    CHILDRENS_SOCIAL_CARE = "childrens-social-care"
    EARLY_HELP = "early-help"
    POLICE = "police"
    HEALTH = "health"
    MENTAL_HEALTH = "mental-health"
    EDUCATION = "education"
    HOUSING = "housing"
    PROBATION = "probation"
    YOUTH_JUSTICE = "youth-justice"
    ADULT_SOCIAL_CARE = "adult-social-care"
    VOLUNTARY = "voluntary"
    OTHER = "other"


class RecordWithdrawal(StrEnum):
    """Why a record is no longer shown. The set is our inference."""

    CHILD_MAY_BE_IDENTIFIED = "child-may-be-identified"
    ENTERED_BY_MISTAKE = "entered-by-mistake"
    ENTERED_TWICE = "entered-twice"
    ASKED_BY_PARTNERSHIP = "asked-by-partnership"
