"""A review is sent ahead, published and taken down: what cspr holds back, and what it records.

What cspr is asked to do is held at a gate: nothing is published before those who see it first
have had it for seven working days, nor while a trial or an inquest holds it. What happened
outside cspr is recorded, with what was broken by it.
"""

from collections.abc import Sequence
from datetime import date

from services.reviews.domain.course import (
    AnyPublication,
    commissioned_of,
    copies,
    first_published,
    published,
    recorded,
)
from services.reviews.domain.gate import check_gate, opens_on, seen_first, too_early
from services.reviews.domain.review import Concluded, Review
from shared.decisions.commands import has_happened, repeats, today
from shared.decisions.decider import Command, Refused
from shared.decisions.rules import term
from shared.events.codes import SubmissionChannel
from shared.events.event import Event
from shared.events.practice_codes import NotInFull, PublishedAs
from shared.events.publication import (
    Address,
    ImprovementsPublished,
    PrePublicationCopySent,
    Publication,
    Recipients,
    ReportPublished,
    TooEarly,
)
from shared.events.reviews import CSPRCommissioned
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import AuthorityCode, Digest, breach_of


class RecordCopySent(Command):
    """Record that a person sent the report, or the improvements, to who sees it first."""

    recipients: Recipients
    copy_of: PublishedAs
    document: Digest
    channel: SubmissionChannel
    evidence_note: Sealed | None = None
    sent_on: Day


class Publishing(Command):
    """Where a review is published, and with whom: an address, or the document's digest."""

    address: Address | None = None
    document: Digest | None = None
    jointly_with: tuple[AuthorityCode, ...] = ()


class PublishReport(Publishing):
    """Publish the report in full, today."""


class PublishImprovements(Publishing):
    """Publish the improvements alone, today, and say why not the report in full."""

    reason: NotInFull
    why: Sealed


class RecordPublishedElsewhere(Publishing):
    """Record that a review was published outside cspr; `reason` and `why`: not in full."""

    published_on: Day
    reason: NotInFull | None = None
    why: Sealed | None = None


AnyPublishing = PublishReport | PublishImprovements | RecordPublishedElsewhere


def send_copy(command: RecordCopySent, review: Review) -> Sequence[Event]:
    """Say what a copy that was sent makes happen; the last one that is needed starts a clock.

    Raises:
        Refused: no review was commissioned, or the day cannot be.
    """
    at_work, commissioned = commissioned_of(review)
    if recorded(command, at_work, PrePublicationCopySent):
        return []
    has_happened(command, "sent_on", command.sent_on)
    _check_decided(commissioned, "sent_on", command.sent_on)
    sent = PrePublicationCopySent(
        recipients=command.recipients,
        copy_of=command.copy_of,
        document=command.document,
        channel=command.channel,
        evidence_note=command.evidence_note,
        sent_on=command.sent_on,
    )
    if published(at_work) is not None and _is_all_there(at_work, sent):
        return [sent]
    known = dict(copies(at_work, command.copy_of))
    for recipient in command.recipients:
        known[recipient] = max(command.sent_on, known.get(recipient, command.sent_on))
    return [sent.model_copy(update={"term": opens_on(known, command.counted_by)})]


def _is_all_there(review: Concluded, sent: PrePublicationCopySent) -> bool:
    """Whether nothing is left to publish in the form that was sent: no clock begins then."""
    now = published(review)
    return isinstance(now, ReportPublished) or sent.copy_of is PublishedAs.IMPROVEMENTS


def publish(command: AnyPublishing, review: Review) -> Sequence[Event]:
    """Say what publishing makes happen.

    Raises:
        Refused: the gate is shut, in words that say why and until when; or it is out already.
    """
    at_work, commissioned = commissioned_of(review)
    now = published(at_work)
    if _is_out_already(command, now):
        return []
    _check_whole(command)
    as_what = _as_what(command)
    if isinstance(now, ReportPublished) or (
        now is not None and as_what is PublishedAs.IMPROVEMENTS
    ):
        raise Refused(
            f"This review was published on {now.published_on.isoformat()}. To publish it "
            "anew, take down first what is published."
        )
    early = None
    if isinstance(command, RecordPublishedElsewhere):
        has_happened(command, "published_on", command.published_on)
        _check_decided(commissioned, "published_on", command.published_on)
        early = too_early(at_work, as_what, command.published_on, command.counted_by)
    else:
        check_gate(at_work, as_what, today(command), command.counted_by)
    return [_published(command, at_work, commissioned, early)]


def _is_out_already(command: AnyPublishing, now: AnyPublication | None) -> bool:
    same = now is not None and repeats(command, now)
    match command:
        case PublishReport():
            return same and isinstance(now, ReportPublished) and not now.outside
        case PublishImprovements():
            return same and isinstance(now, ImprovementsPublished) and not now.outside
        case RecordPublishedElsewhere():
            full = isinstance(now, ReportPublished)
            return same and now is not None and now.outside and full is (command.why is None)


def _as_what(command: AnyPublishing) -> PublishedAs:
    match command:
        case PublishReport() | RecordPublishedElsewhere(why=None):
            return PublishedAs.FULL
        case PublishImprovements() | RecordPublishedElsewhere():
            return PublishedAs.IMPROVEMENTS


def _check_whole(command: AnyPublishing) -> None:
    if command.address is None and command.document is None:
        raise Refused(
            "Nothing says what is published. Give its address, or the digest of the document.",
            field="address",
        )
    if isinstance(command, RecordPublishedElsewhere) and (command.reason is None) is not (
        command.why is None
    ):
        raise Refused(
            "Where the improvements alone were published, say why with a code and in words; "
            "where the report was, with neither.",
            field="reason" if command.reason is None else "why",
        )


def _check_decided(commissioned: CSPRCommissioned, field: str, day: date) -> None:
    if day < commissioned.decided_on:
        raise Refused(
            "The decision to begin this review is of "
            f"{commissioned.decided_on.isoformat()}, and there was nothing of it to see before "
            "that. Check the day.",
            field=field,
        )


def _published(
    command: AnyPublishing,
    review: Concluded,
    commissioned: CSPRCommissioned,
    early: TooEarly | None,
) -> Event:
    outside = isinstance(command, RecordPublishedElsewhere)
    on = command.published_on if isinstance(command, RecordPublishedElsewhere) else None
    published_on: date = on or today(command)
    was_due = first_published(review) is None
    said = Publication(
        address=command.address,
        document=command.document,
        jointly_with=command.jointly_with,
        published_on=published_on,
        outside=outside,
        breach=breach_of(commissioned.due, published_on) if was_due else None,
        too_early=early,
        seen_first=seen_first(review, _as_what(command), published_on, command.counted_by),
        availability=term(
            "availability", "PUBLISHED", published_on, calendar=command.counted_by
        ),
    )
    told = {name: getattr(said, name) for name in Publication.model_fields}
    if isinstance(command, PublishReport) or command.reason is None or command.why is None:
        return ReportPublished(**told)
    return ImprovementsPublished(**told, reason=command.reason, why=command.why)
