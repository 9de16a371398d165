"""What people send about thematic reviews, as JSON; free texts and names are sealed at once."""

from typing import Annotated, Any

from pydantic import Field

from services.reviews.api.bodies import Name, Sent, Text
from services.reviews.api.cspr_bodies import Removal, SentIndependence, SentRecipients
from shared.events.codes import SubmissionChannel
from shared.events.learning import AgencyKinds, Themes
from shared.events.practice_codes import TakenDownFor
from shared.events.publication import Address
from shared.events.records import Keyword, Prose, Title
from shared.events.thematic import CaseId
from shared.events.thematic_codes import LearntAs, LeftOutFor
from shared.events.times import Day
from shared.events.values import AuthorityCode, Digest, Organisation

ThematicRemoval = Removal


class ThematicOpening(Sent):
    """A thematic review begins.

    `theme` stands in clear in lists: name no person and no place in it. `authorities` are those
    whose cases may come into it, the one that leads first; `question` is kept sealed.
    """

    theme: Keyword
    authorities: Annotated[tuple[AuthorityCode, ...], Field(min_length=1, max_length=20)]
    question: Text | None = None
    covers_from: Day | None = None
    covers_until: Day | None = None
    opened_on: Day


class Including(Sent):
    """A case is looked at in it; `why` is kept sealed."""

    case: CaseId
    why: Text | None = None
    included_on: Day


class LeavingOut(Sent):
    """A case is looked at no longer."""

    case: CaseId
    reason: LeftOutFor
    note: Text | None = None
    left_out_on: Day


class ThematicAppointment(Sent):
    """Somebody carries it out from a day on; one is the lead."""

    name: Name
    organisation: Organisation | None = None
    lead: bool = False
    independence: SentIndependence
    appointed_on: Day


class ThematicLearnt(Sent):
    """A finding or a recommendation, for the group itself."""

    learnt_as: LearntAs
    text: Text
    recorded_on: Day


class Concluding(Sent):
    """Its work is done."""

    summary: Text | None = None
    concluded_on: Day


class ThematicCopy(Sent):
    """What a person sent before publication, to whom; `document` is its SHA-256."""

    recipients: SentRecipients
    document: Digest
    channel: SubmissionChannel
    evidence_note: Text | None = None
    sent_on: Day


class ThematicPublishing(Sent):
    """What anybody will read of it, written anew: it is in clear, and stays in the log.

    `cleared_by` is who read it and found that it identifies nobody.
    """

    title: Title
    learning: Prose
    recommendations: Prose | None = None
    method: Prose | None = None
    themes: Themes = ()
    agencies: AgencyKinds = frozenset()
    address: Address | None = None
    document: Digest | None = None
    cleared_by: Name
    cleared_on: Day


class ThematicElsewhere(ThematicPublishing):
    """It was published outside this system, at an `address` that everybody can look at."""

    address: Address
    published_on: Day


class ThematicTakingDown(Sent):
    """What is published is taken down, today."""

    reason: TakenDownFor
    note: Text | None = None


example_opening: dict[str, Any] = {
    "theme": "Significant physical abuse in children under one",
    "authorities": ["E06000054"],
    "question": "What did the agencies know before the injuries?",
    "covers_from": "2024-04-01",
    "covers_until": "2026-03-31",
    "opened_on": "2026-04-20",
}
example_including: dict[str, Any] = {
    "case": "case-019bc8d1-5a00-7000-8000-000000000001",
    "why": "A bruise was seen before.",
    "included_on": "2026-04-20",
}
example_leaving: dict[str, Any] = {
    "case": "case-019bc8d1-5a00-7000-8000-000000000001",
    "reason": "proceedings",
    "left_out_on": "2026-05-11",
}
example_appointment: dict[str, Any] = {
    "name": "A. Reviewer",
    "organisation": "Independent",
    "lead": True,
    "independence": {"independent": True, "declared_on": "2026-04-20"},
    "appointed_on": "2026-04-20",
}
example_learnt: dict[str, Any] = {
    "learnt_as": "finding",
    "text": "In four cases nobody asked who else lived in the home.",
    "recorded_on": "2026-06-01",
}
example_copy: dict[str, Any] = {
    "recipients": ["panel", "secretary-of-state", "ofsted"],
    "document": "0" * 64,
    "channel": "secure-email",
    "sent_on": "2026-07-01",
}
example_publishing: dict[str, Any] = {
    "title": "Thematic review: significant physical abuse in children under one",
    "learning": "Ask who lives in the home, and ask again.",
    "recommendations": "One pathway for bruising in babies who do not move by themselves.",
    "themes": ["physical abuse", "bruising"],
    "agencies": ["health", "police"],
    "address": "https://partnership.example/reviews/under-one",
    "cleared_by": "C. Reader",
    "cleared_on": "2026-06-30",
}
