"""The code sets: what may stand in a coded field, where each set is from and how sure that is.

*Published*: found in a published source. *Guidance, unverified*: widely known, but its text
was not at hand. *Our inference*: ours, until somebody shows a better one.

An older build cannot read a code that it does not know: a new code is a new version of every
event that may carry it.
"""

from enum import StrEnum


class Sex(StrEnum):
    """Sex, as the national statistics break it down (published). Unknown for many an unborn."""

    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"


class Ethnicity(StrEnum):
    """Ethnicity. Source: the code set of DfE's SSDA903 return, 2024 (published).

    Chinese is `CHNE`, as the national data file has it.
    """

    WHITE_BRITISH = "WBRI"
    WHITE_IRISH = "WIRI"
    WHITE_OTHER = "WOTH"
    TRAVELLER_OF_IRISH_HERITAGE = "WIRT"
    GYPSY_ROMA = "WROM"
    WHITE_AND_BLACK_CARIBBEAN = "MWBC"
    WHITE_AND_BLACK_AFRICAN = "MWBA"
    WHITE_AND_ASIAN = "MWAS"
    MIXED_OTHER = "MOTH"
    INDIAN = "AIND"
    PAKISTANI = "APKN"
    BANGLADESHI = "ABAN"
    CHINESE = "CHNE"
    ASIAN_OTHER = "AOTH"
    CARIBBEAN = "BCRB"
    AFRICAN = "BAFR"
    BLACK_OTHER = "BOTH"
    OTHER = "OOTH"
    REFUSED = "REFU"
    NOT_YET_OBTAINED = "NOBT"


class Disability(StrEnum):
    """Disability. Source: DfE's codes (published); the wording of each is guidance, unverified.

    No code at all means not known, `NONE` that there is none.
    """

    NONE = "NONE"
    MOBILITY = "MOB"
    HAND_FUNCTION = "HAND"
    PERSONAL_CARE = "PC"
    INCONTINENCE = "INC"
    COMMUNICATION = "COMM"
    LEARNING = "LD"
    HEARING = "HEAR"
    VISION = "VIS"
    BEHAVIOUR = "BEH"
    CONSCIOUSNESS = "CON"
    AUTISM = "AUT"
    OTHER = "DDA"


class ProtectionPlan(StrEnum):
    """The category of a child protection plan (published); `NONE`, no plan, is ours.

    Without a value it is not known whether there was one.
    """

    NONE = "none"
    NEGLECT = "neglect"
    PHYSICAL = "physical"
    SEXUAL = "sexual"
    EMOTIONAL = "emotional"
    MULTIPLE = "multiple"


class Placement(StrEnum):
    """Where the child was living. That it is asked is published; this set is our inference."""

    WITH_PARENTS = "with-parents"
    WITH_RELATIVES_OR_FRIENDS = "with-relatives-or-friends"
    FOSTER_CARE = "foster-care"
    PLACED_FOR_ADOPTION = "placed-for-adoption"
    CHILDRENS_HOME = "childrens-home"
    SECURE_UNIT = "secure-unit"
    RESIDENTIAL_SCHOOL = "residential-school"
    SUPPORTED_ACCOMMODATION = "supported-accommodation"
    HEALTH_SETTING = "health-setting"
    INDEPENDENT_LIVING = "independent-living"
    OTHER = "other"


class Where(StrEnum):
    """Where the child was harmed (Children Act 2004 s16C(1), published).

    Outside England, the notifying authority is the one where the child normally lives.
    """

    IN_AREA = "in-area"
    OUTSIDE_ENGLAND = "outside-england"


class Outcome(StrEnum):
    """What happened to one child; `OTHER` is neither death nor serious harm (published)."""

    DEATH = "death"
    SERIOUS_HARM = "serious-harm"
    OTHER = "other"


class AbuseOrNeglect(StrEnum):
    """What the authority knows or suspects (Children Act 2004 s16C(1), published)."""

    KNOWN = "known"
    SUSPECTED = "suspected"
    NOT_SUSPECTED = "not-suspected"


class Nature(StrEnum):
    """DfE's nature of a notification, in its own words (published); derived, never entered."""

    CHILD_DEATH = "Child death"
    SERIOUS_HARM = "Serious harm"
    OTHER = "Other"


class AgeBand(StrEnum):
    """The age bands of DfE's statistics (published)."""

    UNDER_1 = "under 1"
    FROM_1_TO_5 = "1-5"
    FROM_6_TO_10 = "6-10"
    FROM_11_TO_15 = "11-15"
    FROM_16 = "16+"
    UNKNOWN = "unknown"


class NotificationChannel(StrEnum):
    """How an authority told the Panel. The online form is published; the rest our inference."""

    NATIONAL_FORM = "national-form"
    EMAIL = "email"
    TELEPHONE = "telephone"
    OTHER = "other"


class SubmissionChannel(StrEnum):
    """How a person sent the Panel report. Our inference: no interface of the Panel is known."""

    SECURE_EMAIL = "secure-email"
    EMAIL = "email"
    PORTAL = "portal"
    POST = "post"
    OTHER = "other"


class WithdrawalReason(StrEnum):
    """Why a notification was withdrawn (our inference from published practice)."""

    CRITERIA_NOT_MET = "criteria-not-met"
    ENTERED_BY_MISTAKE = "entered-by-mistake"


class ReferralConcern(StrEnum):
    """What a case below the definition raises. Source: Wiltshire's page (published)."""

    GOOD_PRACTICE = "good-practice"
    POOR_PRACTICE = "poor-practice"
    NEAR_MISS = "near-miss"
    OTHER = "other"


class AcceptedAs(StrEnum):
    """What a referral is taken up as (our inference)."""

    RAPID_REVIEW = "rapid-review"
    LCSPR = "lcspr"
    LOCAL_LEARNING_REVIEW = "local-learning-review"


class Decision(StrEnum):
    """What follows from a rapid review (guidance, unverified)."""

    LCSPR = "lcspr"
    NO_FURTHER_REVIEW = "no-further-review"
    REFER_NATIONAL = "refer-national"
    THEMATIC_OR_LOCAL_LEARNING = "thematic-or-local-learning"


class ExtendedFor(StrEnum):
    """Why a rapid review takes longer. No published set was found: our inference."""

    AGENCY_INFORMATION = "agency-information"
    PROCEEDINGS = "proceedings"
    NEW_INFORMATION = "new-information"
    CAPACITY = "capacity"
    OTHER = "other"


class Criterion(StrEnum):
    """What to take into account for a local review. Source: SI 2018/789 reg 11 (published).

    a: improvements needed, including those found before; b: recurrent themes; c: concerns
    about two or more agencies working together; d: the Panel found a local review fitter.
    """

    IMPROVEMENTS = "a"
    RECURRENT_THEMES = "b"
    WORKING_TOGETHER = "c"
    PANEL_CONCLUDED = "d"


class PanelAnswer(StrEnum):
    """What the Panel answers to a rapid review (guidance, unverified)."""

    AGREES = "agrees"
    ASKS_TO_RECONSIDER = "asks-to-reconsider"
    ASKS_FOR_MORE = "asks-for-more"
    NATIONAL_OR_THEMATIC_REVIEW = "national-or-thematic-review"
