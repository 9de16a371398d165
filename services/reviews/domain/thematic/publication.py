"""A thematic review is sent ahead, published and taken down.

The gate is that of a local review (R15; guidance, unverified). No source was found that says
whether it holds for thematic reviews: that it does here is our inference (ADR 49). Nor is
anything published before the reviews of its own cases may be, or it would be a way round.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from services.reviews.domain.gate import before_its_time, check_seen_first, opens_on
from services.reviews.domain.thematic.course import (
    AtWork,
    Thematic,
    at_work,
    concluded,
    copies,
    fewest_cases,
    included,
    of_kind,
    published,
    recorded,
)
from shared.decisions.commands import has_happened, repeats, today
from shared.decisions.decider import Command, Refused
from shared.events.codes import SubmissionChannel
from shared.events.event import Event, Value
from shared.events.learning import AgencyKinds, Themes
from shared.events.practice_codes import TakenDownFor
from shared.events.publication import Address, Recipients, TooEarly
from shared.events.records import Prose, Title
from shared.events.sealed import Sealed
from shared.events.thematic import (
    CaseId,
    ThematicCopySent,
    ThematicReviewPublished,
    ThematicReviewTakenDown,
)
from shared.events.times import Day
from shared.events.values import Digest


class Standing(StrEnum):
    """What of a case's own review would be got round by publishing what spans it."""

    NOTHING = "nothing"
    RAPID_REVIEW = "rapid-review"
    NOT_PUBLISHED = "not-published"
    HELD = "held"


class CaseStanding(Value):
    """How a case stands, as the caseload showed it when somebody asked."""

    case: CaseId
    standing: Standing


class RecordThematicCopySent(Command):
    """Record that what is to be published went to some of those who see it first."""

    recipients: Recipients
    document: Digest
    channel: SubmissionChannel
    evidence_note: Sealed | None = None
    sent_on: Day


class PublishingThematic(Command):
    """What everybody may read of it, and where; somebody read it and cleared it."""

    title: Title
    learning: Prose
    recommendations: Prose | None = None
    method: Prose | None = None
    themes: Themes = ()
    agencies: AgencyKinds = frozenset()
    address: Address | None = None
    document: Digest | None = None
    cleared_by: Sealed
    cleared_on: Day


class PublishThematicReview(PublishingThematic):
    """Publish it, today; `standings` are those of all its cases."""

    standings: tuple[CaseStanding, ...] = ()


class RecordThematicPublishedElsewhere(PublishingThematic):
    """Record that it was published outside cspr, and where: cspr leads there alone."""

    address: Address
    published_on: Day


class TakeDownThematicReview(Command):
    """Take down, today, what is published of it."""

    reason: TakenDownFor
    note: Sealed | None = None


Publicising = (
    RecordThematicCopySent
    | PublishThematicReview
    | RecordThematicPublishedElsewhere
    | TakeDownThematicReview
)


def decide(command: Publicising, review: Thematic) -> Sequence[Event]:
    """Say what sending ahead, publishing or taking down makes happen.

    Raises:
        Refused: the gate is shut, in words that say why and until when; or it cannot be.
    """
    known = at_work(review)
    match command:
        case RecordThematicCopySent():
            return _send(command, known)
        case TakeDownThematicReview():
            return _take_down(command, known)
        case PublishThematicReview() | RecordThematicPublishedElsewhere():
            return _publish(command, known)


def _send(command: RecordThematicCopySent, review: AtWork) -> Sequence[Event]:
    if recorded(command, review, ThematicCopySent):
        return []
    has_happened(command, "sent_on", command.sent_on, review.began)
    known = dict(copies(review))
    for recipient in command.recipients:
        known[recipient] = max(command.sent_on, known.get(recipient, command.sent_on))
    return [
        ThematicCopySent(
            recipients=command.recipients,
            document=command.document,
            channel=command.channel,
            evidence_note=command.evidence_note,
            sent_on=command.sent_on,
            term=None if published(review) else opens_on(known, command.counted_by),
        )
    ]


