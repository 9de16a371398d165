"""Examples of the events of a thematic review."""

from datetime import date

from shared.events.codes import SubmissionChannel
from shared.events.event import Event
from shared.events.practice_codes import ReviewerLeft, TakenDownFor
from shared.events.practice_reviews import Independence
from shared.events.publication import TooEarly
from shared.events.recomputed import Recomputed
from shared.events.record_codes import AgencyKind
from shared.events.sealed import Sealed, narrative_key, person_key
from shared.events.thematic import (
    CaseIncluded,
    CaseLeftOut,
    ThematicCopySent,
    ThematicLearningRecorded,
    ThematicReviewConcluded,
    ThematicReviewerAppointed,
    ThematicReviewerRemoved,
    ThematicReviewOpened,
    ThematicReviewPublished,
    ThematicReviewTakenDown,
    ThematicTermRecomputed,
)
from shared.events.thematic_codes import LearntAs, LeftOutFor
from shared.events.values import Recipient
from tests.contract.calendar_examples import was_term
from tests.contract.example_parts import sealed, subject, wiltshire
from tests.contract.publication_examples import term

thematic = subject.replace("case", "thematic")


def text(number: int) -> Sealed:
    """A sealed text of the thematic review: none of it is a case's."""
    return sealed(narrative_key(thematic), number)


def of_thematic() -> tuple[Event, ...]:
    """All of them, in the order in which they happen."""
    return (
        ThematicReviewOpened(
            theme="Significant physical abuse in children under one",
            authorities=(wiltshire, "E06000030"),
            question=text(100),
            covers_from=date(2020, 4, 1),
            covers_until=date(2022, 9, 30),
            opened_on=date(2022, 11, 1),
        ),
        CaseIncluded(case=subject, why=text(101), included_on=date(2022, 11, 2)),
        CaseLeftOut(
            case=subject,
            reason=LeftOutFor.PROCEEDINGS,
            note=text(102),
            left_out_on=date(2022, 11, 9),
        ),
        ThematicReviewerAppointed(
            name=sealed(person_key(thematic, 1), 103),
            organisation="Example Reviews",
            lead=True,
            independence=Independence(
                independent=True, declaration=text(104), declared_on=date(2022, 11, 1)
            ),
            appointed_on=date(2022, 11, 2),
        ),
        ThematicReviewerRemoved(
            reviewer="person-1",
            reason=ReviewerLeft.RESIGNED,
            note=text(105),
            removed_on=date(2022, 12, 1),
        ),
        ThematicLearningRecorded(
            number=1,
            learnt_as=LearntAs.FINDING,
            text=text(106),
            recorded_on=date(2023, 1, 16),
        ),
        ThematicReviewConcluded(summary=text(107), concluded_on=date(2023, 4, 3)),
        ThematicCopySent(
            recipients=(Recipient.PANEL, Recipient.SECRETARY_OF_STATE, Recipient.OFSTED),
            document="a" * 64,
            channel=SubmissionChannel.SECURE_EMAIL,
            evidence_note=text(108),
            sent_on=date(2023, 5, 3),
            term=term,
        ),
        ThematicTermRecomputed(
            was=was_term,
            now=term,
            why=Recomputed.CALENDAR_ADOPTED,
            recomputed_on=date(2023, 5, 4),
        ),
        ThematicReviewPublished(
            title="Thematic review: physical abuse of babies",
            authorities=(wiltshire, "E06000030"),
            learning="Ask who lives in the home.\nAsk again.",
            recommendations="One pathway for bruising.",
            method="Six rapid reviews, read side by side.",
            themes=("physical abuse", "bruising"),
            agencies=frozenset({AgencyKind.POLICE, AgencyKind.HEALTH}),
            address="https://www.partnership.example/reviews/babies",
            document="a" * 64,
            cleared_by=sealed(person_key(thematic, 2), 109),
            cleared_on=date(2023, 5, 10),
            published_on=date(2023, 5, 12),
            outside=True,
            too_early=TooEarly(
                earliest_on=date(2023, 5, 15), not_sent_to=(Recipient.OFSTED,), held_by=()
            ),
        ),
        ThematicReviewTakenDown(
            reason=TakenDownFor.CHILD_IDENTIFIABLE,
            note=text(110),
            taken_down_on=date(2023, 6, 1),
        ),
    )
