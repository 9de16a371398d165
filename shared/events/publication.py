"""What reviews owns of a publication: delayed, held, sent ahead, published, taken down."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shared.events.codes import SubmissionChannel
from shared.events.event import Event, Value
from shared.events.practice_codes import (
    DelayReason,
    HeldBy,
    NotInFull,
    PublishedAs,
    TakenDownFor,
)
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import (
    AuthorityCode,
    Breach,
    Digest,
    Obligation,
    Organisation,
    Recipient,
    Reference,
)

TermName = Literal["pre-publication", "availability"]
TermStart = Literal["SENT", "PUBLISHED"]
Obligations = Annotated[tuple[Obligation, ...], Field(max_length=50)]
Recipients = Annotated[tuple[Recipient, ...], Field(min_length=1, max_length=10)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,490}$")]
"""Where a published report is to be found: a public address."""


class Term(Value):
    """A time that has to pass before something may be done, and why it ends on that day.

    Fields as in a due date; `ends_on` is the first day on which it may be done.
    """

    clock: TermName
    rule: Annotated[str, StringConstraints(pattern="^R[1-9][0-9]?$")]
    start: TermStart
    counted_from: Day
    ends_on: Day
    rule_set: Reference
    calendar: Reference
    skipped: tuple[Day, ...] = ()


class PublicationDelayed(Event, version=1):
    """The review is published later than it is due, and this is why.

    The clock runs on: a late publication is breached, and explained. The Panel and the
    Secretary of State are to be told why (guidance, unverified): `obligations`.
    """

    reason: DelayReason
    note: Sealed | None = None
    until: Day | None = None
    delayed_on: Day
    due_on: Day
    obligations: Obligations = ()


class DelayExplained(Event, version=1):
    """Somebody who has to be told why a publication is delayed was told."""

    recipients: Recipients
    channel: SubmissionChannel
    evidence: Digest | None = None
    evidence_note: Sealed | None = None
    explained_on: Day


class PublicationHeld(Event, version=1):
    """A trial or an inquest holds the publication: cspr publishes nothing until it is over.

    To be told as of any other delay: `obligations`.
    """

    held_by: HeldBy
    note: Sealed | None = None
    held_on: Day
    due_on: Day
    obligations: Obligations = ()


class PublicationHoldEnded(Event, version=1):
    """What held the publication is over."""

    held_by: HeldBy
    note: Sealed | None = None
    ended_on: Day


class PrePublicationCopySent(Event, version=1):
    """The report, or the improvements alone, went to some of those who see it first.

    `term` begins once the Panel, the Secretary of State and Ofsted all have it, and anew with
    a later copy: that they are told in advance is published, the seven working days are
    guidance, unverified.
    """

    recipients: Recipients
    copy_of: PublishedAs
    document: Digest
    channel: SubmissionChannel
    evidence_note: Sealed | None = None
    sent_on: Day
    term: Term | None = None


class TooEarly(Value):
    """A publication, outside cspr, before its gate was open.

    `earliest_on`: when it might have been published; none where somebody had no copy
    (`not_sent_to`). `held_by`: what held it. `relaxed_by`: which relaxation of the rule covers
    the day of the publication, so that this broke none.
    """

    earliest_on: Day | None = None
    not_sent_to: tuple[Recipient, ...] = ()
    held_by: tuple[HeldBy, ...] = ()
    relaxed_by: Reference | None = None


class SentCopy(Value):
    """On which day somebody was last sent what is published."""

    recipient: Recipient
    sent_on: Day


class SeenFirst(Value):
    """By when those who see a review before it is published had to have it (R15), and had.

    `by` is counted back from the publication; who is not among `copies` never had one.
    """

    by: Day
    rule_set: Reference
    calendar: Reference
    copies: tuple[SentCopy, ...] = ()
    relaxed_by: Reference | None = None


class Publication(Value):
    """Where, when and with whom a review was published, and what was broken by that.

    `outside`: it happened outside cspr. `breach`: it was late. `too_early`: others had not had
    it long enough. `seen_first`: who had to have it before that, and had. `availability`: until
    when it has to be available at least.
    """

    address: Address | None = None
    document: Digest | None = None
    jointly_with: tuple[AuthorityCode, ...] = Field(default=(), max_length=20)
    published_on: Day
    outside: bool = False
    breach: Breach | None = None
    too_early: TooEarly | None = None
    seen_first: SeenFirst | None = None
    availability: Term


class ReportPublished(Publication, Event, version=1):
    """The report was published in full. Source: Children Act 2004 s16B(4) (published)."""


class ImprovementsPublished(Publication, Event, version=1):
    """Only the improvements were published, since the report in full was inappropriate.

    Source: Children Act 2004 s16B(5) (published).
    """

    reason: NotInFull
    why: Sealed


class ReportTakenDown(Event, version=1):
    """What was published is no longer available.

    `cut_short`: the time for which it had to be available, where that was not over; such a
    taking down is an exception, and listed.
    """

    reason: TakenDownFor
    note: Sealed | None = None
    decided_by: Sealed
    organisation: Organisation | None = None
    taken_down_on: Day
    outside: bool = False
    cut_short: Term | None = None