def _publish(
    command: PublishThematicReview | RecordThematicPublishedElsewhere, review: AtWork
) -> Sequence[Event]:
    outside = isinstance(command, RecordThematicPublishedElsewhere)
    now = published(review)
    if now is not None:
        if now.outside is outside and repeats(command, now):
            return []
        raise Refused(
            f"This thematic review was published on {now.published_on.isoformat()}. To publish "
            "it anew, take down first what is published."
        )
    day = (
        command.published_on if isinstance(command, RecordThematicPublishedElsewhere) else None
    )
    on = day or today(command)
    _check_not_hidden(command, review)
    early = _held(command, review, on)
    has_happened(command, "cleared_on", command.cleared_on, review.began)
    said = {
        name: getattr(command, name)
        for name in PublishingThematic.model_fields
        if name not in Command.model_fields
    }
    return [
        ThematicReviewPublished(
            **said,
            authorities=review.opened.authorities,
            published_on=on,
            outside=outside,
            too_early=early,
        )
    ]


def _held(
    command: PublishThematicReview | RecordThematicPublishedElsewhere, review: AtWork, on: date
) -> TooEarly | None:
    """What is asked of cspr is held; what happened outside is told with what it broke."""
    match command:
        case RecordThematicPublishedElsewhere():
            has_happened(command, "published_on", on, review.began)
            return before_its_time(copies(review), on, command.counted_by)
        case PublishThematicReview():
            if concluded(review) is None:
                raise Refused(
                    "This thematic review is not concluded, so what it says may still change. "
                    "Conclude it first."
                )
            _check_cases(command, review)
            check_seen_first(copies(review), "the thematic review", on, command.counted_by)
            return None


def _check_cases(command: PublishThematicReview, review: AtWork) -> None:
    """Nothing of a case gets out by a thematic review before its own review may."""
    if len(included(review)) < fewest_cases:
        raise Refused(
            "Fewer than two cases are in this thematic review now, so what it says could be "
            "told of one of them. Include another first."
        )
    told = {each.case: each.standing for each in command.standings}
    if set(told) != set(included(review)):
        raise Refused(
            "The cases of this thematic review have changed, or one of them is not shown yet "
            "or is set aside. Look again, and publish it then."
        )
    counted = Counter(standing for standing in told.values() if standing in _words)
    if counted:
        held = "; ".join(
            f"{number} case{'' if number == 1 else 's'}: {_words[standing]}"
            for standing, number in sorted(counted.items())
        )
        raise Refused(
            "Nothing is published of a thematic review before the reviews of its own cases may "
            f"be. In it are {held}. Wait for that, or leave the cases out."
        )


_words: Mapping[Standing, str] = {
    Standing.RAPID_REVIEW: "a rapid review is open or is to be decided again",
    Standing.NOT_PUBLISHED: (
        "a review of its own is decided on or commissioned and not published"
    ),
    Standing.HELD: "a trial or an inquest holds its publication",
}


def _check_not_hidden(command: PublishingThematic, review: AtWork) -> None:
    """What may identify a child does not come back in the same words (our inference)."""
    shown: ThematicReviewPublished | None = None
    hidden: set[str] = set()
    for event in review.since:
        match event:
            case ThematicReviewPublished():
                shown = event
            case ThematicReviewTakenDown(reason=TakenDownFor.CHILD_IDENTIFIABLE) if shown:
                texts = (shown.learning, shown.recommendations, shown.method)
                hidden |= {text for text in texts if text is not None}
            case _:
                pass
    for name in ("learning", "recommendations", "method"):
        if getattr(command, name) in hidden:
            raise Refused(
                "This text was taken down since it may identify a child. Write another.",
                field=name,
            )


def _take_down(command: TakeDownThematicReview, review: AtWork) -> Sequence[Event]:
    """At once, for any reason: that it has to be available for a year was found nowhere."""
    if published(review) is None:
        taken = of_kind(review, ThematicReviewTakenDown)
        if taken and repeats(command, taken[-1]):
            return []
        raise Refused("Nothing of this thematic review is published, so nothing is taken down.")
    return [
        ThematicReviewTakenDown(
            reason=command.reason, note=command.note, taken_down_on=today(command)
        )
    ]
