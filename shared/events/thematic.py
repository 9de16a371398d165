"""What reviews owns of a thematic review: one review that looks at several cases.

That partnerships make such reviews is published (Wiltshire's of 2019, on significant physical
abuse in children under one); no rule of law for their course was found, so their states are
ours (ADR 49). The subject is the review's own, `thematic-…`: a case is named by its id alone,
and nothing that is sealed in a case comes into these events.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.events.codes import SubmissionChannel
from shared.events.event import Event
from shared.events.learning import AgencyKinds, Themes
from shared.events.practice_codes import ReviewerLeft, TakenDownFor
from shared.events.practice_reviews import Independence, ReviewerRef
from shared.events.publication import Address, Recipients, Term, TooEarly
from shared.events.recomputed import Recomputed
from shared.events.records import Keyword, Prose, Title
from shared.events.sealed import Sealed
from shared.events.thematic_codes import LearntAs, LeftOutFor
from shared.events.times import Day
from shared.events.values import AuthorityCode, Digest, Organisation

CaseId = Annotated[
    str, StringConstraints(pattern="^case-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
]
"""A case, by its subject."""
LearntNumber = Annotated[int, Field(ge=1, le=999)]
"""Which finding or recommendation of its review, in the order in which they were recorded."""


class ThematicReviewOpened(Event, version=1):
    """The group begins to look at what several cases have in common.

    `theme` is in clear, in the words of a theme of the repository: it names no person and no
    place. `authorities` are those whose cases may come into it, the one that leads first.
    `covers_from` and `covers_until` are the period from which its cases are.
    """

    theme: Keyword
    authorities: tuple[AuthorityCode, ...] = Field(min_length=1, max_length=20)
    question: Sealed | None = None
    covers_from: Day | None = None
    covers_until: Day | None = None
    opened_on: Day


class CaseIncluded(Event, version=1):
    """A case is looked at in a thematic review."""

    case: CaseId
    why: Sealed | None = None
    included_on: Day


class CaseLeftOut(Event, version=1):
    """A case is looked at no longer."""

    case: CaseId
    reason: LeftOutFor
    note: Sealed | None = None
    left_out_on: Day


class ThematicReviewerAppointed(Event, version=1):
    """Somebody carries out a thematic review from a day on, as its lead or beside the lead."""

    name: Sealed
    organisation: Organisation | None = None
    lead: bool = False
    independence: Independence
    appointed_on: Day


class ThematicReviewerRemoved(Event, version=1):
    """Somebody carries out a thematic review no more."""

    reviewer: ReviewerRef
    reason: ReviewerLeft
    note: Sealed | None = None
    removed_on: Day


class ThematicLearningRecorded(Event, version=1):
    """What a thematic review found, or recommends, as the group wrote it for itself."""

    number: LearntNumber
    learnt_as: LearntAs
    text: Sealed
    recorded_on: Day


class ThematicReviewConcluded(Event, version=1):
    """The work of a thematic review is done; what else was found stands in `summary`."""

    summary: Sealed | None = None
    concluded_on: Day


class ThematicCopySent(Event, version=1):
    """What is to be published went to some of those who see it first.

    `term` begins once the Panel, the Secretary of State and Ofsted all have it, and anew with
    a later copy, as for a local review (R15). That it is asked of thematic reviews is ours.
    """

    recipients: Recipients
    document: Digest
    channel: SubmissionChannel
    evidence_note: Sealed | None = None
    sent_on: Day
    term: Term | None = None


class ThematicTermRecomputed(Event, version=1):
    """The time before it may be published, which was not over, ends on another day than before.

    What `TermRecomputed` is on a case: whoever folds cases reads none on another subject.
    """

    was: Term
    now: Term
    why: Recomputed
    recomputed_on: Day


class ThematicReviewPublished(Event, version=1):
    """A thematic review was published, in a text that was written anew for everybody.

    Title and texts are in clear, and stay in the log: `cleared_by` is who read them and found
    that they identify nobody. `outside`: it happened outside cspr. `too_early`: others had not
    had it long enough.
    """

    title: Title
    authorities: tuple[AuthorityCode, ...] = Field(min_length=1, max_length=20)
    learning: Prose
    recommendations: Prose | None = None
    method: Prose | None = None
    themes: Themes = ()
    agencies: AgencyKinds = frozenset()
    address: Address | None = None
    document: Digest | None = None
    cleared_by: Sealed
    cleared_on: Day
    published_on: Day
    outside: bool = False
    too_early: TooEarly | None = None


class ThematicReviewTakenDown(Event, version=1):
    """What was published of a thematic review is no longer available."""

    reason: TakenDownFor
    note: Sealed | None = None
    taken_down_on: Day
