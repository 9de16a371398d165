"""Examples of the events of a local review, from its reviewers to its taking down."""

from datetime import date
from typing import Any

from shared.events.codes import SubmissionChannel
from shared.events.event import Event
from shared.events.practice_codes import (
    DelayReason,
    HeldBy,
    Involved,
    Involvement,
    NotInFull,
    PublishedAs,
    QualityJudged,
    ReviewerLeft,
    TakenDownFor,
    TimeJudged,
)
from shared.events.practice_reviews import (
    DraftReceived,
    Independence,
    IndependenceDeclared,
    InvolvementRecorded,
    ReviewerAppointed,
    ReviewerRemoved,
    ReviewMonitored,
    TermsOfReferenceAgreed,
)
from shared.events.publication import (
    DelayExplained,
    ImprovementsPublished,
    PrePublicationCopySent,
    PublicationDelayed,
    PublicationHeld,
    PublicationHoldEnded,
    ReportPublished,
    ReportTakenDown,
    Term,
    TooEarly,
)
from shared.events.sealed import person_key
from shared.events.values import Obligation, Recipient, breach_of
from tests.contract.example_parts import due_publication, sealed, subject, text

# Seven working days after Wednesday 3 May 2023: 4, 5, 9, 10, 11, 12, 15; Monday the 8th was the
# holiday for the Coronation.
term = Term(
    clock="pre-publication",
    rule="R15",
    start="SENT",
    counted_from=date(2023, 5, 3),
    ends_on=date(2023, 5, 15),
    rule_set="2018-06-29",
    calendar="england-and-wales-2022-09",
    skipped=(
        date(2023, 5, 6),
        date(2023, 5, 7),
        date(2023, 5, 8),
        date(2023, 5, 13),
        date(2023, 5, 14),
    ),
)
available = Term(
    clock="availability",
    rule="R16",
    start="PUBLISHED",
    counted_from=date(2023, 5, 12),
    ends_on=date(2024, 5, 12),
    rule_set="2018-06-29",
    calendar="england-and-wales-2022-09",
)
obligations = (Obligation(recipient=Recipient.PANEL, rule="R18"),)
independence = Independence(
    independent=True, declaration=text(60), declared_on=date(2022, 11, 10)
)
publication: dict[str, Any] = {
    "address": "https://www.partnership.example/reviews/child-x",
    "document": "a" * 64,
    "jointly_with": ("E06000030",),
    "published_on": date(2023, 5, 12),
    "outside": True,
    "breach": breach_of(due_publication, date(2023, 5, 12)),
    "too_early": TooEarly(
        earliest_on=date(2023, 5, 15),
        not_sent_to=(Recipient.OFSTED,),
        held_by=(HeldBy.INQUEST,),
    ),
    "availability": available,
}


def of_practice_reviews() -> tuple[Event, ...]:
    """A review at work."""
    return (
        ReviewerAppointed(
            name=sealed(person_key(subject, 21), 61),
            organisation="Example Reviews",
            independence=independence,
            replaces="person-20",
            appointed_on=date(2022, 11, 10),
        ),
        IndependenceDeclared(reviewer="person-20", independence=independence),
        ReviewerRemoved(
            reviewer="person-20",
            reason=ReviewerLeft.NOT_INDEPENDENT,
            note=text(62),
            removed_on=date(2022, 11, 10),
        ),
        TermsOfReferenceAgreed(terms=text(63), document="1" * 64, agreed_on=date(2022, 11, 15)),
        InvolvementRecorded(
            who=Involved.FAMILY,
            how=Involvement.TOOK_PART,
            note=text(64),
            happened_on=date(2022, 12, 1),
        ),
        DraftReceived(number=2, document="2" * 64, note=text(65), received_on=date(2023, 2, 1)),
        ReviewMonitored(
            time=TimeJudged.AT_RISK,
            quality=QualityJudged.SATISFACTORY,
            note=text(66),
            monitored_on=date(2023, 1, 16),
            next_on=date(2023, 2, 16),
        ),
    )


def of_publication() -> tuple[Event, ...]:
    """What delays a publication, and what comes of it."""
    return (
        PublicationDelayed(
            reason=DelayReason.CRIMINAL_PROCEEDINGS,
            note=text(70),
            until=date(2023, 5, 31),
            delayed_on=date(2023, 3, 1),
            due_on=date(2023, 4, 12),
            obligations=obligations,
        ),
        DelayExplained(
            recipients=(Recipient.PANEL, Recipient.SECRETARY_OF_STATE),
            channel=SubmissionChannel.EMAIL,
            evidence="3" * 64,
            evidence_note=text(71),
            explained_on=date(2023, 3, 2),
        ),
        PublicationHeld(
            held_by=HeldBy.INQUEST,
            note=text(72),
            held_on=date(2023, 3, 1),
            due_on=date(2023, 4, 12),
            obligations=obligations,
        ),
        PublicationHoldEnded(held_by=HeldBy.INQUEST, note=text(73), ended_on=date(2023, 4, 28)),
        PrePublicationCopySent(
            recipients=(Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.OFSTED),
            copy_of=PublishedAs.FULL,
            document="a" * 64,
            channel=SubmissionChannel.SECURE_EMAIL,
            evidence_note=text(74),
            sent_on=date(2023, 5, 3),
            term=term,
        ),
        ReportPublished(**publication),
        ImprovementsPublished(**publication, reason=NotInFull.PROCEEDINGS, why=text(75)),
        ReportTakenDown(
            reason=TakenDownFor.CHILD_IDENTIFIABLE,
            note=text(76),
            decided_by=sealed(person_key(subject, 22), 77),
            organisation="Wiltshire Council",
            taken_down_on=date(2023, 6, 1),
            outside=True,
            cut_short=available,
        ),
    )
