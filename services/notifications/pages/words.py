"""How the pages of referrals say what is coded; a map for each set, since codes repeat."""

from collections.abc import Mapping

from shared.events.codes import AbuseOrNeglect, AcceptedAs, Outcome, ReferralConcern

concern_words: Mapping[ReferralConcern, str] = {
    ReferralConcern.GOOD_PRACTICE: "Good practice that others should know of",
    ReferralConcern.POOR_PRACTICE: "Poor practice",
    ReferralConcern.NEAR_MISS: "A near miss",
    ReferralConcern.OTHER: "Something else",
}
outcome_words: Mapping[Outcome, str] = {
    Outcome.DEATH: "The child died",
    Outcome.SERIOUS_HARM: "The child was seriously harmed",
    Outcome.OTHER: "Neither",
}
suspicion_words: Mapping[AbuseOrNeglect, str] = {
    AbuseOrNeglect.KNOWN: "It is known",
    AbuseOrNeglect.SUSPECTED: "It is suspected",
    AbuseOrNeglect.NOT_SUSPECTED: "It is not suspected",
}
accepted_words: Mapping[AcceptedAs, str] = {
    AcceptedAs.RAPID_REVIEW: "A rapid review, without the clocks of a notification",
    AcceptedAs.LCSPR: "A local child safeguarding practice review",
    AcceptedAs.LOCAL_LEARNING_REVIEW: "A local learning review",
}
