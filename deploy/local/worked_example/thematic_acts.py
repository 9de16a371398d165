"""What people do in the story of a thematic review: in a reader's words, and as a request."""

from collections.abc import Mapping

from deploy.local.worked_example.acts import Act
from services.reviews.api import thematic_bodies as bodies
from shared.events import thematic
from shared.events.values import Recipient

opening = "opens a thematic review"
"""What comes first; the others need the id that it is answered with."""
_review = "/thematic-reviews/{thematic}"

thematic_acts: Mapping[str, Act] = {
    opening: Act(
        "reviews", "/thematic-reviews", thematic.ThematicReviewOpened, bodies.ThematicOpening,
        on=("opened_on",),
    ),
    "includes a case": Act(
        "reviews", f"{_review}/cases", thematic.CaseIncluded, bodies.Including,
        on=("included_on",),
    ),
    "leaves a case out": Act(
        "reviews", f"{_review}/cases/left-out", thematic.CaseLeftOut, bodies.LeavingOut,
        on=("left_out_on",),
    ),
    "appoints the reviewer of the theme": Act(
        "reviews", f"{_review}/reviewers", thematic.ThematicReviewerAppointed,
        bodies.ThematicAppointment, on=("appointed_on",),
    ),
    "records what the theme taught": Act(
        "reviews", f"{_review}/learning", thematic.ThematicLearningRecorded,
        bodies.ThematicLearnt, on=("recorded_on",),
    ),
    "concludes the thematic review": Act(
        "reviews", f"{_review}/conclusion", thematic.ThematicReviewConcluded,
        bodies.Concluding, on=("concluded_on",),
    ),
    "sends copies of the thematic review": Act(
        "reviews", f"{_review}/copies", thematic.ThematicCopySent, bodies.ThematicCopy,
        on=("sent_on",),
        says={
            "recipients": [
                str(each)
                for each in (Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.OFSTED)
            ],
            "channel": "secure-email",
        },
    ),
    "publishes the thematic review": Act(
        "reviews", f"{_review}/publication", thematic.ThematicReviewPublished,
        bodies.ThematicPublishing, on=("cleared_on",),
    ),
    "takes the thematic review down": Act(
        "reviews", f"{_review}/publication/taken-down", thematic.ThematicReviewTakenDown,
        bodies.ThematicTakingDown,
    ),
}  # fmt: skip
"""By the words in which a story says it."""
