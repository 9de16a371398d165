"""A local review in its parts: reviewers, terms, drafts, publications; and what was learnt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.reviews.read_models.happenings import happening
from shared.events.commissioning import ReviewTellingWithdrawn
from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.events.learning import (
    LearningPointRecorded,
    LearningPublished,
    LearningReviewBegun,
    LearningReviewCompleted,
    LearningSessionHeld,
    LearningWithdrawn,
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
    reviewer_ref,
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
)
from shared.events.reviews import CSPRCommissioned, Reviewer
from shared.folds.read_model import Json, ReadModel, Rows


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of a local review, told without a name.

    `part` says which kind; `ref` tells reviewers and holds apart. `ended_on`: a reviewer left,
    a hold ended, a publication was taken down. `facts` are codes, days and digests.
    """

    subject: str
    place: int
    part: str
    ref: str
    began_on: date
    ended_on: date | None = None
    ended_why: str | None = None
    facts: Json = field(default_factory=dict)


class PracticeReview(ReadModel[PartRow]):
    """One row a part of a review. Page: /cases/{id}, "the review"."""

    name, version, row = "practice", 4, PartRow
    key = ("subject", "place")
    follows = (
        CSPRCommissioned,
        ReviewerAppointed,
        IndependenceDeclared,
        ReviewerRemoved,
        TermsOfReferenceAgreed,
        InvolvementRecorded,
        DraftReceived,
        ReviewMonitored,
        PublicationDelayed,
        DelayExplained,
        PublicationHeld,
        PublicationHoldEnded,
        PrePublicationCopySent,
        ReportPublished,
        ImprovementsPublished,
        ReportTakenDown,
        ReviewTellingWithdrawn,
        LearningReviewBegun,
        LearningSessionHeld,
        LearningPointRecorded,
        LearningReviewCompleted,
        LearningPublished,
        LearningWithdrawn,
    )

    def evolve(self, rows: Rows[PartRow], event: Recorded) -> Rows[PartRow]:
        fact = event.event
        if type(fact) in _ends:
            rows = _end(rows, *_ends[type(fact)](fact))
        match fact:
            case CSPRCommissioned(reviewers=reviewers, commissioned_on=on):
                for reviewer in reviewers:
                    rows = _add(rows, event.subject, on, _named(reviewer))
                return rows
            case IndependenceDeclared(reviewer=ref, independence=independence):
                return _declare(rows, ref, independence)
            case ReviewTellingWithdrawn():
                return tuple(_taken_back(row, fact) for row in rows)
            case known if type(known) in _parts:
                on = happening(known).on
                return _add(rows, event.subject, on, _parts[type(known)](known))
            case _:
                return rows


def _add(rows: Rows[PartRow], subject: str, on: date, said_of: "_Part") -> Rows[PartRow]:
    part, ref, facts = said_of
    said = {name: value for name, value in facts.items() if value is not None}
    row = PartRow(subject, len(rows) + 1, part, ref, on, facts=said)
    return (*rows, row)


def _end(rows: Rows[PartRow], part: str, ref: str, on: date, why: str) -> Rows[PartRow]:
    """What is there of a kind ends; of publications all that stand."""
    return tuple(
        replace(row, ended_on=on, ended_why=str(why), facts=_left_of(row))
        if row.part == part and row.ended_on is None and row.ref == ref
        else row
        for row in rows
    )


def _left_of(row: PartRow) -> Json:
    """What stays of a part that ended: of what left the library, its number alone."""
    if row.part != "library" or not isinstance(row.facts, dict):
        return row.facts
    return {"number": row.facts["number"]}


def _taken_back(row: PartRow, event: ReviewTellingWithdrawn) -> PartRow:
    """A copy, or an explanation, without who never had it; with nobody left it has ended."""
    part = {"R15": "copy", "R18": "explanation"}.get(event.rule)
    if row.part != part or row.began_on != event.told_on or not isinstance(row.facts, dict):
        return row
    left = [each for each in row.facts["recipients"] if each != event.recipient]
    if left:
        return replace(row, facts={**row.facts, "recipients": left})
    return replace(row, ended_on=event.withdrawn_on, ended_why="recorded-wrongly")


def _declare(rows: Rows[PartRow], ref: str, independence: Independence) -> Rows[PartRow]:
    return tuple(
        replace(row, facts={**row.facts, **_independent(independence)})  # type: ignore[dict-item]
        if row.part == "reviewer" and row.ref == ref and row.ended_on is None
        else row
        for row in rows
    )


def _named(reviewer: Reviewer) -> "_Part":
    return "reviewer", reviewer_ref(reviewer.name), {"organisation": reviewer.organisation}


def _independent(independence: Independence) -> dict[str, Any]:
    return {
        "independent": independence.independent,
        "declared_on": independence.declared_on.isoformat(),
    }


def _reviewer(e: ReviewerAppointed) -> "_Part":
    facts = {"organisation": e.organisation, "replaces": e.replaces}
    return "reviewer", reviewer_ref(e.name), facts | _independent(e.independence)


def _codes(part: str, *names: str, ref: str = "") -> "Callable[[Event], _Part]":
    """A part whose facts are these fields of its event, as they stand in its body."""

    def told(event: Event) -> "_Part":
        body = event.model_dump(mode="json", include=set(names))
        return part, str(getattr(event, ref)) if ref else "", body

    return told


_Part = tuple[str, str, dict[str, Any]]
_where = ("address", "document", "jointly_with", "outside", "breach", "too_early")
_parts: Mapping[type[Event], Callable[[Any], _Part]] = {
    ReviewerAppointed: _reviewer,
    TermsOfReferenceAgreed: _codes("terms", "document"),
    InvolvementRecorded: _codes("involvement", "who", "how"),
    DraftReceived: _codes("draft", "number", "document"),
    ReviewMonitored: _codes("monitoring", "time", "quality", "next_on"),
    PublicationDelayed: _codes("delay", "reason", "until", "due_on"),
    DelayExplained: _codes("explanation", "recipients", "channel", "evidence"),
    PublicationHeld: _codes("hold", "due_on", ref="held_by"),
    PrePublicationCopySent: _codes(
        "copy", "recipients", "copy_of", "document", "channel", "term"
    ),
    ReportPublished: _codes("publication", *_where),
    ImprovementsPublished: _codes("publication", *_where, "reason"),
    LearningReviewBegun: _codes("learning", "practice", "agencies"),
    LearningSessionHeld: _codes("session", "agencies"),
    LearningPointRecorded: _codes("point", "number"),
    LearningPublished: _codes("library", "number", "heading", "text", "themes", ref="number"),
}
_ends: Mapping[type[Event], Callable[[Any], tuple[str, str, date, str]]] = {
    ReviewerRemoved: lambda e: ("reviewer", e.reviewer, e.removed_on, e.reason),
    PublicationHoldEnded: lambda e: ("hold", e.held_by, e.ended_on, "ended"),
    ReportTakenDown: lambda e: ("publication", "", e.taken_down_on, e.reason),
    LearningReviewCompleted: lambda e: ("learning", "", e.completed_on, "completed"),
    LearningPublished: lambda e: ("library", str(e.number), e.published_on, "replaced"),
    LearningWithdrawn: lambda e: ("library", str(e.number), e.withdrawn_on, e.reason),
}
"""Which part an event ends, of which reference, when and why."""
