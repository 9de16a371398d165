"""A local review at work: its reviewers, terms, people involved, drafts and monitoring."""

from collections.abc import Sequence
from datetime import date

from services.reviews.domain.course import commissioned_of, of_kind, recorded, reviewers
from services.reviews.domain.review import Concluded, Review
from shared.decisions.commands import has_happened
from shared.decisions.decider import Command, Refused
from shared.events.event import Event
from shared.events.practice_codes import (
    Involved,
    Involvement,
    QualityJudged,
    ReviewerLeft,
    TimeJudged,
)
from shared.events.practice_reviews import (
    DraftReceived,
    Independence,
    IndependenceDeclared,
    InvolvementRecorded,
    ReviewerAppointed,
    ReviewerRef,
    ReviewerRemoved,
    ReviewMonitored,
    TermsOfReferenceAgreed,
)
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import Digest, Organisation


class AppointReviewer(Command):
    """Have somebody review from a day on; `replaces` is removed on the same day."""

    name: Sealed
    organisation: Organisation | None = None
    independence: Independence
    replaces: ReviewerRef | None = None
    appointed_on: Day


class DeclareIndependence(Command):
    """Record what a reviewer who is at work declared."""

    reviewer: ReviewerRef
    independence: Independence


class RemoveReviewer(Command):
    """Record that somebody reviews no more."""

    reviewer: ReviewerRef
    reason: ReviewerLeft
    note: Sealed | None = None
    removed_on: Day


class AgreeTermsOfReference(Command):
    """Record what the review is to find out; a later agreement takes the place of it."""

    terms: Sealed | None = None
    document: Digest | None = None
    agreed_on: Day


class RecordInvolvement(Command):
    """Record that the child, the family or practitioners were involved, or why not."""

    who: Involved
    how: Involvement
    note: Sealed | None = None
    happened_on: Day


class RecordDraft(Command):
    """Record that the reviewers handed in a draft."""

    document: Digest
    note: Sealed | None = None
    received_on: Day


class RecordMonitoring(Command):
    """Record how the partners found the time taken and the quality."""

    time: TimeJudged
    quality: QualityJudged
    note: Sealed | None = None
    monitored_on: Day
    next_on: Day | None = None


Practising = (
    AppointReviewer
    | DeclareIndependence
    | RemoveReviewer
    | AgreeTermsOfReference
    | RecordInvolvement
    | RecordDraft
    | RecordMonitoring
)


def decide(command: Practising, review: Review) -> Sequence[Event]:
    """Say what is recorded of a local review; after its publication too, for it happened.

    Raises:
        Refused: no review was commissioned, or what is told cannot be.
    """
    at_work, _ = commissioned_of(review)
    match command:
        case AppointReviewer():
            return _appoint(command, at_work)
        case DeclareIndependence():
            return _declare(command, at_work)
        case RemoveReviewer():
            return _remove(command, at_work)
        case _:
            return _note(command, at_work)


def _appoint(command: AppointReviewer, review: Concluded) -> Sequence[Event]:
    if recorded(command, review, ReviewerAppointed):
        return []
    has_happened(command, "appointed_on", command.appointed_on)
    has_happened(command, "independence.declared_on", command.independence.declared_on)
    appointed = ReviewerAppointed(
        name=command.name,
        organisation=command.organisation,
        independence=command.independence,
        replaces=command.replaces,
        appointed_on=command.appointed_on,
    )
    if command.replaces is None:
        return [appointed]
    _check_at_work(review, command.replaces, "replaces")
    removed = ReviewerRemoved(
        reviewer=command.replaces,
        reason=ReviewerLeft.REPLACED,
        removed_on=command.appointed_on,
    )
    return [removed, appointed]


def _declare(command: DeclareIndependence, review: Concluded) -> Sequence[Event]:
    if recorded(command, review, IndependenceDeclared):
        return []
    _check_at_work(review, command.reviewer, "reviewer")
    has_happened(command, "independence.declared_on", command.independence.declared_on)
    return [IndependenceDeclared(reviewer=command.reviewer, independence=command.independence)]


def _remove(command: RemoveReviewer, review: Concluded) -> Sequence[Event]:
    if recorded(command, review, ReviewerRemoved):
        return []
    _check_at_work(review, command.reviewer, "reviewer")
    has_happened(command, "removed_on", command.removed_on)
    return [
        ReviewerRemoved(
            reviewer=command.reviewer,
            reason=command.reason,
            note=command.note,
            removed_on=command.removed_on,
        )
    ]


def _check_at_work(review: Concluded, reviewer: str, field: str) -> None:
    if reviewer not in reviewers(review):
        raise Refused(
            "This is nobody who reviews at present. Take the reference of a reviewer from the "
            "practice review of this case.",
            field=field,
        )


def _note(
    command: AgreeTermsOfReference | RecordInvolvement | RecordDraft | RecordMonitoring,
    review: Concluded,
) -> Sequence[Event]:
    match command:
        case AgreeTermsOfReference():
            return _agree(command, review)
        case RecordInvolvement():
            if recorded(command, review, InvolvementRecorded):
                return []
            has_happened(command, "happened_on", command.happened_on)
            return [
                InvolvementRecorded(
                    who=command.who,
                    how=command.how,
                    note=command.note,
                    happened_on=command.happened_on,
                )
            ]
        case RecordDraft():
            return _draft(command, review)
        case RecordMonitoring():
            return _monitor(command, review)


def _agree(command: AgreeTermsOfReference, review: Concluded) -> Sequence[Event]:
    if recorded(command, review, TermsOfReferenceAgreed):
        return []
    if command.terms is None and command.document is None:
        raise Refused(
            "Nothing says what was agreed. Give the terms as text, or the digest of the "
            "document that has them.",
            field="terms",
        )
    has_happened(command, "agreed_on", command.agreed_on)
    return [
        TermsOfReferenceAgreed(
            terms=command.terms, document=command.document, agreed_on=command.agreed_on
        )
    ]


def _draft(command: RecordDraft, review: Concluded) -> Sequence[Event]:
    drafts = of_kind(review, DraftReceived)
    if recorded(command, review, DraftReceived):
        return []
    has_happened(command, "received_on", command.received_on)
    return [
        DraftReceived(
            number=len(drafts) + 1,
            document=command.document,
            note=command.note,
            received_on=command.received_on,
        )
    ]


def _monitor(command: RecordMonitoring, review: Concluded) -> Sequence[Event]:
    if recorded(command, review, ReviewMonitored):
        return []
    has_happened(command, "monitored_on", command.monitored_on)
    _check_next(command.monitored_on, command.next_on)
    return [
        ReviewMonitored(
            time=command.time,
            quality=command.quality,
            note=command.note,
            monitored_on=command.monitored_on,
            next_on=command.next_on,
        )
    ]


def _check_next(monitored_on: date, next_on: date | None) -> None:
    if next_on is not None and next_on <= monitored_on:
        raise Refused(
            "The next time has to be after this one. Check both days.", field="next_on"
        )
